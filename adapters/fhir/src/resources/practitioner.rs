//! `PractitionerRole` and `CareTeam` to the person or team that writes or is written to.

use canonical::Personal;
use canonical::identifier::PartyIdentifier;
use canonical::party::Person;
use canonical::refusal::RefusalCode;

use super::organisation::identifiers_of;
use super::patient::official_name;
use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::tree::Node;

/// The person or team a reference names, with the identifiers of the organisation it belongs to.
///
/// Standard: MedCom core PractitionerRole, CareTeam.
pub(crate) fn author<'a>(bundle: &Bundle<'a>, reference: Node<'a>, findings: &mut Findings) -> Option<Person> {
    let resource = bundle.follow(reference, &["PractitionerRole", "Practitioner", "CareTeam"], findings)?;
    match resource.resource_type() {
        Some("CareTeam") => team(bundle, resource, findings),
        Some("Practitioner") => Some(person(name(resource, findings)?, None, Vec::new())),
        _ => role_holder(bundle, resource, findings),
    }
}

fn role_holder<'a>(bundle: &Bundle<'a>, resource: Node<'a>, findings: &mut Findings) -> Option<Person> {
    let organisation = organisation(bundle, resource, "organization");
    let role = resource.child("code").and_then(|concept| findings.short(role(concept)?, concept));
    let practitioner = findings.required(resource, "practitioner")?;
    let practitioner = bundle.follow(practitioner, &["Practitioner"], findings)?;
    Some(person(name(practitioner, findings)?, role, organisation))
}

fn team<'a>(bundle: &Bundle<'a>, resource: Node<'a>, findings: &mut Findings) -> Option<Person> {
    let organisation = organisation(bundle, resource, "managingOrganization");
    findings.required(resource, "name")?;
    let name = findings.label(resource, "name")?;
    Some(person(Personal::new(name.to_owned()), None, organisation))
}

/// Whom a person acts for: the first reference of this name.
fn organisation<'a>(bundle: &Bundle<'a>, resource: Node<'a>, name: &str) -> Vec<PartyIdentifier> {
    let reference = resource.children().find(|child| child.name() == name);
    reference.map(|reference| identifiers_of(bundle, reference)).unwrap_or_default()
}

fn person(name: Personal<String>, role: Option<String>, identifiers: Vec<PartyIdentifier>) -> Person {
    Person { name, role, identifiers, contacts: Vec::new(), surname: None, given_name: None, department: None }
}

/// The role in words: its text, else the display or code of its coding.
fn role(concept: Node<'_>) -> Option<String> {
    let coding = concept.child("coding");
    let coded = coding.and_then(|coding| {
        coding.mark("system");
        let code = coding.text("code");
        coding.text("display").or(code)
    });
    concept.text("text").or(coded).map(str::to_owned)
}

/// Given names and surname in reading order. A professional without a name refuses the message.
fn name(resource: Node<'_>, findings: &mut Findings) -> Option<Personal<String>> {
    let Some(name) = official_name(resource) else {
        findings.refuse_missing(RefusalCode::ElementMissing, resource, "name");
        return None;
    };
    let given = name.all("given").filter_map(Node::value);
    let words: Vec<&str> = given.chain(name.text("family")).collect();
    let written = name.text("text");
    let words = match (words.is_empty(), written) {
        (false, _) => words.join(" "),
        (true, Some(text)) => text.to_owned(),
        (true, None) => {
            findings.refuse(RefusalCode::ElementEmpty, name);
            return None;
        }
    };
    findings.short(words, name).map(Personal::new)
}
