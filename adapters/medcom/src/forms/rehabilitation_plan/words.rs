//! A rehabilitation plan in readable words, in Danish as the letters are.

use canonical::Moment;
use canonical::body::{Classification, Control, Excerpt, RehabilitationPlan};
use canonical::code::Concept;
use canonical::party::{Address, Party, Person};
use canonical::text::Inline;

use crate::blocks::{line, with_text};

/// What kind of plan it is, and who agrees.
pub(super) fn plan(facts: &RehabilitationPlan) -> [Vec<Inline>; 3] {
    let level = facts.level.as_ref().map(|level| format!("Type: {level}"));
    let consent = facts.consent.as_ref().map(|consent| format!("Samtykke: {consent}"));
    let copy = facts.copy_to_doctor.map(|copy| if copy { "sendes" } else { "fravalgt" });
    let copy = copy.map(|copy| format!("Kopi til egen læge: {copy}"));
    [level, consent, copy].map(|said| line([said.as_ref()], ""))
}

/// How the patient is reached, beside telephones.
pub(super) fn reached(facts: &RehabilitationPlan) -> [Vec<Inline>; 2] {
    let reason = facts.no_telephone_reason.as_ref().map(|words| format!("Ingen telefon: {}", words.reveal()));
    let care_of = facts.care_of.as_ref().map(|one| {
        let names = one.given_name.iter().chain(&one.surname).map(|name| name.reveal().clone());
        let name = names.collect::<Vec<_>>().join(" ");
        let parts = std::iter::once(name).chain(address(&one.address)).filter(|part| !part.is_empty());
        format!("c/o {}", parts.collect::<Vec<_>>().join(", "))
    });
    [reason, care_of].map(|said| line([said.as_ref()], ""))
}

/// From when to when the patient is in hospital.
pub(super) fn contact(facts: &RehabilitationPlan) -> [Vec<Inline>; 2] {
    let started = facts.contact_started.as_ref().map(|at| format!("Start: {}", written(at)));
    let words = facts.contact_end_text.as_ref().map(|words| words.reveal().clone());
    let ends = facts.contact_ends.as_ref().map(written).or(words);
    let ends = ends.map(|end| format!("Forventet afslutning: {end}"));
    [started, ends].map(|said| line([said.as_ref()], ""))
}

/// When and where a visit is planned.
pub(super) fn control(Control { at, text, place }: &Control) -> Vec<Inline> {
    let at = at.as_ref().map(written).or_else(|| text.as_ref().map(|words| words.reveal().clone()));
    let place: Vec<String> = place.iter().flat_map(|place| named(place)).collect();
    line(at.iter().chain(&place).map(Some), ", ")
}

/// What is classified, and how limited it is.
pub(super) fn classification(Classification { concept, gradient }: &Classification) -> Vec<Inline> {
    line([Some(concept), gradient.as_ref()].map(|one| one.map(meant)), ": ")
}

/// Who signed an excerpt, and what it says.
pub(super) fn excerpt(excerpt: &Excerpt) -> Option<Vec<Inline>> {
    let signer = excerpt.signer.as_ref().map(person).unwrap_or_default();
    Some(with_text(signer, excerpt.text.as_ref())).filter(|said| !said.is_empty())
}

/// Whom to ask.
pub(super) fn offices(facts: &RehabilitationPlan) -> [Vec<Inline>; 2] {
    let office = |name: &str, office: Option<&Party>| {
        let said = office.map(|office| format!("{name}: {}", named(office).join(", ")));
        line([said.as_ref()], "")
    };
    [office("Regionen", facts.region_office.as_deref()), office("Kommunen", facts.municipality_office.as_deref())]
}

/// A person with title and department, and how to reach the person.
pub(super) fn person(person: &Person) -> Vec<Inline> {
    let Person { name, role, contacts, department, .. } = person;
    let name = Some(name.reveal()).filter(|name| !name.is_empty());
    let numbers = contacts.iter().map(|contact| Some(contact.value.reveal()));
    line([name, role.as_ref(), department.as_ref()].into_iter().chain(numbers), ", ")
}

/// An organisation with its address and numbers.
pub(super) fn party(party: &Party) -> Vec<Inline> {
    line(named(party).iter().map(Some), ", ")
}

fn named(party: &Party) -> Vec<String> {
    let names = [&party.organisation, &party.department, &party.unit].into_iter().flatten().cloned();
    let numbers = party.contacts.iter().map(|contact| contact.value.reveal().clone());
    names.chain(address(&party.address)).chain(numbers).collect()
}

fn address(address: &Address) -> impl Iterator<Item = String> {
    let Address { street, suburb, district, post_code } = address;
    let place: Vec<&str> = [post_code, district].into_iter().flatten().map(|part| part.reveal().as_str()).collect();
    let place = Some(place.join(" ")).filter(|place| !place.is_empty());
    [street, suburb].into_iter().flatten().map(|part| part.reveal().clone()).chain(place)
}

/// What a word of the ICF means, or else its code.
fn meant(concept: &Concept) -> &String {
    concept.display.as_ref().unwrap_or(&concept.code)
}

fn written(at: &Moment) -> String {
    at.written.replace('T', " ")
}
