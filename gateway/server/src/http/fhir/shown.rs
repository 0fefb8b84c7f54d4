//! What a client wants to see of a resource that was taken.

use axum::http::HeaderMap;

/// What a client wants to see of a resource that was taken.
///
/// Standard: HL7 FHIR R4, 3.1.0.1.4 (`Prefer`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Minimal,
    Outcome,
    Representation,
}

impl Shown {
    pub(super) fn asked(headers: &HeaderMap) -> Self {
        let asked = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
        let wanted = asked.flat_map(|all| all.split([',', ';'])).find_map(|one| one.trim().strip_prefix("return="));
        match wanted {
            Some("minimal") => Self::Minimal,
            Some("OperationOutcome") => Self::Outcome,
            Some(_) | None => Self::Representation,
        }
    }
}
