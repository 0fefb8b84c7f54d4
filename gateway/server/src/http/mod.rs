//! Letters over HTTP: `POST /medcom` and `POST /fhir/$process-message`.

pub(crate) mod body;
pub(crate) mod fault;
mod multipart;
pub(crate) mod operation_outcome;
pub(crate) mod problem;
