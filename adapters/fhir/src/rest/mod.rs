//! Resources from ordinary FHIR systems: single ones, transactions, documents, collections and notifications.
//!
//! Standard: HL7 FHIR R4 (4.0.1), "RESTful API", "Documents"; Subscriptions R5 Backport 1.1 for R4.
//!
//! [`convert()`] makes an event of every resource that says something, [`answer`] writes what FHIR answers with, and
//! [`statement`] says what is taken. What is decided here stands in `gateway/decisions/0024`.

pub mod answer;
mod collected;
mod convert;
mod correspondence;
mod entries;
mod kinds;
mod names;
mod notification;
mod observed;
mod parties;
mod patients;
mod request;
mod resource;
mod scope;
pub mod statement;
mod status;
mod stay;
mod taken;
mod text;

pub use convert::convert;
pub use kinds::{KINDS, ResourceKind, kind};
pub use request::{Request, is_id};
pub use resource::{Doubt, Warning};
pub use taken::{Entry, Form, Taken};
