//! Subscriptions that begin before the head.

use super::Store;
use super::make::{append, audit_row, entry, letter, letter_for, name, subscribed, subscription, time, verified};
use crate::model::{EventPosition, NewEntry, NewEvent, Start, SubscriptionId, SubscriptionRow};
use crate::{Error, Journal};

fn letters(numbers: std::ops::RangeInclusive<u8>) -> Vec<NewEvent> {
    numbers.map(|number| letter(number, "content")).collect()
}

/// What matching would give: every letter, at its position.
fn matched(numbers: std::ops::RangeInclusive<u8>, id: SubscriptionId) -> Vec<(EventPosition, NewEntry)> {
    numbers.map(|number| (u64::from(number), entry(&letter(number, "content"), id))).collect()
}

async fn state(journal: &dyn Journal, short: &str) -> SubscriptionRow {
    journal.subscription(&name(short)).await.expect("it exists")
}

pub async fn a_subscription_from_the_beginning_gets_everything_in_order(store: &dyn Store) {
    let journal = store.open().await;
    append(&*journal, letters(1..=5)).await;
    let row = journal.create_subscription(subscription("old", Start::Beginning)).await.expect("a new name");
    assert_eq!(row.matched_through, 0);

    let mut backwards = matched(1..=3, row.id);
    backwards.reverse();
    journal.catch_up(row.id, 0, 3, backwards, vec![audit_row(1)]).await.expect("a page");
    assert_eq!(state(&*journal, "old").await.matched_through, 3);
    let version = journal.interests().await.expect("readable").version;
    journal.catch_up(row.id, 3, 5, matched(4..=5, row.id), Vec::new()).await.expect("a page");
    assert!(journal.interests().await.expect("readable").version > version, "it takes new events directly now");

    append(&*journal, vec![letter_for(6, &[row.id])]).await;
    let positions: Vec<_> = verified(&*journal, row.id).await.iter().map(|entry| entry.event.position).collect();
    assert_eq!(positions, [1, 2, 3, 4, 5, 6]);
    assert_eq!(state(&*journal, "old").await.matched_through, 6);
    assert_eq!(journal.audit_after(0, 10).await.expect("whole").len(), 1);
}

pub async fn catching_up_twice_changes_nothing(store: &dyn Store) {
    let journal = store.open().await;
    append(&*journal, letters(1..=4)).await;
    let row = journal.create_subscription(subscription("old", Start::Beginning)).await.expect("a new name");
    for _ in 0..2 {
        journal.catch_up(row.id, 0, 2, matched(1..=2, row.id), vec![audit_row(1)]).await.expect("nothing to do");
    }
    journal.catch_up(row.id, 1, 4, matched(2..=4, row.id), Vec::new()).await.expect("nothing to do");
    assert_eq!(verified(&*journal, row.id).await.len(), 2);
    assert_eq!(journal.audit_after(0, 10).await.expect("whole").len(), 1);
    journal.catch_up(row.id, 2, 4, matched(3..=4, row.id), Vec::new()).await.expect("a page");
    journal.catch_up(row.id, 4, 9, matched(5..=9, row.id), Vec::new()).await.expect("nothing to do");
    assert_eq!(verified(&*journal, row.id).await.len(), 4);
    assert_eq!(state(&*journal, "old").await.matched_through, 4);
}

pub async fn new_events_wait_while_older_ones_are_missing(store: &dyn Store) {
    let journal = store.open().await;
    append(&*journal, letters(1..=2)).await;
    let row = journal.create_subscription(subscription("old", Start::Beginning)).await.expect("a new name");
    append(&*journal, vec![letter_for(3, &[row.id])]).await;
    assert_eq!(verified(&*journal, row.id).await, []);
    assert_eq!(state(&*journal, "old").await.matched_through, 0);
    journal.catch_up(row.id, 0, 3, matched(1..=3, row.id), Vec::new()).await.expect("a page");
    let positions: Vec<_> = verified(&*journal, row.id).await.iter().map(|entry| entry.event.position).collect();
    assert_eq!(positions, [1, 2, 3]);
}

pub async fn a_subscription_created_meanwhile_misses_nothing(store: &dyn Store) {
    let journal = store.open().await;
    let before = journal.interests().await.expect("readable");
    let row = subscribed(&*journal, "new").await;
    let refused = journal.append(0, before.version, letters(1..=1)).await;
    assert_eq!(refused, Err(Error::InterestsChanged));
    let now = journal.interests().await.expect("readable");
    assert_eq!(now.subscriptions, std::slice::from_ref(&row));
    journal.append(0, now.version, vec![letter_for(1, &[row.id])]).await.expect("the version that holds");
    assert_eq!(verified(&*journal, row.id).await.len(), 1);
}

pub async fn a_subscription_may_begin_at_a_time(store: &dyn Store) {
    let journal = store.open().await;
    append(&*journal, letters(1..=5)).await;
    let begins = async |short: &str, start: Start| {
        journal.create_subscription(subscription(short, start)).await.expect("a new name").matched_through
    };
    assert_eq!(begins("since-the-third", Start::Time(time(3))).await, 2);
    assert_eq!(begins("since-ever", Start::Time(time(-100))).await, 0);
    assert_eq!(begins("from-tomorrow", Start::Time(time(100_000))).await, 5);
    assert_eq!(begins("now", Start::Now).await, 5);
}
