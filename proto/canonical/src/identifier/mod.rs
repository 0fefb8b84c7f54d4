//! Typed identifiers of patients and organisations.

mod cpr;
mod party;
mod patient;

pub use cpr::{Cpr, CprDoubt};
pub use party::{Gln, MunicipalityCode, PartyIdentifier};
pub use patient::{PatientIdentifier, ReplacementKind};
