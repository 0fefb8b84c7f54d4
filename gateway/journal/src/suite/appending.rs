//! Appending: duplicates, numbers, chains, and what is never written by half.

use std::sync::Arc;
use std::task::{Context, Waker};

use super::Store;
use super::make::{acceptance, append, letter, letter_for, subscribed, verified};
use crate::Error;
use crate::model::{Appended, Link, LinkRelation, NewEvent, StoredEntry, SubscriptionId};

pub async fn entries_have_numbers_without_gaps_and_a_chain_that_verifies(store: &dyn Store) {
    let journal = store.open().await;
    let (all, some) = (subscribed(&*journal, "all").await.id, subscribed(&*journal, "some").await.id);
    append(&*journal, vec![letter_for(1, &[all, some]), letter_for(2, &[all])]).await;
    append(&*journal, vec![letter_for(3, &[some, all]), letter_for(4, &[])]).await;

    let entered = verified(&*journal, all).await;
    assert_eq!(
        entered.iter().map(|entry| (entry.number, entry.event.position)).collect::<Vec<_>>(),
        [(1, 1), (2, 2), (3, 3)]
    );
    let entered = verified(&*journal, some).await;
    assert_eq!(entered.iter().map(|entry| (entry.number, entry.event.position)).collect::<Vec<_>>(), [(1, 1), (2, 3)]);

    let interests = journal.interests().await.expect("readable");
    assert_eq!(interests.head, 4);
    let stated = interests.subscriptions.iter().find(|row| row.id == some).expect("it exists");
    assert_eq!((stated.last_number, stated.last_digest), (2, entered[1].digest));
    assert!(interests.subscriptions.iter().all(|row| row.matched_through == 4));
}

pub async fn a_resend_adds_an_acceptance_and_nothing_else(store: &dyn Store) {
    let journal = store.open().await;
    let one = subscribed(&*journal, "one").await.id;
    let first = append(&*journal, vec![letter_for(1, &[one])]).await;
    assert_eq!(first, [Appended::New { position: 1, envelope_reused: false, identity_reused: false }]);

    let again = NewEvent { acceptance: acceptance(9), ..letter_for(1, &[one]) };
    let id = again.labels.id;
    let resent = append(&*journal, vec![again]).await;
    assert_eq!(resent, [Appended::Resend { position: 1, first_at: acceptance(1).at }]);
    assert_eq!(verified(&*journal, one).await.len(), 1);
    assert_eq!(journal.acceptances(id).await.expect("readable"), [acceptance(1), acceptance(9)]);
    assert_eq!(journal.interests().await.expect("readable").head, 1);
    assert_eq!(journal.event(id).await.expect("written").row.accepted_at, acceptance(1).at);
}

pub async fn a_letter_twice_in_one_batch_is_one_event(store: &dyn Store) {
    let journal = store.open().await;
    let one = subscribed(&*journal, "one").await.id;
    let appended = append(&*journal, vec![letter_for(1, &[one]), letter_for(2, &[one]), letter_for(1, &[one])]).await;
    assert_eq!(
        appended,
        [
            Appended::New { position: 1, envelope_reused: false, identity_reused: false },
            Appended::New { position: 2, envelope_reused: false, identity_reused: false },
            Appended::Resend { position: 1, first_at: acceptance(1).at },
        ]
    );
    assert_eq!(verified(&*journal, one).await.len(), 2);
}

pub async fn a_reused_letter_id_makes_an_event_of_its_own_with_a_link(store: &dyn Store) {
    let journal = store.open().await;
    let (first, second, third) = (letter(1, "first"), letter(1, "second"), letter(1, "third"));
    let (one, two, three) = (first.labels.id, second.labels.id, third.labels.id);
    append(&*journal, vec![first]).await;
    let appended = append(&*journal, vec![second, third, letter(1, "first")]).await;
    assert_eq!(
        appended,
        [
            Appended::New { position: 2, envelope_reused: true, identity_reused: true },
            Appended::New { position: 3, envelope_reused: true, identity_reused: true },
            Appended::Resend { position: 1, first_at: acceptance(1).at },
        ]
    );
    let links = journal.event(two).await.expect("written").links;
    let reuses = |from, to| Link { relation: LinkRelation::ReusesId, from, to, is_ambiguous: false };
    assert_eq!(links.len(), 2);
    assert!(links.contains(&reuses(two, one)) && links.contains(&reuses(three, two)));
}

pub async fn stale_interests_write_nothing(store: &dyn Store) {
    let journal = store.open().await;
    let stale = journal.interests().await.expect("readable").version;
    let one = subscribed(&*journal, "one").await.id;
    let refused = journal.append(0, stale, vec![letter_for(1, &[one])]).await;
    assert_eq!(refused, Err(Error::InterestsChanged));
    assert_eq!(journal.interests().await.expect("readable").head, 0);
    assert_eq!(journal.acceptances(letter_for(1, &[]).labels.id).await, Ok(Vec::new()));
    append(&*journal, vec![letter_for(1, &[one])]).await;
    assert_eq!(verified(&*journal, one).await.len(), 1);
}

pub async fn an_entry_for_nobody_writes_nothing(store: &dyn Store) {
    let journal = store.open().await;
    let one = subscribed(&*journal, "one").await.id;
    let version = journal.interests().await.expect("readable").version;
    let batch = vec![letter_for(1, &[one]), letter_for(2, &[SubscriptionId(one.0 + 1)])];
    assert_eq!(journal.append(0, version, batch).await, Err(Error::NotFound));
    assert_eq!(journal.interests().await.expect("readable").head, 0);
    assert_eq!(verified(&*journal, one).await, []);
    append(&*journal, vec![letter_for(3, &[one])]).await;
    assert_eq!(verified(&*journal, one).await[0].event.position, 1);
}

pub async fn naming_a_subscription_twice_enters_once(store: &dyn Store) {
    let journal = store.open().await;
    let one = subscribed(&*journal, "one").await.id;
    append(&*journal, vec![letter_for(1, &[one, one]), letter_for(2, &[one])]).await;
    assert_eq!(verified(&*journal, one).await.len(), 2);
}

pub async fn concurrent_batches_are_all_numbered(store: &dyn Store) {
    let journal = store.open().await;
    let one = subscribed(&*journal, "one").await.id;
    let version = journal.interests().await.expect("readable").version;
    let tasks: Vec<_> = (0..40_u8)
        .map(|number| {
            let journal = Arc::clone(&journal);
            tokio::spawn(async move { journal.append(0, version, vec![letter_for(number, &[one])]).await })
        })
        .collect();
    let mut positions = std::collections::BTreeSet::new();
    for task in tasks {
        match task.await.expect("no panic").expect("a fresh version")[..] {
            [Appended::New { position, .. }] => positions.insert(position),
            ref other => panic!("{other:?}"),
        };
    }
    assert!(positions.into_iter().eq(1..=40));
    assert_eq!(verified(&*journal, one).await.len(), 40);
}

pub async fn a_dropped_call_is_carried_out_whole_or_not_at_all(store: &dyn Store) {
    let journal = store.open().await;
    let one = subscribed(&*journal, "one").await.id;
    let version = journal.interests().await.expect("readable").version;
    for number in 0..20 {
        let batch = vec![letter_for(number, &[one]), letter_for(number + 100, &[one])];
        let mut call = journal.append(0, version, batch);
        // One look, so that the call has begun; then nobody waits for its answer.
        let _ = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    }
    append(&*journal, vec![letter_for(255, &[one])]).await;
    let entries = verified(&*journal, one).await;
    let (pairs, last) = entries.as_chunks::<2>();
    for [first, second] in pairs {
        let accepted = |entry: &StoredEntry| entry.event.accepted_at.as_second();
        assert_eq!(accepted(first) + 100, accepted(second), "a batch by half");
    }
    assert_eq!(last.len(), 1);
    assert_eq!(last[0].event.labels, letter(255, "content").labels);
}
