//! `Patient` to the subject of an event.

use canonical::Personal;
use canonical::identifier::{Cpr, PatientIdentifier, ReplacementKind};
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;
use canonical::subject::Subject;

use super::datatypes::{address, contacts, naming_system};
use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::tree::Node;

/// The naming system of CPR numbers.
pub(crate) const CPR: &str = "urn:oid:1.2.208.176.1.2";
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
        identifiers.extend(patient_identifier(node, findings));
    }
    if !any {
        findings.refuse_missing(RefusalCode::ElementMissing, resource, "identifier");
    }
    resource.mark_where("active", "true");
    let name = official_name(resource);
    Subject {
        identifiers,
        surname: name.and_then(surname).map(|name| Personal::new(name.to_owned())),
        given_name: name.and_then(given),
        address: address(resource),
        contacts: contacts(resource, "telecom"),
        deceased: deceased(resource, findings),
        ..Subject::default()
    }
}

/// One identifier of a person, wherever it stands.
pub(crate) fn patient_identifier(node: Node<'_>, findings: &mut Findings) -> Option<PatientIdentifier> {
    node.mark("use");
    let (_, system) = findings.required_text(node, "system")?;
    let system = naming_system(node, system, findings);
    let (at, value) = findings.required_text(node, "value")?;
    let replacement = |kind| PatientIdentifier::Replacement { kind, value: Personal::new(value.to_owned()) };
    match system.as_ref() {
        CPR => return cpr(at, value, findings).map(PatientIdentifier::Cpr),
        system if system != NATIONAL && !is_regional(system) => {
            return Some(PatientIdentifier::Other {
                system: system.to_owned(),
                value: Personal::new(value.to_owned()),
            });
        }
        _ if !is_replacement(value, if system == NATIONAL { b"17" } else { b"056" }) => {
            findings.refuse(RefusalCode::PatientIdMalformed, at)
        }
        NATIONAL => return Some(replacement(ReplacementKind::National)),
        _ => return Some(replacement(ReplacementKind::Regional { system: system.to_string() })),
    }
    None
}

fn cpr(at: Node<'_>, value: &str, findings: &mut Findings) -> Option<Cpr> {
    let Some(cpr) = Cpr::parse(value).filter(|_| begins_with_a_day(value.as_bytes())) else {
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

/// A day, a digit that names the issuer, two letters and a digit. Standard: dk-core, invariants x-ecpr and d-ecpr.
fn is_replacement(value: &str, issuers: &[u8]) -> bool {
    let [.., issuer, first, second, last] = value.as_bytes() else { return false };
    value.len() == 10
        && begins_with_a_day(value.as_bytes())
        && issuers.contains(issuer)
        && first.is_ascii_uppercase()
        && second.is_ascii_uppercase()
        && last.is_ascii_digit()
}

/// `DDMMYY`, a day that some year has. Standard: dk-core, invariant cpr.
fn begins_with_a_day(value: &[u8]) -> bool {
    let Some(digits) = value.get(..6).filter(|digits| digits.iter().all(u8::is_ascii_digit)) else { return false };
    let number =
        |at: usize| digits.get(at..at + 2).map_or(0, |two| two.iter().fold(0, |sum, digit| sum * 10 + (digit - b'0')));
    let longest = match number(2) {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 29,
        _ => 0,
    };
    (1..=longest).contains(&number(0))
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

/// The surname. That it is not known is what its absence says; any other reason stays unread, and so is kept.
fn surname(name: Node<'_>) -> Option<&str> {
    let family = name.child("family")?;
    let reason = family.extension("data-absent-reason");
    if let Some(reason) = reason {
        reason.mark_where("valueCode", "unknown");
    }
    family.value().filter(|surname| !surname.is_empty())
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
    fn a_replacement_number_begins_with_a_day_and_names_its_issuer() {
        for right in ["0703921VJ4", "2902927AB1"] {
            assert!(is_replacement(right, b"17"), "{right}");
            assert!(!is_replacement(right, b"056"), "{right}");
        }
        for wrong in ["", "070392", "0703921VJ45", "X703921VJ4", "0703921V-4", "3002921VJ4", "0713921VJ4", "0703921vj4"]
        {
            assert!(!is_replacement(wrong, b"17"), "{wrong}");
        }
    }

    #[test]
    fn a_region_is_named_behind_the_regional_system() {
        assert!(is_regional("urn:oid:1.2.208.176.1.6.1.3.181"));
        assert!(!is_regional("urn:oid:1.2.208.176.1.6.1.30"));
    }
}
