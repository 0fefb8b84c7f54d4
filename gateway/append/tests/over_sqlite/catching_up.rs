//! Subscriptions that begin in the past, while letters go on coming.

use canonical::chain::ChainCheck;
use journal::{Journal as _, Scope, Start};

use crate::letters::{BRUNO, GP, KARLA, encoded, letter, with_content};
use crate::stage::{CLINIC, ODENSE, Stage, at};

#[tokio::test]
async fn a_subscription_from_the_beginning_gets_everything_once_and_in_order() {
    let stage = Stage::set().await;
    let live = stage.subscribe(CLINIC, Scope::Addressed, Start::Now).await;
    let submit = async |from: usize, to: usize| {
        let mut senders = tokio::task::JoinSet::new();
        for n in from..to {
            let cpr = if n % 3 == 0 { KARLA } else { BRUNO };
            let submission = stage.submission(encoded(&with_content(&format!("L{n}"), "content", cpr, &[GP])));
            let appender = stage.appender.clone();
            senders.spawn(async move { appender.submit(submission).await.expect("accepted") });
        }
        senders.join_all().await;
    };
    submit(0, 1_200).await;
    let late = stage.subscribe(CLINIC, Scope::Addressed, Start::Beginning).await;
    submit(1_200, 1_600).await;
    stage.wait_for(&late, 1_600).await;
    submit(1_600, 1_700).await;
    let (live, late) = (stage.entries(&live).await, stage.entries(&late).await);
    assert_eq!((live.len(), late.len()), (1_700, 1_700));
    let mut check = ChainCheck::default();
    for (one, other) in live.iter().zip(&late) {
        assert_eq!((one.number, one.event.position), (other.number, other.event.position));
        check.take(other.number, other.commitment, other.digest).expect("an unbroken chain");
    }
}

#[tokio::test]
async fn a_quiet_journal_is_caught_up_with_too() {
    let stage = Stage::set().await;
    stage.subscribe(CLINIC, Scope::Addressed, Start::Now).await;
    stage.accept(&letter("L1", &[GP])).await;
    let late = stage.subscribe(CLINIC, Scope::Addressed, Start::Beginning).await;
    stage.wait_for(&late, 1).await;
    let known = stage.journal.interests().await.expect("interests");
    assert!(known.subscriptions.iter().all(|subscription| subscription.matched_through == known.head));
}

#[tokio::test]
async fn a_subscription_since_a_time_begins_there() {
    let stage = Stage::set().await;
    stage.subscribe(CLINIC, Scope::Addressed, Start::Now).await;
    stage.accept(&letter("L1", &[GP])).await;
    stage.clock.set(at("2026-03-05T12:00:00Z"));
    stage.accept(&letter("L2", &[GP])).await;
    let since = Start::Time(at("2026-03-05T00:00:00Z"));
    let late = stage.subscribe(CLINIC, Scope::Addressed, since).await;
    stage.wait_for(&late, 1).await;
    let entries = stage.entries(&late).await;
    assert_eq!(wire::decode(&entries[0].body.bytes).expect("an event").source.letter_id, "L2");
}

#[tokio::test]
async fn those_who_care_for_a_patient_catch_up_by_their_relation() {
    let stage = Stage::sharing().await;
    stage.subscribe(CLINIC, Scope::Addressed, Start::Now).await;
    for (letter_id, cpr) in [("L1", KARLA), ("L2", BRUNO), ("L3", KARLA)] {
        stage.accept(&with_content(letter_id, "content", cpr, &[GP])).await;
    }
    stage.relate().await;
    let odense = stage.subscribe(ODENSE, Scope::MyPatients, Start::Beginning).await;
    stage.wait_for(&odense, 2).await;
    let positions: Vec<_> = stage.entries(&odense).await.iter().map(|entry| entry.event.position).collect();
    assert_eq!(positions, [1, 3]);
}
