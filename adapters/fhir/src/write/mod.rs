//! Resources written out: as trees, through the library's types, then as JSON or XML.
//!
//! The types are those of FHIR R4B, which has the same elements as R4 for these resources. Each resource goes
//! through its own type; the library's enum of all resources is not named here, for it takes minutes to compile.

mod bundle;
mod datatypes;
mod message_header;
mod operation_outcome;
mod organization;
mod provenance;
mod typed;
mod xml;

pub(crate) use bundle::{message, serialised};
pub(crate) use datatypes::{instant, uuid};
pub(crate) use message_header::{Header, Response, message_header};
pub(crate) use operation_outcome::{Issue, operation_outcome};
pub(crate) use organization::organization;
pub(crate) use provenance::{Entity, Hop, What, provenance};
