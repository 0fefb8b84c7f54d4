//! Seeking by number and by time.

use super::Store;
use super::make::{append, filled, letter_for, name, settled, subscribed, time};
use crate::Error;
use crate::model::{Attempt, Park, Progress, SeekTarget, Settlement};

pub async fn a_seek_forgets_what_was_acked_and_parked(store: &dyn Store) {
    let journal = store.open().await;
    let row = filled(&*journal, "one", 8).await;
    let epoch = journal.hold(&name("one")).await.expect("it exists").epoch;
    let park = Park { lane: [7; 32], number: 5, reason: "unreadable".to_owned(), at: time(50) };
    let attempts = vec![Attempt { number: 5, attempts: 10 }, Attempt { number: 8, attempts: 1 }];
    let settlement = Settlement { attempts, parked: vec![park], ..settled(4, &[(7, 7)]) };
    journal.settle(row.id, epoch, settlement).await.expect("held");

    assert_eq!(journal.seek(&name("one"), SeekTarget::Number(3)).await, Ok(3));
    let held = journal.hold(&name("one")).await.expect("it exists");
    assert_eq!(held.progress, Progress { settled_through: 2, ranges: Vec::new() });
    assert_eq!((held.attempts, held.parked), (Vec::new(), Vec::new()));
}

pub async fn a_seek_stays_within_the_subscription(store: &dyn Store) {
    let journal = store.open().await;
    filled(&*journal, "one", 3).await;
    let seek = async |number: u64| journal.seek(&name("one"), SeekTarget::Number(number)).await;
    assert_eq!(seek(0).await, Ok(1));
    assert_eq!(seek(4).await, Ok(4));
    assert_eq!(seek(u64::MAX).await, Ok(4));
    assert_eq!(journal.hold(&name("one")).await.expect("it exists").progress.settled_through, 3);
    assert_eq!(journal.seek(&name("nobody"), SeekTarget::Number(1)).await, Err(Error::NotFound));
}

pub async fn a_seek_to_a_time_finds_the_first_entry_since_then(store: &dyn Store) {
    let journal = store.open().await;
    let (one, empty) = (subscribed(&*journal, "one").await.id, subscribed(&*journal, "empty").await.id);
    // Letters 10, 20, 30 at those seconds; the second is for the other subscription only.
    append(&*journal, vec![letter_for(10, &[one]), letter_for(20, &[]), letter_for(30, &[one])]).await;
    let seek = async |second: i64| journal.seek(&name("one"), SeekTarget::Time(time(second))).await;
    assert_eq!(seek(0).await, Ok(1));
    assert_eq!(seek(10).await, Ok(1));
    assert_eq!(seek(11).await, Ok(2));
    assert_eq!(seek(20).await, Ok(2));
    assert_eq!(seek(31).await, Ok(3));
    assert_eq!(journal.seek(&name("empty"), SeekTarget::Time(time(0))).await, Ok(1));
    assert_eq!(journal.entries_after(empty, 0, 10).await, Ok(Vec::new()));

    // A clock that stepped back: letter 60 is for nobody, and the next one was accepted before it.
    append(&*journal, vec![letter_for(60, &[]), letter_for(40, &[one]), letter_for(70, &[one])]).await;
    assert_eq!(seek(50).await, Ok(4));
    assert_eq!(seek(35).await, Ok(3));
}
