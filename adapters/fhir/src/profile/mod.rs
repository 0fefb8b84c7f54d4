//! What the published profiles ask of every MedCom message, beyond what reading it needs.
//!
//! Standard: MedCom messaging 4.0, MedCom core 3.0, FHIR R4 (Bundle). Nothing here marks a field as read: what is only
//! judged is kept as it was. `adapters/fhir/RULES.md` lists every rule with its source.

mod bundle;
mod header;
mod hops;
mod parts;
mod patient;

pub(crate) use bundle::bundle;
pub(crate) use header::{Destinations, header};
pub(crate) use hops::hops;
pub(crate) use parts::{is_of_profile, is_uuid, part, parts, system, target, word};
pub(crate) use patient::patient;
