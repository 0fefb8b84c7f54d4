//! Letters over HTTP: `POST /medcom`, everything below `/fhir`, and `GET /receipts/{id}` for answers that come later.

mod answer;
mod body;
pub(crate) mod entrance;
pub(crate) mod fault;
pub(crate) mod fhir;
mod kept;
mod multipart;
pub(crate) mod problem;
pub(crate) mod receipts;
mod routes;
mod sender;

pub(crate) use routes::{Letters, routes};
