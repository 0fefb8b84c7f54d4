//! What is there after the end, and what is hinted at before it.

use jiff::{SignedDuration, Timestamp};

use super::Store;
use super::make::{acceptance, append, audit_row, letter, letter_for, name, settled, subscribed, time, verified};
use crate::model::{Acceptance, NewEvent};

pub async fn everything_answered_is_there_after_an_abrupt_end(store: &dyn Store) {
    let journal = store.open().await;
    let one = subscribed(&*journal, "one").await.id;
    for number in 1..=10 {
        append(&*journal, vec![letter_for(number, &[one])]).await;
    }
    let held = journal.hold(&name("one")).await.expect("it exists");
    journal.settle(one, held.epoch, settled(4, &[(6, 6)])).await.expect("held");
    journal.audit(vec![audit_row(1)]).await.expect("written");
    let before = (journal.interests().await, verified(&*journal, one).await);
    drop(journal);

    let journal = store.open().await;
    assert_eq!((journal.interests().await, verified(&*journal, one).await), before);
    assert_eq!(journal.hold(&name("one")).await.expect("it exists").progress.ranges, [(6, 6)]);
    assert_eq!(journal.audit_after(0, 10).await.map(|rows| rows.len()), Ok(1));
    append(&*journal, vec![letter_for(11, &[one])]).await;
    assert_eq!(verified(&*journal, one).await.len(), 11);
}

pub async fn times_are_kept_to_the_microsecond(store: &dyn Store) {
    let journal = store.open().await;
    let fine = |at: Timestamp| at + SignedDuration::from_nanos(1_234_567);
    let cut = |at: Timestamp| at + SignedDuration::from_nanos(1_234_000);
    let ancient = Timestamp::from_second(-100_000_000_000).expect("a year before the Vikings");
    let mut event = NewEvent { acceptance: Acceptance { at: fine(time(1)), ..acceptance(1) }, ..letter(1, "content") };
    event.labels.occurred_at = ancient;
    let id = event.labels.id;
    append(&*journal, vec![event]).await;
    let row = journal.event(id).await.expect("written").row;
    assert_eq!((row.accepted_at, row.labels.occurred_at), (cut(time(1)), ancient));
}

pub async fn what_delivery_may_want_to_see_is_hinted_at(store: &dyn Store) {
    let journal = store.open().await;
    let one = subscribed(&*journal, "one").await.id;
    let mut changes = journal.changes();
    changes.mark_unchanged();
    append(&*journal, vec![letter_for(1, &[one])]).await;
    assert!(changes.has_changed().expect("the journal is open"));
    changes.mark_unchanged();
    journal.audit(vec![audit_row(1)]).await.expect("written");
    assert!(!changes.has_changed().expect("the journal is open"), "nothing to deliver");
}
