//! Resources written out: put together from the library's types, then as JSON or XML.
//!
//! The types are those of FHIR R4B, which has the same elements as R4 for these resources. The library's types
//! of whole resources are not used: each may contain any other, so one alone takes minutes to compile. Their
//! parts are: every element below a resource is typed, but for those that hold times or decimal numbers, which the
//! library would write in another way than their sender.

mod bundle;
mod datatypes;
mod draft;
mod element;
mod files;
mod json;
mod message_header;
mod narrative;
mod operation_outcome;
mod organization;
mod patient;
mod persons;
mod provenance;
mod resource;
mod shelf;
mod times;
mod uuids;
mod xml;

pub use bundle::envelope_id;
pub(crate) use bundle::{Guide, message, serialised};
pub(crate) use datatypes::{assigned, coding, concept, identifier, instant, reference, uuid, uuid_of};
pub(crate) use draft::{Draft, Kind, Step};
pub use draft::{Unfit, letter_id};
pub(crate) use element::{Element, concept_of};
pub(crate) use files::file;
pub(crate) use json::decimal;
pub(crate) use message_header::{Header, Response, message_header};
pub(crate) use operation_outcome::{Issue, operation_outcome};
pub(crate) use organization::{PROFILE as ORGANIZATION, endpoint, organization, party_identifier, system_of};
pub(crate) use patient::patient;
pub(crate) use persons::{address, contact_point, extension, human_name, name};
pub(crate) use provenance::{Entity, Hop, PROFILE as PROVENANCE, What, provenance};
pub(crate) use resource::Resource;
pub(crate) use shelf::Shelf;
pub(crate) use times::{date_time, full_instant};
pub(crate) use uuids::{hyphened, urn};
