//! `PractitionerRole` and `CareTeam` to the person or team that writes or is written to.

use canonical::Personal;
use canonical::party::Person;
use canonical::refusal::RefusalCode;

use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::tree::Node;

/// The person or team a reference names. Standard: MedCom core PractitionerRole, CareTeam.
pub(crate) fn author<'a>(bundle: &Bundle<'a>, reference: Node<'a>, findings: &mut Findings) -> Option<Person> {
    let resource = bundle.follow(reference, &["PractitionerRole", "Practitioner", "CareTeam"], findings)?;
    match resource.resource_type() {
        Some("CareTeam") => team(resource, findings),
        Some("Practitioner") => Some(person(name(resource, findings)?, None)),
        _ => role_holder(bundle, resource, findings),
    }
}

fn role_holder<'a>(bundle: &Bundle<'a>, resource: Node<'a>, findings: &mut Findings) -> Option<Person> {
    resource.all("organization").for_each(Node::mark_all);
    let role = resource.child("code").and_then(role);
    let practitioner = findings.required(resource, "practitioner")?;
    let practitioner = bundle.follow(practitioner, &["Practitioner"], findings)?;
    Some(person(name(practitioner, findings)?, role))
}

fn team(resource: Node<'_>, findings: &mut Findings) -> Option<Person> {
    resource.all("managingOrganization").for_each(Node::mark_all);
    let (_, name) = findings.required_text(resource, "name")?;
    Some(person(Personal::new(name.to_owned()), None))
}

fn person(name: Personal<String>, role: Option<String>) -> Person {
    Person { name, role, identifiers: Vec::new(), contacts: Vec::new() }
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
    let name = findings.required(resource, "name")?;
    name.mark("use");
    let given = name.all("given").filter_map(Node::value);
    let words: Vec<&str> = given.chain(name.text("family")).collect();
    let written = name.text("text");
    match (words.is_empty(), written) {
        (false, _) => Some(Personal::new(words.join(" "))),
        (true, Some(text)) => Some(Personal::new(text.to_owned())),
        (true, None) => {
            findings.refuse(RefusalCode::ElementEmpty, name);
            None
        }
    }
}
