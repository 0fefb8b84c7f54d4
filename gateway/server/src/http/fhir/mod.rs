//! FHIR over HTTP: messages, Bundles, resources, and what is taken.
//!
//! Standard: HL7 FHIR R4 (4.0.1), "RESTful API". What is answered here and what `metadata` says come from the same tables.

mod address;
mod answer;
mod format;
mod routes;
mod shown;

pub(crate) use address::is_below;
pub(crate) use answer::problem;
pub(crate) use routes::routes;
