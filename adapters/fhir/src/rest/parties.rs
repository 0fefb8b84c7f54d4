//! Who sends a resource, and to whom.

use canonical::Personal;
use canonical::identifier::PartyIdentifier;
use canonical::party::{Party, Person};
use canonical::refusal::RefusalCode;

use super::kinds::ResourceKind;
use super::scope::{Scope, Target, walk};
use crate::findings::Findings;
use crate::resources::{organisation, party_identifier};
use crate::tree::Node;

/// The most receivers of one resource.
const RECEIVERS: usize = 32;

/// Whom a reference names: an organisation, a person, or a person of an organisation.
#[derive(Default)]
pub(super) struct Named {
    pub(super) party: Option<Party>,
    pub(super) person: Option<Person>,
}

/// The sender: whoever hands the resource over, who must agree with what it says. A carrier hands nothing over as itself, so
/// the resource must say.
pub(super) fn sender(
    scope: &Scope<'_, '_>,
    kind: &ResourceKind,
    caller: Option<&Party>,
    findings: &mut Findings,
) -> (Party, Option<Person>) {
    let stated = stated(scope, kind.sender, findings);
    let Named { party, person } = match (stated, caller) {
        (Named { party: None, person }, None) => {
            let origin = self::stated(scope, kind.origin, findings);
            Named { person: person.or(origin.person), ..origin }
        }
        (stated, _) => stated,
    };
    let sender = match (party, caller) {
        (Some(stated), Some(caller)) => agreed(stated, caller),
        (Some(stated), None) => stated,
        (None, Some(caller)) => caller.clone(),
        (None, None) => {
            let name = kind.sender.first().or_else(|| kind.origin.first()).copied().unwrap_or("author");
            findings.refuse_missing(RefusalCode::ElementMissing, scope.resource, name);
            Party::default()
        }
    };
    (sender, person)
}

/// The first organisation that one of these elements names, and the person.
fn stated(scope: &Scope<'_, '_>, elements: &[&'static str], findings: &mut Findings) -> Named {
    let mut found = Named::default();
    for reference in elements.iter().flat_map(|element| walk(scope.resource, element)) {
        let named = named(scope, reference, findings);
        found.person = found.person.or(named.person);
        if named.party.is_some() {
            return Named { party: named.party, ..found };
        }
    }
    found
}

/// The same organisation under all its names, so that it is one sender whichever of them a resource gives. Another one
/// stays as it is: whether it may be spoken for is decided elsewhere.
fn agreed(stated: Party, caller: &Party) -> Party {
    if !stated.identifiers.iter().any(|identifier| caller.identifiers.contains(identifier)) {
        return stated;
    }
    let rest = stated.identifiers.iter().filter(|identifier| !caller.identifiers.contains(identifier)).cloned();
    let identifiers: Vec<PartyIdentifier> = caller.identifiers.iter().cloned().chain(rest).collect();
    Party { identifiers, organisation: stated.organisation.clone().or_else(|| caller.organisation.clone()), ..stated }
}

/// The organisations a resource is addressed to, and the first person or team among them. A receiver that cannot be told
/// refuses the resource: nobody may believe that it was reached.
pub(super) fn receivers(
    scope: &Scope<'_, '_>,
    kind: &ResourceKind,
    findings: &mut Findings,
) -> (Vec<Party>, Option<Person>) {
    let (mut receivers, mut person): (Vec<Party>, _) = (Vec::new(), None);
    for (index, reference) in kind.receivers.iter().flat_map(|element| walk(scope.resource, element)).enumerate() {
        if index >= RECEIVERS {
            findings.refuse(RefusalCode::ElementRepeated, reference);
            break;
        }
        if names_nobody_else(scope, reference) {
            continue;
        }
        let named = named(scope, reference, findings);
        match named.party {
            Some(party) if receivers.iter().all(|known| known.identifiers != party.identifiers) => {
                receivers.push(party)
            }
            Some(_) => {}
            None => findings.refuse_missing(RefusalCode::ReferenceUnresolved, reference, "reference"),
        }
        person = person.or(named.person);
    }
    (receivers, person)
}

/// Whether a receiver is no organisation's: the patient, a relative, a device.
fn names_nobody_else(scope: &Scope<'_, '_>, reference: Node<'_>) -> bool {
    const OTHERS: [&str; 3] = ["Device", "Patient", "RelatedPerson"];
    let stated = reference.children().find(|child| child.name() == "type").and_then(Node::raw_value);
    let address = reference.children().find(|child| child.name() == "reference").and_then(Node::raw_value);
    let here = address.and_then(|address| scope.bundle.find(address)).and_then(Node::resource_type);
    let of_address = address.and_then(|address| address.rsplit('/').nth(1));
    here.or(stated).or(of_address).is_some_and(|kind| OTHERS.contains(&kind))
}

/// Whom a reference names, as far as the document says.
pub(super) fn named<'a>(scope: &Scope<'_, 'a>, reference: Node<'a>, findings: &mut Findings) -> Named {
    match scope.target(reference) {
        Target::Here(resource) => of_resource(scope, resource, findings),
        Target::Identifier(identifier) => {
            let identifiers = party_identifier(identifier, findings).into_iter().collect();
            let name = reference.text("display").map(str::to_owned);
            Named { party: Some(Party { identifiers, organisation: name, ..Party::default() }), person: None }
        }
        Target::Elsewhere(..) | Target::Nothing => Named::default(),
    }
}

fn of_resource<'a>(scope: &Scope<'_, 'a>, resource: Node<'a>, findings: &mut Findings) -> Named {
    let (via, is_person) = match resource.resource_type() {
        Some("Organization") => {
            return Named { party: Some(organisation(resource, findings)), person: None };
        }
        Some("PractitionerRole") => ("organization", true),
        Some("CareTeam") => ("managingOrganization", false),
        Some("HealthcareService") => ("providedBy", false),
        Some("Practitioner") => return Named { party: None, person: person(resource) },
        _ => return Named::default(),
    };
    let party = resource.child(via).and_then(|reference| match scope.target(reference) {
        Target::Here(found) if found.resource_type() == Some("Organization") => Some(organisation(found, findings)),
        Target::Identifier(identifier) => {
            let identifiers = party_identifier(identifier, findings).into_iter().collect();
            Some(Party { identifiers, ..Party::default() })
        }
        Target::Here(_) | Target::Elsewhere(..) | Target::Nothing => None,
    });
    let person = if is_person {
        let practitioner = resource.child("practitioner").map(|reference| (reference, scope.target(reference)));
        practitioner.and_then(|(reference, target)| match target {
            Target::Here(found) => person(found),
            _ => reference.text("display").map(|name| Person::named(Personal::new(name.to_owned()))),
        })
    } else {
        resource.text("name").map(|name| Person::named(Personal::new(name.to_owned())))
    };
    Named { party, person }
}

/// A professional by name.
fn person(practitioner: Node<'_>) -> Option<Person> {
    let name = practitioner.child("name")?;
    let words: Vec<&str> = name.all("given").filter_map(Node::value).chain(name.text("family")).collect();
    let words = if words.is_empty() { name.text("text")?.to_owned() } else { words.join(" ") };
    Some(Person::named(Personal::new(words)))
}
