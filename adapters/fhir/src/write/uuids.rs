//! UUIDs, which FHIR writes with hyphens, and the bytes of files.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use canonical::course::Episode;
use fhir_sdk::r4b::types::Identifier;

use super::datatypes::identifier;

/// The naming system of the national patient registry, whose identifiers are always written as addresses.
const REGISTRY: &str = "https://www.esundhed.dk/Registre/Landspatientregisteret";

/// A UUID as an address; anything else as it is.
pub(crate) fn urn(id: &str) -> String {
    match with_hyphens(id) {
        Some(uuid) => format!("urn:uuid:{uuid}"),
        None => id.to_owned(),
    }
}

/// An episode of care. Standard: MedCom governance of episode-of-care identifiers.
pub(crate) fn hyphened(episode: &Episode) -> Identifier {
    let Episode { system, value } = episode;
    let value = match (system.as_deref(), with_hyphens(value)) {
        (Some(REGISTRY), Some(uuid)) => format!("urn:uuid:{uuid}"),
        (_, Some(uuid)) => uuid,
        (_, None) => value.clone(),
    };
    identifier(system.as_deref(), &value)
}

/// A UUID of 32 hexadecimal digits, or with hyphens already, in its usual writing.
fn with_hyphens(id: &str) -> Option<String> {
    let hex: String = id.chars().filter(|character| *character != '-').collect();
    let is_uuid = hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    is_uuid.then(|| [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-").to_ascii_lowercase())
}

/// Bytes as base64.
pub(crate) fn encoded(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_writing_of_a_uuid_gets_its_hyphens() {
        let right = "urn:uuid:f9cf2547-7a1c-4639-9fd3-9f717556ad36";
        assert_eq!(urn("f9cf25477a1c46399fd39f717556ad36"), right);
        assert_eq!(urn("F9CF2547-7A1C-4639-9FD3-9F717556AD36"), right);
        assert_eq!(urn("T-1"), "T-1");
        let local = Episode::new(Some("https://sor2.sum.dsdn.dk/#id=1".to_owned()), right);
        assert_eq!(hyphened(&local).value.as_deref(), right.strip_prefix("urn:uuid:"));
        let national = Episode::new(Some(REGISTRY.to_owned()), right);
        assert_eq!(hyphened(&national).value.as_deref(), Some(right));
    }
}
