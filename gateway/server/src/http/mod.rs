//! Letters over HTTP: `POST /medcom` and `POST /fhir/$process-message`.

mod answer;
mod body;
pub(crate) mod entrance;
pub(crate) mod fault;
mod multipart;
pub(crate) mod problem;
mod routes;

pub(crate) use routes::{Letters, routes};
