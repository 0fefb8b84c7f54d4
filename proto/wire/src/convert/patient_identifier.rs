//! Identifiers of patients, in events and in requests.

use canonical::Personal;
use canonical::identifier::{Cpr, PatientIdentifier, ReplacementKind};

use crate::v1::PatientIdentifierKind as Kind;
use crate::{Error, v1};

const CPR: &str = "urn:oid:1.2.208.176.1.2";
const REPLACEMENT: &str = "urn:oid:1.2.208.176.1.6.1";
const REPLACEMENT_NATIONAL: &str = "urn:oid:1.2.208.176.1.6.1.1";
const REPLACEMENT_REGIONAL: &str = "urn:oid:1.2.208.176.1.6.1.3";

impl From<&PatientIdentifier> for v1::PatientIdentifier {
    fn from(identifier: &PatientIdentifier) -> Self {
        let kind = match identifier {
            PatientIdentifier::Cpr(_) => Kind::Cpr,
            PatientIdentifier::Other { .. } => Kind::Other,
            PatientIdentifier::Replacement { kind, .. } => match kind {
                ReplacementKind::National => Kind::ReplacementNational,
                ReplacementKind::Regional { .. } => Kind::ReplacementRegional,
                ReplacementKind::Unstated => Kind::ReplacementUnstated,
            },
        };
        Self { system: identifier.system().to_owned(), value: identifier.reveal().to_owned(), kind: kind.into() }
    }
}

impl TryFrom<v1::PatientIdentifier> for PatientIdentifier {
    type Error = Error;

    fn try_from(message: v1::PatientIdentifier) -> Result<Self, Error> {
        let v1::PatientIdentifier { system, value, kind: number } = message;
        let unlisted = Error::Unlisted { field: "PatientIdentifier.kind", number };
        match Kind::try_from(number).map_err(|_| unlisted)? {
            Kind::Unspecified => read_by_system(system, value),
            kind => read_by_kind(kind, system, value),
        }
    }
}

/// As a request may write it: without a kind, the system decides.
fn read_by_system(system: String, value: String) -> Result<PatientIdentifier, Error> {
    if system.is_empty() {
        return Err(Error::Missing { field: "PatientIdentifier.system" });
    }
    if value.is_empty() {
        return Err(Error::Missing { field: "PatientIdentifier.value" });
    }
    let kind = match system.as_str() {
        CPR => Kind::Cpr,
        REPLACEMENT => Kind::ReplacementUnstated,
        REPLACEMENT_NATIONAL => Kind::ReplacementNational,
        other => match other.strip_prefix(REPLACEMENT_REGIONAL) {
            Some(region) if region.is_empty() || region.starts_with('.') => Kind::ReplacementRegional,
            Some(_) | None => Kind::Other,
        },
    };
    read_by_kind(kind, system, value)
}

/// As an event writes it. A system that contradicts the kind is invalid.
fn read_by_kind(kind: Kind, system: String, value: String) -> Result<PatientIdentifier, Error> {
    let replacement = |kind, value| PatientIdentifier::Replacement { kind, value: Personal::new(value) };
    let (expected, identifier) = match kind {
        Kind::Cpr => {
            let cpr = Cpr::parse(&value).ok_or(Error::Invalid { field: "PatientIdentifier.value" })?;
            (Some(CPR), PatientIdentifier::Cpr(cpr))
        }
        Kind::Other => (None, PatientIdentifier::Other { system: system.clone(), value: Personal::new(value) }),
        Kind::ReplacementNational => (Some(REPLACEMENT_NATIONAL), replacement(ReplacementKind::National, value)),
        Kind::ReplacementRegional => (None, replacement(ReplacementKind::Regional { system: system.clone() }, value)),
        Kind::ReplacementUnstated => (Some(REPLACEMENT), replacement(ReplacementKind::Unstated, value)),
        Kind::Unspecified => return Err(Error::Missing { field: "PatientIdentifier.kind" }),
    };
    match expected {
        Some(expected) if expected != system => Err(Error::Invalid { field: "PatientIdentifier.system" }),
        Some(_) | None => Ok(identifier),
    }
}
