//! What becomes of a submission: accepted, resent, refused.

use append::{Error, Outcome};
use bytes::Bytes;
use canonical::RefusalCode::{ReceiverTypeUnsupported, ReceiverUnknown};
use canonical::chain::ChainCheck;
use journal::{Journal as _, Link, LinkRelation, Scope, Start};

use crate::letters::{BRUNO, GP, KARLA, MUNICIPALITY, STRANGER, encoded, letter, with_content};
use crate::stage::{CLINIC, ODENSE, Stage, at};

#[tokio::test]
async fn an_accepted_letter_is_in_every_subscription_it_is_addressed_to() {
    let stage = Stage::set().await;
    let (clinic, odense) = stage.subscribe_both().await;
    let event = letter("L1", &[GP, MUNICIPALITY]);
    let accepted = Outcome::Accepted { event_id: event.id, identity_reused: false };
    assert_eq!(stage.submit(&event).await, Ok(accepted));
    for subscription in [clinic, odense] {
        let entries = stage.entries(&subscription).await;
        assert_eq!(entries.len(), 1);
        assert_eq!(wire::decode(&entries[0].body.bytes).expect("an event"), event);
        let mut check = ChainCheck::default();
        check.take(1, entries[0].commitment, entries[0].digest).expect("an unbroken chain");
    }
}

#[tokio::test]
async fn a_resend_makes_no_second_event_and_is_remembered() {
    let stage = Stage::set().await;
    let (clinic, _) = stage.subscribe_both().await;
    let event = letter("L1", &[GP]);
    stage.accept(&event).await;
    stage.clock.set(at("2026-03-05T08:00:00Z"));
    let resent = Outcome::Resent { event_id: event.id, first_at: at("2026-03-04T12:00:00Z") };
    assert_eq!(stage.submit(&event).await, Ok(resent));
    assert_eq!((stage.events().await, stage.entries(&clinic).await.len()), (1, 1));
    assert_eq!(stage.journal.acceptances(event.id).await.expect("acceptances").len(), 2);
}

#[tokio::test]
async fn two_at_once_are_one_event() {
    let stage = Stage::set().await;
    stage.subscribe_both().await;
    let event = letter("L1", &[GP]);
    let (one, other) = tokio::join!(stage.submit(&event), stage.submit(&event));
    assert_eq!(one, Ok(Outcome::Accepted { event_id: event.id, identity_reused: false }));
    assert!(matches!(other, Ok(Outcome::Resent { .. })), "{other:?}");
    assert_eq!(stage.events().await, 1);
}

#[tokio::test]
async fn the_same_letter_id_with_other_content_makes_a_flagged_second_event() {
    let stage = Stage::set().await;
    let (clinic, _) = stage.subscribe_both().await;
    let first = with_content("L1", "first", KARLA, &[GP]);
    let second = with_content("L1", "second", KARLA, &[GP]);
    stage.accept(&first).await;
    let reused = Outcome::Accepted { event_id: second.id, identity_reused: true };
    assert_eq!(stage.submit(&second).await, Ok(reused));
    assert_eq!(stage.entries(&clinic).await.len(), 2);
    let links = stage.journal.event(second.id).await.expect("an event").links;
    assert_eq!(links, [Link { relation: LinkRelation::ReusesId, from: second.id, to: first.id, is_ambiguous: false }]);
}

#[tokio::test]
async fn a_receiver_that_cannot_take_it_refuses_the_whole_letter() {
    let stage = Stage::set().await;
    let clinic = stage.subscribe(CLINIC, Scope::Addressed, Start::Now).await;
    for (receivers, refused) in [
        (&[STRANGER][..], vec![(0, ReceiverUnknown)]),
        (&[GP, MUNICIPALITY], vec![(1, ReceiverTypeUnsupported)]),
        (&[MUNICIPALITY, GP, STRANGER], vec![(0, ReceiverTypeUnsupported), (2, ReceiverUnknown)]),
    ] {
        assert_eq!(stage.submit(&letter("L1", receivers)).await, Ok(Outcome::Refused(refused)));
    }
    assert_eq!((stage.events().await, stage.entries(&clinic).await.len()), (0, 0));
}

#[tokio::test]
async fn what_is_written_together_is_written_or_refused_as_a_whole() {
    let stage = Stage::set().await;
    let clinic = stage.subscribe(CLINIC, Scope::Addressed, Start::Now).await;
    let (good, stranger, to_nobody) = (letter("L1", &[GP]), letter("L2", &[STRANGER]), letter("L3", &[]));
    let refused = stage.submit_together(&[&good, &stranger]).await.expect("an answer");
    assert_eq!(refused, [Outcome::Refused(Vec::new()), Outcome::Refused(vec![(0, ReceiverUnknown)])]);
    assert_eq!((stage.events().await, stage.entries(&clinic).await.len()), (0, 0));
    let taken = stage.submit_together(&[&good, &to_nobody]).await.expect("an answer");
    assert!(taken.iter().all(|outcome| matches!(outcome, Outcome::Accepted { .. })));
    assert_eq!((stage.events().await, stage.entries(&clinic).await.len()), (2, 1));
    let again = stage.submit_together(&[&good, &to_nobody]).await.expect("an answer");
    assert!(again.iter().all(|outcome| matches!(outcome, Outcome::Resent { .. })));
}

#[tokio::test]
async fn a_letter_that_was_accepted_once_stays_accepted() {
    let stage = Stage::set().await;
    let (clinic, _) = stage.subscribe_both().await;
    let event = letter("L1", &[GP]);
    stage.accept(&event).await;
    stage.journal.delete_subscription(&clinic.name).await.expect("deleted");
    assert!(matches!(stage.submit(&event).await, Ok(Outcome::Resent { .. })));
    let acceptances = stage.journal.acceptances(event.id).await.expect("acceptances");
    assert_eq!(acceptances.len(), 2, "every time it came in is remembered");
    let refused = Outcome::Refused(vec![(0, ReceiverTypeUnsupported)]);
    assert_eq!(stage.submit(&letter("L2", &[GP])).await, Ok(refused));
}

#[tokio::test]
async fn a_subscription_made_meanwhile_gets_the_next_letter() {
    let stage = Stage::set().await;
    let clinic = stage.subscribe(CLINIC, Scope::Addressed, Start::Now).await;
    stage.accept(&letter("L1", &[GP])).await;
    let odense = stage.subscribe(ODENSE, Scope::Addressed, Start::Now).await;
    let both = stage.submit(&letter("L2", &[GP, MUNICIPALITY])).await;
    assert!(matches!(both, Ok(Outcome::Accepted { .. })), "{both:?}");
    assert_eq!((stage.entries(&clinic).await.len(), stage.entries(&odense).await.len()), (2, 1));
}

#[tokio::test]
async fn what_is_no_event_is_refused_alone() {
    let stage = Stage::set().await;
    stage.subscribe_both().await;
    let bytes = Bytes::from_static(b"\xff\xff not an event");
    let event = letter("L1", &[GP]);
    let (bad, good) = tokio::join!(stage.appender.submit(stage.submission(bytes)), stage.submit(&event));
    assert_eq!(bad, Err(Error::Undecodable));
    assert_eq!(good, Ok(Outcome::Accepted { event_id: event.id, identity_reused: false }));
}

#[tokio::test]
async fn a_submission_whose_caller_went_away_is_written() {
    let stage = Stage::set().await;
    let (clinic, _) = stage.subscribe_both().await;
    let event = letter("L1", &[GP]);
    tokio::select! {
        biased;
        outcome = stage.submit(&event) => unreachable!("the writer had no turn yet: {outcome:?}"),
        () = std::future::ready(()) => {}
    }
    stage.appender.drain().await;
    assert_eq!(stage.entries(&clinic).await.len(), 1);
}

#[tokio::test]
async fn draining_answers_what_waits_and_takes_no_more() {
    let stage = Stage::set().await;
    stage.subscribe_both().await;
    let event = letter("L1", &[GP]);
    let appender = stage.appender.clone();
    let (outcome, ()) = tokio::join!(stage.submit(&event), appender.drain());
    assert_eq!(outcome, Ok(Outcome::Accepted { event_id: event.id, identity_reused: false }));
    assert_eq!(stage.submit(&letter("L2", &[GP])).await, Err(Error::Draining));
    stage.task.await.expect("an orderly end");
}

#[tokio::test]
async fn the_order_of_each_sender_is_kept_and_numbers_have_no_gaps() {
    let stage = Stage::set().await;
    let (clinic, _) = stage.subscribe_both().await;
    let mut senders = tokio::task::JoinSet::new();
    for sender in 0..8 {
        let submissions: Vec<_> = (0..25)
            .map(|n| {
                let cpr = if sender % 2 == 0 { KARLA } else { BRUNO };
                stage.submission(encoded(&with_content(&format!("S{sender}-{n:02}"), "content", cpr, &[GP])))
            })
            .collect();
        let appender = stage.appender.clone();
        senders.spawn(async move {
            for submission in submissions {
                appender.submit(submission).await.expect("accepted");
            }
        });
    }
    senders.join_all().await;
    let entries = stage.entries(&clinic).await;
    assert_eq!(entries.iter().map(|entry| entry.number).collect::<Vec<_>>(), (1..=200).collect::<Vec<u64>>());
    for sender in 0..8 {
        let prefix = format!("S{sender}-");
        let ids = entries.iter().map(|entry| wire::decode(&entry.body.bytes).expect("an event").source.letter_id);
        let own: Vec<_> = ids.filter(|id| id.starts_with(&prefix)).collect();
        assert!(own.len() == 25 && own.is_sorted(), "{own:?}");
    }
}
