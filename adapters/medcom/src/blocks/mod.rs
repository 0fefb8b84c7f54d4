//! The building blocks that letters share, each a walk over a part of the canonical model.

mod diagnosis;
mod header;
mod moment;
mod party;
mod patient;
mod reference;
mod section;

pub(crate) use diagnosis::{Diagnosis, DiagnosisShape, diagnosis, simple};
pub(crate) use header::{Header, HeaderShape, header};
pub(crate) use moment::{date_time, day, is_doubtful, moment};
pub(crate) use party::{PartyShape, coded, contact, location, party, referrer, telephone};
pub(crate) use patient::{PatientShape, RelativeShape, Telephones, patient, relatives};
pub(crate) use reference::{media_type, objects, references};
pub(crate) use section::{section, sections_of, text_of};
