//! The building blocks that letters share, each read straight into the canonical model.
//!
//! Lengths and cardinalities are those of the schemas. Blocks read the widest shape of all letter
//! types; what a letter type must not have is kept verbatim by its own reader.

mod diagnosis;
mod header;
mod moment;
mod party;
mod patient;
mod reference;
mod relative;
mod value;

pub(crate) use diagnosis::{Diagnosis, qualified, simple};
pub(crate) use header::{Header, HeaderShape, header};
pub(crate) use moment::{date_time, lenient_moment, optional_date_time};
pub(crate) use party::{coded, copy_receiver, location, receiver, sender};
pub(crate) use patient::{PatientShape, patient};
pub(crate) use reference::{media_type, object_code, references, size};
pub(crate) use relative::relative;
pub(crate) use value::{listed, listed_required, personal, short};
