//! The letters of the demo, read by the translators alone.

use canonical::letter::{Limits, Opened, Outcome};
use canonical::notice::NoticeCode;

use super::*;

fn opened(document: &[u8]) -> Opened {
    let limits = Limits::default();
    let read =
        if document.starts_with(b"{") { fhir::convert(document, &limits) } else { medcom::convert(document, &limits) };
    read.expect("the letters of the demo open")
}

#[test]
fn every_letter_becomes_the_event_the_demo_expects() {
    for letter in BEFORE.iter().chain(&AFTER).chain([&LETTER_TO_FHIR, &MESSAGE_TO_XML]) {
        let opened = opened(&letter.document());
        let Outcome::Event(event) = &opened.letters[0].outcome else {
            panic!("the {} is refused: {:?}", letter.title, opened.letters[0].outcome);
        };
        assert_eq!(event.body.kind(), letter.kind, "{}", letter.title);
        assert_eq!(event.source.type_code, letter.type_code, "{}", letter.title);
        assert_eq!(event.source.letter_id, letter.letter_id, "{}", letter.title);
        let wants = letter.receipt != Receipt::None;
        assert_eq!(opened.envelope.wants_receipt, wants, "{}", letter.title);
        // Published test persons have numbers that no check digit fits.
        let doubts = event.notices.iter().filter(|notice| !matches!(notice.code, NoticeCode::PatientId(_)));
        assert_eq!(doubts.count(), 0, "{}: {:?}", letter.title, event.notices);
    }
}

#[test]
fn the_broken_letter_is_refused_for_its_three_mistakes() {
    let opened = opened(BROKEN.0.as_bytes());
    let Outcome::Refused(refusals) = &opened.letters[0].outcome else { panic!("the broken letter is refused") };
    let mut found: Vec<_> = refusals.iter().map(|refusal| refusal.code.word()).collect();
    let mut planted = BROKEN.1;
    found.sort_unstable();
    planted.sort_unstable();
    assert_eq!(found, planted);
}

#[test]
fn a_resent_letter_differs_in_its_envelope_only() {
    let (first, again) = (opened(&DISCHARGE_LETTER.document()), opened(&DISCHARGE_LETTER.resent()));
    assert_ne!(first.envelope.id, again.envelope.id);
    assert_eq!(first.letters, again.letters);
}

#[test]
fn letters_name_test_persons_only() {
    for letter in BEFORE.iter().chain(&AFTER).chain([&LETTER_TO_FHIR, &MESSAGE_TO_XML]) {
        let named = ["1402389992", "2509479989"].iter().any(|cpr| letter.content.contains(cpr));
        assert!(named, "{}", letter.title);
    }
}
