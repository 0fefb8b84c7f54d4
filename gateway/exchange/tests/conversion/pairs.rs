//! The published pairs: what is made of the one side is its counterpart, field by field.
//!
//! Both sides are compared as events. What may differ is in the frozen list; where a pair differs from its own mapping tables, it
//! is listed in `pair_differences.tsv`, and each difference listed there must be found.

use std::collections::BTreeSet;

use canonical::body::Body;
use canonical::event::Event;
use canonical::identifier::PartyIdentifier;
use canonical::letter::Limits;
use canonical::{Personal, text::Text};
use exchange::convert::{Known, Registry, care_communication};

use crate::expected::without_ids;
use crate::{list, text};

/// The folder of the pairs below `shared`.
pub(crate) const FOLDER: &str = "samples/medcom-fhir/conversion-xdis91-carecommunication";

/// What SOR says of the organisations of the pairs, as their messages show it.
pub(crate) struct Sor;

impl Registry for Sor {
    fn known(&self, identifiers: &[PartyIdentifier]) -> Option<Known> {
        let known = [("5790001382445", "359001000016000"), ("5790000121441", "328051000016008")];
        let (gln, sor) = known.into_iter().find(|(gln, _)| identifiers.iter().any(|one| one.value() == *gln))?;
        Some(Known {
            gln: Some(PartyIdentifier::from_scheme("gln", gln)),
            sor: Some(PartyIdentifier::from_scheme("sor", sor)),
            name: None,
            telephone: None,
        })
    }
}

pub(crate) fn document(name: &str) -> Option<Vec<u8>> {
    Some(std::fs::read(published::folder(FOLDER)?.join(name)).expect("a readable document"))
}

fn from_xml(name: &str) -> Option<Event> {
    Some(text::one_event(medcom::convert(&document(name)?, &Limits::default())))
}

fn from_fhir(name: &str) -> Option<Event> {
    Some(text::one_event(fhir::convert(&document(name)?, &Limits::default())))
}

/// What holds for every pair: the names of organisations may be those of SOR.
fn alike(event: &Event) -> Event {
    assert!(list::of("pair").contains("registry-names"));
    let mut event = without_ids(event);
    for party in std::iter::once(&mut event.sender).chain(&mut event.receivers) {
        party.organisation = None;
    }
    event
}

/// The fields in which two correspondences differ.
fn differences(ours: &Event, theirs: &Event) -> BTreeSet<String> {
    let (Body::Correspondence(said), Body::Correspondence(also_said)) = (&ours.body, &theirs.body) else {
        panic!("two correspondences")
    };
    let (mut ours, mut theirs) = (ours.clone(), theirs.clone());
    let mut found = BTreeSet::new();
    let (one, other) = (ours.subject.as_mut().expect("a patient"), theirs.subject.as_mut().expect("a patient"));
    compare(&mut found, "subject.surname", &mut one.surname, &mut other.surname);
    compare(&mut found, "subject.given_name", &mut one.given_name, &mut other.given_name);
    let (mut one, mut other) = (said.clone(), also_said.clone());
    let (first, second) = (&mut one.segments[0], &mut other.segments[0]);
    let authors = (first.author.as_mut().expect("an author"), second.author.as_mut().expect("an author"));
    compare(&mut found, "body.segment.author.contact", &mut authors.0.contacts, &mut authors.1.contacts);
    compare(&mut found, "body.segment.author", &mut first.author, &mut second.author);
    if first.text != second.text && without_empty_lines(&first.text) == without_empty_lines(&second.text) {
        found.insert("body.segment.text".to_owned());
        first.text = second.text.clone();
        ours.narrative.clone_from(&theirs.narrative);
    }
    ours.body = Body::Correspondence(one);
    theirs.body = Body::Correspondence(other);
    for (one, other) in ours.attachments.iter_mut().zip(&mut theirs.attachments) {
        compare(&mut found, "attachment.title", &mut one.title, &mut other.title);
    }
    text::same(0, &theirs, &ours);
    assert!(ours == theirs, "something that no line says");
    found
}

/// Notes a difference, and makes both sides one.
fn compare<T: PartialEq + Clone>(found: &mut BTreeSet<String>, field: &str, ours: &mut T, theirs: &mut T) {
    if ours != theirs {
        found.insert(field.to_owned());
        ours.clone_from(theirs);
    }
}

fn without_empty_lines(text: &Text) -> Personal<Vec<String>> {
    Personal::new(text.plain().lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

#[test]
fn the_letter_and_the_files_of_flow_1_are_its_care_communication() {
    let (Some(letter), Some(files), Some(theirs)) = (
        from_xml("Flow1-XDIS91_Ex_to_FHIR.xml"),
        from_xml("Flow1-XBIN01_Ex_to_FHIR.xml"),
        from_fhir("Flow1-CareCommunication_Ex_from_OIOXML.xml"),
    ) else {
        return;
    };
    let ours = care_communication(&letter, &[files], &Sor).expect("a message");
    assert_eq!(differences(&alike(&ours), &alike(&theirs)), list::pair_differences("flow1"));
}
