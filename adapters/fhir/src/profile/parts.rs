//! Fields as they are judged: without marking them as read.

use canonical::refusal::RefusalCode;

use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::tree::Node;

/// The children of this name.
pub(crate) fn parts<'a>(node: Node<'a>, name: &str) -> impl Iterator<Item = Node<'a>> {
    node.children().filter(move |child| child.name() == name)
}

/// The first child of this name.
pub(crate) fn part<'a>(node: Node<'a>, name: &str) -> Option<Node<'a>> {
    parts(node, name).next()
}

/// The value of the first child of this name.
pub(crate) fn word<'a>(node: Node<'a>, name: &str) -> Option<&'a str> {
    part(node, name)?.raw_value().filter(|word| !word.is_empty())
}

/// Whether the child of this name has no value but says why.
///
/// Standard: FHIR R4, extension data-absent-reason.
pub(crate) fn is_absent_for_a_reason(node: Node<'_>, name: &str) -> bool {
    let says_why = |extension: Node<'_>| word(extension, "url").is_some_and(|url| url.ends_with("/data-absent-reason"));
    parts(node, name).flat_map(|child| parts(child, "extension")).any(says_why)
}

/// The resource that a Reference names, if it is in the Bundle.
pub(crate) fn target<'a>(bundle: &Bundle<'a>, reference: Node<'a>) -> Option<Node<'a>> {
    bundle.find(word(reference, "reference")?)
}

/// A coding must name its code system. Prefixes of addresses have changed over the years; the last step has not.
pub(crate) fn system(coding: Node<'_>, expected: &str, findings: &mut Findings) {
    match part(coding, "system") {
        None => findings.refuse_missing(RefusalCode::ElementMissing, coding, "system"),
        Some(at) => {
            let last = at.raw_value().and_then(|system| system.rsplit('/').next());
            if last != Some(expected) {
                findings.refuse(RefusalCode::CodeSystemUnknown, at);
            }
        }
    }
}

/// Whether the resource says that it follows a profile with this address, of whatever version.
pub(crate) fn is_of_profile(resource: Node<'_>, profile: &str) -> bool {
    let Some(meta) = part(resource, "meta") else { return false };
    parts(meta, "profile").filter_map(Node::raw_value).any(|address| address.starts_with(profile))
}

/// `urn:uuid:` and a UUID of any version in lower case. The published expression tests the same, without its ends.
///
/// Standard: MedCom core, invariant medcom-uuidv4.
pub(crate) fn is_uuid(value: &str) -> bool {
    const SHAPE: &[u8] = b"00000000-0000-0000-0000-000000000000";
    let Some(uuid) = value.strip_prefix("urn:uuid:") else { return false };
    let fits = |(byte, wanted): (u8, u8)| match wanted {
        b'-' => byte == b'-',
        _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    };
    uuid.len() == SHAPE.len() && uuid.bytes().zip(SHAPE.iter().copied()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_written_in_small_letters_behind_its_prefix() {
        assert!(is_uuid("urn:uuid:cefe0dee-13b5-4bec-a843-09b4d58e4fe6"));
        for wrong in [
            "cefe0dee-13b5-4bec-a843-09b4d58e4fe6",
            "urn:uuid:CEFE0DEE-13B5-4BEC-A843-09B4D58E4FE6",
            "urn:uuid:cefe0dee13b54beca84309b4d58e4fe6",
            "urn:uuid:cefe0dee-13b5-4bec-a843-09b4d58e4fe6 ",
            "urn:uuid:gefe0dee-13b5-4bec-a843-09b4d58e4fe6",
        ] {
            assert!(!is_uuid(wrong), "{wrong}");
        }
    }
}
