//! Which door a document is for, by its first characters and its namespace.

use crate::client::Errand;

/// A path of the HTTPS intake and the media type to send with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) path: &'static str,
    pub(super) media_type: &'static str,
}

/// Which process of a site takes it.
pub(super) fn errand(document: &[u8]) -> Errand {
    match target(document).path {
        FHIR => Errand::FhirLetter,
        _ => Errand::MedcomLetter,
    }
}

/// FHIR in JSON begins with a brace, FHIR in XML names its namespace; everything else is MedCom XML's to read or refuse.
pub(super) fn target(document: &[u8]) -> Target {
    let begins = document.iter().find(|byte| !byte.is_ascii_whitespace() && !BYTE_ORDER_MARK.contains(byte));
    let head = document.get(..document.len().min(4096)).unwrap_or_default();
    let is_fhir = head.windows(NAMESPACE.len()).any(|window| window == NAMESPACE);
    match begins {
        Some(b'{' | b'[') => Target { path: FHIR, media_type: "application/fhir+json" },
        Some(_) | None if is_fhir => Target { path: FHIR, media_type: "application/fhir+xml" },
        Some(_) | None => Target { path: "/medcom", media_type: "application/xml" },
    }
}

const FHIR: &str = "/fhir/$process-message";
const NAMESPACE: &[u8] = b"http://hl7.org/fhir";
const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_syntax_has_its_door() {
        assert_eq!(target(b" {\"resourceType\":\"Bundle\"}").media_type, "application/fhir+json");
        assert_eq!(target(b"\xef\xbb\xbf{}").media_type, "application/fhir+json");
        assert_eq!(target(b"<Bundle xmlns=\"http://hl7.org/fhir\"/>").media_type, "application/fhir+xml");
        assert_eq!(target(b"<Emessage/>").path, "/medcom");
        assert_eq!(target(b"").path, "/medcom");
    }
}
