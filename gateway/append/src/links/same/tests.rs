//! What is certain of two letters in two standards, and what is not.

use canonical::body::{Body, Correspondence, HospitalStay, Segment, StayClass, StayNotice, StayState, Turn};
use canonical::copy::{CopyOf, bare, letter_id, named};
use canonical::course::{Episode, Follows, Relation};
use canonical::event::{EventId, Standard, Status};
use canonical::identifier::PartyIdentifier;
use canonical::party::Party;
use canonical::text::Text;
use canonical::{Event, Moment};
use journal::LinkRelation;

use crate::example::{KARLA, at, event, lookup};
use crate::labels::labels;
use crate::links::{Links, links};

const STAY: &str = "9d3f2c7ae5b14860b1c2d3e4f5061728";
const LOCAL: &str = "2026-03-12T10:00:00+01:00";
const TEXT: &str = "Kære kollega\n\nBorgeren er klar til udskrivelse.";

fn keys(event: &Event) -> Links {
    links(event, &labels(event, at("2026-03-12T12:00:00Z"), &lookup()))
}

/// How the later event relates to the earlier one, by the keys alone.
fn found(later: &Event, earlier: &Event) -> Vec<LinkRelation> {
    let offered = keys(earlier).offers;
    let sought = keys(later).seeks.into_iter().filter(|(_, key)| offered.contains(key));
    let mut found: Vec<_> = sought.map(|(relation, _)| relation).collect();
    found.dedup();
    found
}

/// Whether each finds the other, whichever comes first.
fn are_same(one: &Event, other: &Event) -> bool {
    let ways = [found(one, other), found(other, one)];
    assert_eq!(ways[0], ways[1]);
    ways[0] == [LinkRelation::SameAs]
}

fn moment(written: &str) -> Option<Moment> {
    Some(Moment::from_instant(written.parse().expect("a time with its zone"), written))
}

fn fhir(mut event: Event) -> Event {
    event.source.standard = Standard::Fhir;
    event.id = EventId::derive(&event.identity(), canonical::digest::Digest::of(b"in FHIR"));
    event
}

fn admission(letter_id: &str) -> Event {
    let mut event = event(letter_id, &[KARLA]);
    event.body =
        Body::HospitalStay(HospitalStay::plain(StayNotice::Admitted, StayState::InProgress, StayClass::Inpatient));
    event.times.occurred = moment(LOCAL);
    event
}

/// XDIS20.
fn notice() -> Event {
    let mut event = admission("A1");
    event.course.notification = Some(STAY.to_owned());
    event
}

/// HospitalNotification.
fn notification() -> Event {
    let mut event = fhir(admission("0b5c7e1f-9a3d-4c2e-8f60-71b2c3d4e5f6"));
    event.course.episodes =
        vec![Episode::new(None, "urn:uuid:9D3F2C7A-E5B1-4860-B1C2-D3E4F5061728"), Episode::new(None, "LPR3-7")];
    event
}

fn said(event: &mut Event) -> &mut HospitalStay {
    match &mut event.body {
        Body::HospitalStay(stay) => stay,
        _ => panic!("a stay"),
    }
}

fn letter(letter_id: &str, turn: Turn, text: &str) -> Event {
    let mut event = event(letter_id, &[KARLA]);
    event.times.authored = moment(LOCAL);
    let segment = Segment { id: None, written: None, author: None, is_new: None, text: Text::from_plain(text) };
    event.body = Body::Correspondence(Correspondence {
        subject: None,
        category: None,
        turn,
        from: None,
        to: None,
        segments: vec![segment],
    });
    event
}

/// XDIS91.
fn e_mail() -> Event {
    letter("E1", Turn::Unstated, TEXT)
}

/// CareCommunication.
fn message(text: &str) -> Event {
    let mut event = fhir(letter("5b0c7e1f-9a3d-4c2e-8f60-71b2c3d4e5f6", Turn::New, text));
    event.course.conversation = Some("bb2106428a474ca68724018872fbd597".to_owned());
    event
}

#[test]
fn a_notice_and_a_notification_of_one_stay_and_event_are_the_same() {
    assert!(are_same(&notice(), &notification()));
    // The one is written to the minute, the other to the second.
    let seconds = |mut event: Event| {
        event.times.occurred = moment("2026-03-12T10:00:59+01:00");
        event
    };
    assert!(are_same(&notice(), &seconds(notification())));
    let cancelled = |mut event: Event| {
        event.status = Status::Cancelled;
        event
    };
    assert!(found(&cancelled(notification()), &cancelled(notice())).contains(&LinkRelation::SameAs));
    assert!(!found(&cancelled(notification()), &notice()).contains(&LinkRelation::SameAs));
}

#[test]
fn whatever_differs_between_two_notices_parts_them() {
    let mut others: Vec<Event> = (0..7).map(|_| notification()).collect();
    others[0].course.episodes = vec![Episode::new(None, "another stay")];
    others[1].times.occurred = moment("2026-03-12T10:01:00+01:00");
    said(&mut others[2]).notice = StayNotice::ArrivedAcute;
    others[3].sender.identifiers = vec![PartyIdentifier::from_scheme("gln", "5790999900065")];
    others[4].subject.as_mut().expect("a patient").identifiers = vec![crate::example::patient("2509479989")];
    others[5].times.occurred = None;
    others[6].source.standard = Standard::MedcomXml;
    for (index, other) in others.iter().enumerate() {
        assert_eq!((index, found(other, &notice())), (index, vec![]));
        assert_eq!((index, found(&notice(), other)), (index, vec![]));
    }
    // A day alone is no time.
    let day = Moment::from_date("2026-03-12".parse().expect("a day"), "2026-03-12");
    let (mut one, mut two) = (notice(), notification());
    (one.times.occurred, two.times.occurred) = (day.clone(), day);
    assert_eq!(found(&one, &two), []);
}

#[test]
fn corrections_are_the_same_only_of_one_department() {
    let corrected = |mut event: Event, department: Option<&str>| {
        event.status = Status::Corrected;
        let sor = department.map(|code| PartyIdentifier::from_scheme("sor", code));
        let ward = Party { identifiers: sor.into_iter().collect(), ..Party::default() };
        said(&mut event).ward = Some(Box::new(ward));
        event
    };
    let same = |one: Option<&str>, other: Option<&str>| {
        found(&corrected(notification(), one), &corrected(notice(), other)).contains(&LinkRelation::SameAs)
    };
    assert!(same(Some("700000000000001"), Some("700000000000001")));
    assert!(!same(Some("700000000000001"), Some("700000000000002")));
    assert!(!same(None, None));
}

#[test]
fn a_letter_and_a_message_of_the_same_text_are_the_same() {
    assert!(are_same(&e_mail(), &message(TEXT)));
    // Line breaks and spaces are laid out anew, and high priority becomes a sentence.
    assert!(are_same(
        &e_mail(),
        &message("Denne meddelelse har høj prioritet. Kære kollega\nBorgeren er klar til udskrivelse. ")
    ));
    assert!(!are_same(&e_mail(), &message("Kære kollega\n\nBorgeren er ikke klar til udskrivelse.")));
}

#[test]
fn whatever_differs_between_a_letter_and_a_message_parts_them() {
    let mut others: Vec<Event> = (0..6).map(|_| message(TEXT)).collect();
    others[0].receivers[0].identifiers = vec![PartyIdentifier::from_scheme("gln", "5790999900041")];
    others[1].times.authored = moment("2026-03-12T10:01:00+01:00");
    others[2].sender.identifiers = vec![PartyIdentifier::from_scheme("gln", "5790999900065")];
    others[3].subject = None;
    others[4].receivers = vec![];
    others[5] = message(" \n");
    for (index, other) in others.iter().enumerate() {
        assert_eq!((index, found(other, &e_mail())), (index, vec![]));
    }
    let mut reply = message(TEXT);
    if let Body::Correspondence(said) = &mut reply.body {
        said.turn = Turn::Reply;
    }
    assert!(!found(&reply, &e_mail()).contains(&LinkRelation::SameAs));
}

/// The copy that is made of an event, with whatever its text became.
fn copy_of(original: &Event, mut copy: Event, standard: Standard) -> Event {
    copy.source.standard = standard;
    copy.source.letter_id = letter_id(CopyOf::Letter, original.id, standard);
    copy.sender.identifiers.push(PartyIdentifier::from_scheme("sor", "700000000000001"));
    copy
}

#[test]
fn a_copy_that_was_made_here_is_known_by_its_id_alone() {
    let original = e_mail();
    assert!(are_same(&original, &copy_of(&original, message("Teksten er en anden"), Standard::Fhir)));
    let original = message(TEXT);
    let letter = letter("", Turn::Unstated, "Afsender: Hanne\nTeksten");
    assert!(are_same(&original, &copy_of(&original, letter, Standard::MedcomXml)));
    let mut original = notice();
    original.times.occurred = None;
    assert!(are_same(&original, &copy_of(&original, admission(""), Standard::Fhir)));
    // An id is its sender's.
    let mut other = copy_of(&original, admission(""), Standard::Fhir);
    other.sender.identifiers = vec![PartyIdentifier::from_scheme("gln", "5790999900065")];
    assert_eq!(found(&other, &original), []);
}

#[test]
fn whoever_answers_a_copy_answers_the_original() {
    let original = e_mail();
    let mut reply = message("Tak for beskeden");
    if let Body::Correspondence(said) = &mut reply.body {
        said.turn = Turn::Reply;
    }
    reply.sender.identifiers = vec![PartyIdentifier::from_scheme("gln", "5790999900041")];
    reply.course.conversation = Some(bare(&named(CopyOf::Conversation, original.id)));
    assert_eq!(found(&reply, &original), [LinkRelation::Answers]);
    reply.course.conversation = None;
    let letter_id = letter_id(CopyOf::Letter, original.id, Standard::Fhir);
    reply.course.follows = vec![Follows { relation: Relation::Answers, sender: None, letter_id }];
    assert_eq!(found(&reply, &original), [LinkRelation::Answers]);
}

#[test]
fn other_kinds_are_never_the_same() {
    let one = event("D1", &[KARLA]);
    assert_eq!(found(&fhir(event("D2", &[KARLA])), &one), []);
}
