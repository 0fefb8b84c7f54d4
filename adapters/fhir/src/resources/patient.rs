//! `Patient` to the subject of an event.

use canonical::Personal;
use canonical::identifier::{Cpr, PatientIdentifier, ReplacementKind};
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;
use canonical::subject::Subject;

use super::datatypes::{address, contacts};
use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::tree::Node;

/// The naming system of national replacement numbers (X-eCPR).
const NATIONAL: &str = "urn:oid:1.2.208.176.1.6.1.1";
/// The naming system of regional replacement numbers (D-eCPR); a number behind it names the region.
const REGIONAL: &str = "urn:oid:1.2.208.176.1.6.1.3";

/// The one patient of a message that must have one.
pub(crate) fn the_patient<'a>(bundle: &Bundle<'a>, findings: &mut Findings) -> Option<Node<'a>> {
    let mut patients = bundle.of_type("Patient");
    let first = patients.next();
    match (first, patients.next()) {
        (None, _) => findings.refuse_missing(RefusalCode::PatientMissing, bundle.root(), "entry"),
        (Some(_), Some(second)) => findings.refuse(RefusalCode::ElementRepeated, second),
        (Some(_), None) => {}
    }
    first
}

/// The person. A patient without any identifier refuses the message.
pub(crate) fn patient(resource: Node<'_>, findings: &mut Findings) -> Subject {
    let mut identifiers = Vec::new();
    let mut any = false;
    for node in resource.all("identifier") {
        any = true;
        identifiers.extend(identifier(node, findings));
    }
    if !any {
        findings.refuse_missing(RefusalCode::ElementMissing, resource, "identifier");
    }
    resource.mark_where("active", "true");
    let name = official_name(resource);
    Subject {
        identifiers,
        surname: name.and_then(|name| name.text("family")).map(|name| Personal::new(name.to_owned())),
        given_name: name.and_then(given),
        address: address(resource),
        contacts: contacts(resource, "telecom"),
        deceased: deceased(resource, findings),
        ..Subject::default()
    }
}

fn identifier(node: Node<'_>, findings: &mut Findings) -> Option<PatientIdentifier> {
    node.mark("use");
    let (_, system) = findings.required_text(node, "system")?;
    let (at, value) = findings.required_text(node, "value")?;
    let replacement = |kind| PatientIdentifier::Replacement { kind, value: Personal::new(value.to_owned()) };
    match system {
        "urn:oid:1.2.208.176.1.2" => return cpr(at, value, findings).map(PatientIdentifier::Cpr),
        _ if system != NATIONAL && !is_regional(system) => {
            return Some(PatientIdentifier::Other {
                system: system.to_owned(),
                value: Personal::new(value.to_owned()),
            });
        }
        _ if !is_replacement(value) => findings.refuse(RefusalCode::PatientIdMalformed, at),
        NATIONAL => return Some(replacement(ReplacementKind::National)),
        _ => return Some(replacement(ReplacementKind::Regional { system: system.to_owned() })),
    }
    None
}

fn cpr(at: Node<'_>, value: &str, findings: &mut Findings) -> Option<Cpr> {
    let Some(cpr) = Cpr::parse(value) else {
        findings.refuse(RefusalCode::PatientIdMalformed, at);
        return None;
    };
    for doubt in cpr.doubts() {
        findings.doubt(NoticeCode::PatientId(doubt), at);
    }
    Some(cpr)
}

fn is_regional(system: &str) -> bool {
    system.strip_prefix(REGIONAL).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Ten characters, the first six a day. Which characters follow is each issuer's own affair.
fn is_replacement(value: &str) -> bool {
    let (day, serial) = value.as_bytes().split_at_checked(6).unwrap_or_default();
    serial.len() == 4 && day.iter().all(u8::is_ascii_digit) && serial.iter().all(u8::is_ascii_alphanumeric)
}

/// The official name, or the first one; others stay unread.
pub(super) fn official_name(resource: Node<'_>) -> Option<Node<'_>> {
    let names = || resource.children().filter(|child| child.name() == "name");
    let is_official =
        |name: &Node<'_>| name.children().any(|child| child.name() == "use" && child.raw_value() == Some("official"));
    let name = names().find(is_official).or_else(|| names().next())?;
    name.mark("use");
    name.mark("text");
    name.mark_itself();
    Some(name)
}

fn given(name: Node<'_>) -> Option<Personal<String>> {
    let names: Vec<&str> = name.all("given").filter_map(Node::value).collect();
    Some(names.join(" ")).filter(|given| !given.is_empty()).map(Personal::new)
}

fn deceased(resource: Node<'_>, findings: &mut Findings) -> Option<bool> {
    let stated = findings.boolean(resource, "deceasedBoolean");
    let dated = resource.children().any(|child| child.name() == "deceasedDateTime");
    stated.or(dated.then_some(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replacement_number_begins_with_a_day() {
        for right in ["0703921VJ4", "0703925AB1", "010190AAA1"] {
            assert!(is_replacement(right), "{right}");
        }
        for wrong in ["", "070392", "0703921VJ45", "X703921VJ4", "0703921V-4"] {
            assert!(!is_replacement(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_region_is_named_behind_the_regional_system() {
        assert!(is_regional("urn:oid:1.2.208.176.1.6.1.3.181"));
        assert!(!is_regional("urn:oid:1.2.208.176.1.6.1.30"));
    }
}
