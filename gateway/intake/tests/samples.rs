//! Published letters, where they are at hand: each is accepted, refused with reasons, or noted, and again the same.
#![allow(clippy::expect_used, clippy::print_stderr, reason = "also in what the tests share")]

mod support;

use std::fs;

use bytes::Bytes;
use canonical::letter::{Answer, Limits};
use canonical::organisation::Role;
use canonical::refusal::RefusalCode;
use intake::{Channel, LetterOutcome, Reception};
use support::House;

/// What a reception comes to, without what a new sending changes.
fn verdicts(reception: &Reception) -> Vec<(String, Option<Answer>)> {
    let verdict = |outcome: &LetterOutcome| match outcome {
        LetterOutcome::Accepted | LetterOutcome::IdReused | LetterOutcome::Resent => Some(Answer::Accepted),
        LetterOutcome::Kept | LetterOutcome::Receipt => None,
        LetterOutcome::Refused(refusals) => Some(Answer::Refused(refusals.clone())),
    };
    reception.letters.iter().map(|letter| (letter.head.letter_id.clone(), verdict(&letter.outcome))).collect()
}

#[tokio::test]
async fn every_published_letter_has_an_answer_and_the_same_one_again() {
    let house = House::new();
    let (mut accepted, files) = (0, published::files("samples", &["json", "xml"]));
    for path in &files {
        let document = Bytes::from(fs::read(path).expect("a file"));
        let mut caller = house.hospital.clone();
        let limits = Limits::default();
        let opened =
            [medcom::convert(&document, &limits), fhir::convert(&document, &limits)].into_iter().flatten().next();
        let senders =
            opened.iter().flat_map(|opened| &opened.letters).flat_map(|letter| &letter.head.sender.identifiers);
        caller.identifiers.extend(senders.cloned());
        assert!(caller.has(Role::Sender));
        let first = house.intake.receive(&caller, Channel::Https, document.clone()).await.expect("available");
        let again = house.intake.receive(&caller, Channel::Https, document).await.expect("available");
        let name = path.display();
        assert_ne!(first.letters.is_empty(), first.refusals.is_empty(), "{name}");
        assert!(first.refusals.iter().all(|refusal| refusal.code != RefusalCode::TranslationFailed), "{name}");
        assert_eq!((verdicts(&first), &first.refusals), (verdicts(&again), &again.refusals), "{name}");
        assert_eq!(first.receipts.len(), again.receipts.len(), "{name}");
        accepted += first.letters.iter().filter(|letter| letter.event_id.is_some()).count();
    }
    assert!(files.is_empty() || accepted * 2 > files.len(), "{accepted} of {}", files.len());
}
