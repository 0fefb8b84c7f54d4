//! Resources written out: put together from the library's types, then as JSON or XML.
//!
//! The types are those of FHIR R4B, which has the same elements as R4 for these resources. The library's types
//! of whole resources are not used: each may contain any other, so one alone takes minutes to compile. Their
//! parts are: every element below a resource is typed.

mod bundle;
mod datatypes;
mod message_header;
mod operation_outcome;
mod organization;
mod provenance;
mod resource;
mod xml;

pub(crate) use bundle::{message, serialised};
pub(crate) use datatypes::{instant, uuid};
pub(crate) use message_header::{Header, Response, message_header};
pub(crate) use operation_outcome::{Issue, operation_outcome};
pub(crate) use organization::organization;
pub(crate) use provenance::{Entity, Hop, What, provenance};
