//! Who observed, and who asked for it.
//!
//! Standard: MedCom messaging 4.0, `medcom-producer-organization` and `medcom-requesterorganization`; profile
//! `medcom-homecareobservation-diagnosticreport` 1.2, slices of `performer`.

use canonical::Personal;
use canonical::body::Requester;
use canonical::party::Person;
use canonical::refusal::RefusalCode;

use super::codes::PRODUCER;
use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::message::Message;
use crate::resources::{author, contacts};
use crate::tree::Node;

/// The naming system of a clinic's number (da. ydernummer).
pub(super) const CLINIC: &str = "urn:oid:1.2.208.176.1.4";

/// The sender is a producer: it has an id as such, beside GLN and SOR.
pub(super) fn check_producer(message: &Message<'_>, strict: bool, findings: &mut Findings) {
    let sender = message.header.children().find(|child| child.name() == "sender");
    let Some(sender) = sender.and_then(|reference| resource(&message.bundle, reference)) else { return };
    check_identifier(sender, PRODUCER, strict, findings);
}

/// The doctor who asked, as the receiving clinic's one contact.
pub(super) fn requester(message: &Message<'_>, strict: bool, findings: &mut Findings) -> Option<Requester> {
    let destination = message.header.children().find(|child| child.name() == "destination")?;
    let receiver = destination.children().find(|child| child.name() == "receiver")?;
    let clinic = resource(&message.bundle, receiver)?;
    check_identifier(clinic, CLINIC, strict, findings);
    let Some(contact) = clinic.child("contact") else {
        findings.object(strict, RefusalCode::ElementMissing, clinic, "contact");
        return None;
    };
    if let Some(second) = clinic.children().filter(|child| child.name() == "contact").nth(1) {
        findings.object(strict, RefusalCode::ElementRepeated, clinic, "contact");
        second.unmark();
    }
    let unknown = contact.extension("data-absent-reason");
    match (findings.single(contact, "name"), unknown) {
        (Some(name), _) => Some(named(name, strict, findings)),
        (None, Some(unknown)) => {
            // Another reason than that it is not known stays unread, and so is kept.
            unknown.mark_where("valueCode", "unknown");
            Some(Requester::default())
        }
        // Invariant medcom-homecareObservation-4.
        (None, None) => {
            findings.object(strict, RefusalCode::ElementMissing, contact, "name");
            None
        }
    }
}

fn named(name: Node<'_>, strict: bool, findings: &mut Findings) -> Requester {
    name.mark("use");
    let initials: Vec<&str> = name.all("given").filter_map(Node::value).collect();
    if initials.is_empty() {
        findings.object(strict, RefusalCode::ElementMissing, name, "given");
    }
    let initials = Some(initials.join(" ")).filter(|initials| !initials.is_empty());
    let mut part = |word| findings.label(name, word).map(|part| Personal::new(part.to_owned()));
    let (surname, whole) = (part("family"), part("text"));
    Requester { initials: initials.map(Personal::new), surname, name: whole }
}

/// The professional who observed, with the telephone number to ask at.
pub(super) fn performer<'a>(
    bundle: &Bundle<'a>,
    reference: Node<'a>,
    strict: bool,
    findings: &mut Findings,
) -> Option<Person> {
    let role = resource(bundle, reference)?;
    // Its name is invariant medcom-homecareReport-2.
    let person = author(bundle, reference, findings)?;
    // Invariant medcom-homecareReport-1.
    let is_coded = |concept: Node<'_>| {
        let codings = concept.children().filter(|child| child.name() == "coding");
        codings.flat_map(Node::children).any(|child| child.name() == "code" && child.raw_value() != Some(""))
    };
    if !role.children().any(|child| child.name() == "code" && is_coded(child)) {
        findings.object(strict, RefusalCode::ElementMissing, role, "code");
    }
    let practitioner = role.children().find(|child| child.name() == "practitioner");
    let practitioner = practitioner.and_then(|reference| resource(bundle, reference))?;
    // Invariant medcom-homecareReport-3.
    let is_phone = |telecom: Node<'_>| {
        telecom.children().any(|child| child.name() == "system" && child.raw_value() == Some("phone"))
    };
    if !practitioner.children().any(|child| child.name() == "telecom" && is_phone(child)) {
        findings.object(strict, RefusalCode::ElementMissing, practitioner, "telecom");
    }
    Some(Person { contacts: contacts(practitioner, "telecom"), ..person })
}

/// What a reference names, without a mark: who refuses a reference into the void reads it elsewhere.
fn resource<'a>(bundle: &Bundle<'a>, reference: Node<'a>) -> Option<Node<'a>> {
    let address = reference.children().find(|child| child.name() == "reference")?;
    bundle.find(address.raw_value()?)
}

fn check_identifier(organisation: Node<'_>, system: &str, strict: bool, findings: &mut Findings) {
    let is_of = |identifier: Node<'_>| {
        identifier.children().any(|child| child.name() == "system" && child.raw_value() == Some(system))
    };
    if !organisation.children().any(|child| child.name() == "identifier" && is_of(child)) {
        findings.object(strict, RefusalCode::ElementMissing, organisation, "identifier");
    }
}
