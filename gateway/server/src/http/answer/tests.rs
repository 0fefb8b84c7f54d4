//! Answers to every kind of reception.

use canonical::digest::Digest;
use canonical::event::{EventId, Identity, Standard};
use canonical::letter::{Format, LetterHead};
use canonical::party::Party;
use canonical::refusal::{Place, RefusalCode};
use http_body_util::BodyExt as _;

use super::*;

const RECEIPT: Receipt = Receipt { media_type: "application/xml", bytes: Vec::new() };

fn reception(outcomes: Vec<LetterOutcome>, receipts: usize) -> Reception {
    let letters = outcomes.into_iter().map(|outcome| {
        let event_id = outcome.refusals().is_empty().then(event_id);
        LetterResult { head: LetterHead::default(), outcome, event_id, is_late: false }
    });
    Reception {
        standard: Standard::MedcomXml,
        format: Format::Xml,
        letters: letters.collect(),
        refusals: Vec::new(),
        receipts: vec![RECEIPT; receipts],
        later: None,
        asked: None,
    }
}

fn event_id() -> EventId {
    EventId::derive(&Identity::new(&Party::default(), "LTR1"), Digest::of(b"content"))
}

fn refused() -> LetterOutcome {
    LetterOutcome::Refused(vec![Refusal::new(RefusalCode::ReceiverUnknown, Place::path("/Emessage"))])
}

fn header_of<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().expect("text"))
}

#[test]
fn an_accepted_letter_is_answered_with_its_receipt() {
    let answer = answer(Entrance::Medcom, reception(vec![LetterOutcome::Accepted], 1));
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(header_of(&answer, "content-type"), "application/xml");
    assert_eq!(header_of(&answer, "broen-outcome"), "accepted");
    assert_eq!(header_of(&answer, "broen-event-id"), event_id().to_string());
}

#[test]
fn no_receipt_is_no_content() {
    let answer = answer(Entrance::Medcom, reception(vec![LetterOutcome::Resent], 0));
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(header_of(&answer, "broen-outcome"), "resent");
}

#[test]
fn one_refused_letter_shows_in_the_status() {
    let answer = answer(Entrance::Medcom, reception(vec![LetterOutcome::Accepted, refused()], 2));
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(header_of(&answer, "content-type").starts_with("multipart/mixed; boundary="));
    assert_eq!(header_of(&answer, "broen-outcome"), "accepted, refused");
    assert_eq!(header_of(&answer, "broen-event-id"), event_id().to_string());
}

#[tokio::test]
async fn what_no_receipt_can_say_is_a_problem() {
    let unreadable = Reception {
        refusals: vec![Refusal::new(RefusalCode::XmlMalformed, Place { line: 1, column: 2, path: String::new() })],
        ..reception(Vec::new(), 0)
    };
    let answer = answer(Entrance::Medcom, unreadable);
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert_eq!(header_of(&answer, "content-type"), "application/problem+json");
    let body = answer.into_body().collect().await.expect("a body").to_bytes();
    let problem: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    assert_eq!(problem["refusals"][0]["code"], "xml-malformed");
}

#[tokio::test]
async fn a_fhir_sender_is_told_in_fhir() {
    let answer = answer(Entrance::Fhir, reception(vec![refused()], 0));
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(header_of(&answer, "content-type").starts_with("application/fhir+json"));
    let body = answer.into_body().collect().await.expect("a body").to_bytes();
    let outcome: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    assert_eq!(outcome["resourceType"], "OperationOutcome");
}

#[test]
fn a_letter_whose_receivers_are_asked_is_accepted_with_the_place_of_its_receipt() {
    let id = Digest::of(b"document");
    let late = |outcomes, receipts| {
        let reception = reception(outcomes, receipts);
        let letters = reception.letters.into_iter();
        let letters = letters.map(|letter| LetterResult { is_late: letter.event_id.is_some(), ..letter }).collect();
        answer(Entrance::Medcom, Reception { letters, later: Some(id), ..reception })
    };
    // Nothing yet; the receipt of the network's envelope; and a receipt of what is refused at once.
    for (outcomes, receipts, status, media_type) in [
        (vec![LetterOutcome::Accepted], 0, 202, "application/json"),
        (vec![LetterOutcome::Resent], 1, 202, "application/xml"),
        (vec![LetterOutcome::Accepted, refused()], 1, 422, "application/xml"),
    ] {
        let answer = late(outcomes, receipts);
        assert_eq!((answer.status().as_u16(), header_of(&answer, "content-type")), (status, media_type));
        assert_eq!(header_of(&answer, "location"), format!("/receipts/{id}"));
    }
}

#[tokio::test]
async fn a_letter_that_is_kept_is_accepted_for_processing_whatever_else_is_in_its_document() {
    let id = Digest::of(b"document");
    for (outcomes, told) in [
        (vec![LetterOutcome::Kept], "kept"),
        (vec![refused(), LetterOutcome::Kept, LetterOutcome::Accepted], "refused, kept, accepted"),
    ] {
        for receipts in [0, 1] {
            let answer = answer(Entrance::Fhir, Reception { later: Some(id), ..reception(outcomes.clone(), receipts) });
            assert_eq!((answer.status(), header_of(&answer, "broen-outcome")), (StatusCode::ACCEPTED, told));
            assert_eq!(header_of(&answer, "location"), format!("/receipts/{id}"));
            assert_eq!(header_of(&answer, "content-type"), "application/json");
            assert!(header_of(&answer, "retry-after").parse::<u32>().is_ok());
            let body = answer.into_body().collect().await.expect("a body").to_bytes();
            let told: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
            let expected =
                serde_json::json!({ "status": "accepted-for-processing", "receipt": format!("/receipts/{id}") });
            assert_eq!(told, expected);
        }
    }
}
