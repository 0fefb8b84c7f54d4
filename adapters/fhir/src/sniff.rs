//! A cheap guess whether bytes are FHIR, before anything is parsed.

use crate::tree::looks_like_xml;

/// How far into the document its root element must begin, in bytes.
const HEAD: usize = 4096;

/// Whether the document begins as a JSON object, or as XML whose root is a Bundle in FHIR's namespace.
///
/// A guess for choosing a translator: `true` promises nothing, and `false` only that it is no FHIR message.
#[must_use]
pub fn looks_like_fhir(bytes: &[u8]) -> bool {
    if !looks_like_xml(bytes) {
        let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
        return bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    }
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes));
    let Some(root) = root_tag(&head) else { return false };
    let name = root.split([' ', '\t', '\r', '\n', '/', '>']).next().unwrap_or_default();
    name.rsplit(':').next() == Some("Bundle") && root.contains("http://hl7.org/fhir")
}

/// The text of the first start tag, behind declarations and comments.
pub(crate) fn root_tag(head: &str) -> Option<&str> {
    let mut rest = head;
    loop {
        rest = rest.split_once('<')?.1;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->")?.1;
        } else if rest.starts_with(['?', '!']) {
            rest = rest.split_once('>')?.1;
        } else {
            return Some(rest.split_once('>').map_or(rest, |(tag, _)| tag));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_objects_and_fhir_bundles_look_like_fhir() {
        for yes in [
            "{\"resourceType\":\"Bundle\"}",
            "\u{feff} {",
            "<?xml version=\"1.0\"?><!-- <x> -->\n<Bundle xmlns=\"http://hl7.org/fhir\">",
            "<f:Bundle xmlns:f='http://hl7.org/fhir'/>",
        ] {
            assert!(looks_like_fhir(yes.as_bytes()), "{yes}");
        }
        for no in ["", "[", "<Emessage xmlns=\"http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/\">", "<Bundle>", "<"]
        {
            assert!(!looks_like_fhir(no.as_bytes()), "{no}");
        }
    }
}
