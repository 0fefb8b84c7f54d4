//! Which letters find each other.

use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::{Correspondence, HospitalStay, StayClass, StayNotice, StayState, Turn};
use canonical::course::{Episode, Follows, Relation};
use canonical::digest::Digest;
use canonical::event::Status;
use canonical::identifier::PartyIdentifier;
use canonical::{Body, Event};
use journal::LinkRelation;

use super::{Links, links};
use crate::example::{KARLA, at, event, lookup};
use crate::labels::labels;

const BRUNO: &str = "2509479989";

fn keys(event: &Event) -> Links {
    links(event, &labels(event, at("2026-03-04T12:00:00Z"), &lookup()))
}

/// How the later event relates to the earlier one, by the keys alone.
fn found(later: &Event, earlier: &Event) -> Vec<LinkRelation> {
    among(keys(later).seeks, earlier)
}

/// How the later event may relate to the earlier one.
fn guessed(later: &Event, earlier: &Event) -> Vec<LinkRelation> {
    among(keys(later).guesses, earlier)
}

fn among(sought: Vec<(LinkRelation, Digest)>, earlier: &Event) -> Vec<LinkRelation> {
    let offered = keys(earlier).offers;
    let mut found: Vec<_> =
        sought.into_iter().filter(|(_, key)| offered.contains(key)).map(|(relation, _)| relation).collect();
    found.dedup();
    found
}

fn stay(letter_id: &str, notice: StayNotice, status: Status) -> Event {
    let mut event = event(letter_id, &[KARLA]);
    event.status = status;
    event.course.notification = Some("9d3f2c7ae5b14860b1c2d3e4f5061728".to_owned());
    event.body = Body::HospitalStay(HospitalStay::plain(notice, StayState::InProgress, StayClass::Inpatient));
    event
}

fn correspondence(letter_id: &str, turn: Turn) -> Event {
    let mut event = event(letter_id, &[KARLA]);
    event.course.conversation = Some("urn:uuid:5B0C7E1F-9A3D-4C2E-8F60-71B2C3D4E5F6".to_owned());
    event.body = Body::Correspondence(Correspondence {
        subject: None,
        category: None,
        turn,
        from: None,
        to: None,
        segments: vec![],
    });
    event
}

#[test]
fn a_correction_and_a_cancellation_find_the_notice_of_their_chain() {
    let admitted = stay("A1", StayNotice::Admitted, Status::Original);
    let corrected = stay("A2", StayNotice::Admitted, Status::Corrected);
    let cancelled = stay("A3", StayNotice::Admitted, Status::Cancelled);
    assert_eq!(found(&corrected, &admitted), [LinkRelation::Corrects]);
    assert_eq!(found(&cancelled, &admitted), [LinkRelation::Cancels]);
    assert_eq!(found(&cancelled, &corrected), [LinkRelation::Cancels]);
    assert_eq!(found(&corrected, &cancelled), []);
}

#[test]
fn a_cancelled_discharge_leaves_the_admission_alone() {
    let admitted = stay("A1", StayNotice::Admitted, Status::Original);
    assert_eq!(found(&stay("A2", StayNotice::Discharged, Status::Cancelled), &admitted), []);
    assert_eq!(found(&stay("A2", StayNotice::Discharged, Status::Original), &admitted), []);
}

#[test]
fn a_notice_that_treatment_ends_is_a_phase_of_its_own() {
    let ends = stay("A1", StayNotice::TreatmentEnds, Status::Original);
    assert_eq!(found(&stay("A2", StayNotice::TreatmentEnds, Status::Corrected), &ends), [LinkRelation::Corrects]);
    assert_eq!(found(&stay("A2", StayNotice::Discharged, Status::Corrected), &ends), []);
}

#[test]
fn another_chain_or_another_sender_is_not_found() {
    let admitted = stay("A1", StayNotice::Admitted, Status::Original);
    let mut other_chain = stay("A2", StayNotice::Admitted, Status::Corrected);
    other_chain.course.notification = Some("77".to_owned());
    assert_eq!(found(&other_chain, &admitted), []);
    let mut other_sender = stay("A2", StayNotice::Admitted, Status::Corrected);
    other_sender.sender.identifiers = vec![PartyIdentifier::from_scheme("gln", "5790999900065")];
    assert_eq!(found(&other_sender, &admitted), []);
}

#[test]
fn a_corrected_letter_finds_its_type_within_the_episode() {
    let mut first = event("D1", &[KARLA]);
    first.course.episodes = vec![Episode::new(None, "LOKAL-7")];
    let mut corrected = event("D2", &[KARLA]);
    corrected.status = Status::Corrected;
    corrected.course.episodes = vec![Episode::new(None, "LOKAL-8"), Episode::new(None, "LOKAL-7")];
    assert_eq!(found(&corrected, &first), [LinkRelation::Corrects]);
    first.source.type_code = "XDIS01".to_owned();
    assert_eq!(found(&corrected, &first), []);
}

#[test]
fn a_corrected_letter_without_an_episode_finds_its_type_about_the_referral_or_guesses() {
    let original = |letter_id: &str, referral: Option<&str>| {
        let mut event = event(letter_id, &[KARLA]);
        event.course.episodes = vec![];
        event.course.referral = referral.map(str::to_owned);
        event
    };
    let corrected = |referral| Event { status: Status::Corrected, ..original("D2", referral) };
    assert_eq!(found(&corrected(Some("R1")), &original("D1", Some("R1"))), [LinkRelation::Corrects]);
    assert_eq!(found(&corrected(Some("R1")), &original("D1", Some("R2"))), []);
    assert_eq!(found(&corrected(Some("R1")), &original("D1", None)), []);
    assert_eq!(found(&corrected(None), &original("D1", None)), []);
    assert_eq!(guessed(&corrected(None), &original("D1", None)), [LinkRelation::Corrects]);
    let mut of_another = original("D1", None);
    of_another.subject.as_mut().expect("a patient").identifiers = vec![crate::example::patient(BRUNO)];
    assert_eq!(guessed(&corrected(None), &of_another), []);
    // About nobody and no episode, nothing tells which letter is meant.
    let about_nobody = |event: Event| Event { subject: None, ..event };
    assert_eq!(guessed(&about_nobody(corrected(None)), &about_nobody(original("D1", None))), []);
}

#[test]
fn a_letter_that_is_named_is_found_by_any_identifier_of_its_sender() {
    let mut first = event("5b0c7e1f-9a3d-4c2e-8f60-71b2c3d4e5f6", &[BRUNO]);
    first.sender.identifiers.push(PartyIdentifier::from_scheme("sor", "700000000000001"));
    let mut later = event("L2", &[KARLA]);
    let follows = |sender: Option<PartyIdentifier>| Follows {
        relation: Relation::Continues,
        sender,
        letter_id: "5B0C7E1F-9A3D-4C2E-8F60-71B2C3D4E5F6".to_owned(),
    };
    later.course.follows = vec![follows(Some(PartyIdentifier::from_scheme("sor", "700000000000001")))];
    assert_eq!(found(&later, &first), [LinkRelation::Continues]);
    // Without its sender the id alone is trusted only about the same patient.
    later.course.follows = vec![follows(None)];
    assert_eq!(found(&later, &first), []);
    assert_eq!(found(&later, &event("5b0c7e1f9a3d4c2e8f6071b2c3d4e5f6", &[KARLA])), [LinkRelation::Continues]);
}

#[test]
fn only_its_own_sender_takes_a_letter_back() {
    let first = event("A1", &[BRUNO]);
    // Sent again for the right patient: the sender is what counts.
    let mut later = event("A2", &[KARLA]);
    let sender = first.sender.identifiers.first().cloned();
    later.course.follows = vec![Follows { relation: Relation::Cancels, sender, letter_id: "A1".to_owned() }];
    assert_eq!(found(&later, &first), [LinkRelation::Cancels]);
    later.sender.identifiers = vec![PartyIdentifier::from_scheme("gln", "5790999900065")];
    assert_eq!(found(&later, &first), []);
}

#[test]
fn a_named_letter_is_trusted_before_the_chain() {
    let admitted = stay("A1", StayNotice::Admitted, Status::Original);
    let mut corrected = stay("A2", StayNotice::Admitted, Status::Corrected);
    corrected.course.follows = vec![Follows { relation: Relation::Corrects, sender: None, letter_id: "A0".to_owned() }];
    assert_eq!(found(&corrected, &admitted), []);
}

#[test]
fn a_reply_answers_its_conversation_and_a_new_one_answers_nothing() {
    let opening = correspondence("C1", Turn::New);
    assert_eq!(found(&correspondence("C2", Turn::Reply), &opening), [LinkRelation::Answers]);
    assert_eq!(found(&correspondence("C2", Turn::Forward), &opening), [LinkRelation::Forwards]);
    assert_eq!(found(&correspondence("C2", Turn::Unstated), &opening), [LinkRelation::Continues]);
    assert_eq!(found(&correspondence("C2", Turn::New), &opening), []);
}

#[test]
fn a_conversation_never_crosses_patients() {
    let mut other = correspondence("C2", Turn::Reply);
    other.subject.as_mut().expect("a patient").identifiers = vec![crate::example::patient(BRUNO)];
    assert_eq!(found(&other, &correspondence("C1", Turn::New)), []);
}

#[test]
fn a_letter_waits_for_its_attachment_whichever_comes_first() {
    let with = |letter_id, content| {
        let mut event = event(letter_id, &[]);
        event.attachments = vec![Attachment {
            id: Some("ATT-1".to_owned()),
            media_type: None,
            file_type: None,
            object_code: None,
            title: None,
            at: None,
            author: None,
            stated_size: None,
            content,
        }];
        event
    };
    let wants = with("L1", AttachmentContent::Elsewhere);
    let carries = with("L2", AttachmentContent::from_bytes(b"bytes".to_vec()));
    assert_eq!(found(&wants, &carries), [LinkRelation::Attaches]);
    assert_eq!(found(&carries, &wants), [LinkRelation::Attaches]);
    assert_eq!(found(&with("L3", AttachmentContent::Elsewhere), &wants), []);
}

#[test]
fn a_letter_with_a_referral_answers_it() {
    let mut referral = event("R1", &[KARLA]);
    referral.body = Body::Referral(canonical::body::Referral::default());
    let mut answer = event("D1", &[KARLA]);
    answer.course.referral = Some("R1".to_owned());
    assert_eq!(found(&answer, &referral), [LinkRelation::Answers]);
}
