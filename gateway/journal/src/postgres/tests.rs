//! What is particular to this store: shared transactions, and locks that are given back.

use std::sync::Arc;

use engines::{Database, shared_postgres};

use super::connecting::Connecting;
use super::line::Line;
use super::{PostgresJournal, Settings, audit, state};
use crate::suite::make::{append, audit_row, filled, letter_for, name, settled, subscribed, time, verified};
use crate::{Appended, Error, Journal, NewEvent, Offer, SubscriptionId};

async fn database() -> (Database, Settings) {
    let database = shared_postgres().await.database().await.expect("a new database");
    let settings = Settings::from_url(&database.url).expect("an address");
    (database, settings)
}

async fn open(settings: &Settings) -> Arc<PostgresJournal> {
    Arc::new(PostgresJournal::open(settings.clone()).await.expect("a server that is up"))
}

/// Somebody who is in the middle of a transaction, and is told nothing more: a process that is stopped.
async fn stopped(settings: &Settings, lock: &str) -> Line {
    let connecting = Connecting::new(settings).expect("settings");
    let line = Line::open(&connecting, Arc::default()).await.expect("a server that is up");
    line.client.batch_execute("BEGIN").await.expect("a transaction");
    line.client.query(lock, &[]).await.expect("a lock");
    line
}

fn appending(
    journal: &Arc<PostgresJournal>,
    version: u64,
    batch: Vec<NewEvent>,
) -> tokio::task::JoinHandle<Result<Vec<Appended>, Error>> {
    let journal = Arc::clone(journal);
    tokio::spawn(async move { journal.append(0, version, batch).await })
}

#[tokio::test]
async fn calls_that_wait_share_one_transaction() {
    let (_database, settings) = database().await;
    let journal = open(&settings).await;
    let version = journal.interests().await.expect("readable").version;
    let before = *journal.changes().borrow();
    let line = stopped(&settings, state::LOCK).await;
    let first = appending(&journal, version, vec![letter_for(0, &[])]);
    let calls: Vec<_> = (1..=50).map(|number| appending(&journal, version, vec![letter_for(number, &[])])).collect();
    // The first has begun, and waits for the lock; the others wait for it.
    waiting(&settings).await;
    line.client.batch_execute("ROLLBACK").await.expect("the lock is free");
    assert!(first.await.expect("no panic").is_ok());
    for call in calls {
        assert_eq!(call.await.expect("no panic").map(|appended| appended.len()), Ok(1));
    }
    assert!(*journal.changes().borrow() - before <= 3, "the first, the others, and perhaps a look");
    assert_eq!(journal.interests().await.expect("readable").head, 51);
}

/// Comes back when somebody waits for a lock in this database.
async fn waiting(settings: &Settings) {
    let connecting = Connecting::new(settings).expect("settings");
    let looking = Line::open(&connecting, Arc::default()).await.expect("a server that is up");
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    loop {
        let row = looking.client.query_one(waiting, &[]).await.expect("readable");
        if row.get::<_, i64>(0) > 0 {
            return;
        }
    }
}

#[tokio::test]
async fn a_call_that_fails_is_undone_alone() {
    let (_database, settings) = database().await;
    let journal = open(&settings).await;
    let one = subscribed(&*journal, "one").await.id;
    let nobody = SubscriptionId(one.0 + 1);
    let version = journal.interests().await.expect("readable").version;
    let line = stopped(&settings, state::LOCK).await;
    let before = appending(&journal, version, Vec::new());
    let first = appending(&journal, version, vec![letter_for(1, &[one])]);
    let second = appending(&journal, version, vec![letter_for(2, &[one]), letter_for(3, &[nobody])]);
    let stale = appending(&journal, version + 1, vec![letter_for(5, &[one])]);
    let third = appending(&journal, version, vec![letter_for(4, &[one])]);
    waiting(&settings).await;
    drop(line);
    assert_eq!(before.await.expect("no panic"), Ok(Vec::new()));
    assert!(first.await.expect("no panic").is_ok());
    assert_eq!(second.await.expect("no panic"), Err(Error::NotFound));
    assert_eq!(stale.await.expect("no panic"), Err(Error::InterestsChanged));
    assert!(third.await.expect("no panic").is_ok());
    let times: Vec<_> = verified(&*journal, one).await.iter().map(|entry| entry.event.accepted_at).collect();
    assert_eq!(times, [time(1), time(4)]);
    assert_eq!(journal.acceptances(letter_for(2, &[]).labels.id).await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_transaction_that_is_refused_for_one_call_is_made_again_for_each() {
    let (database, settings) = database().await;
    let journal = open(&settings).await;
    let one = subscribed(&*journal, "one").await.id;
    let version = journal.interests().await.expect("readable").version;
    // As if the database did not agree with the program.
    let (bad, lane) = (letter_for(2, &[one]), "ff".repeat(32));
    let bad = NewEvent { labels: crate::Labels { lane: [0xff; 32], ..bad.labels.clone() }, ..bad };
    database.query(&format!("ALTER TABLE events ADD CHECK (lane <> '\\x{lane}')")).await.expect("a check");
    let line = stopped(&settings, state::LOCK).await;
    let before = appending(&journal, version, vec![letter_for(9, &[])]);
    waiting(&settings).await;
    let good = appending(&journal, version, vec![letter_for(1, &[one])]);
    let bad = appending(&journal, version, vec![bad]);
    let other = appending(&journal, version, vec![letter_for(3, &[one])]);
    tokio::task::yield_now().await;
    drop(line);
    assert!(before.await.expect("no panic").is_ok());
    assert!(good.await.expect("no panic").is_ok());
    assert_eq!(bad.await.expect("no panic"), Err(Error::Corrupt { what: "a constraint" }));
    assert!(other.await.expect("no panic").is_ok());
    assert_eq!(verified(&*journal, one).await.len(), 2);
}

#[tokio::test]
async fn a_stopped_process_blocks_the_others_for_seconds_only() {
    let (_database, settings) = database().await;
    let journal = open(&settings).await;
    let row = filled(&*journal, "one", 3).await;
    let held = journal.hold(&name("one")).await.expect("it exists");
    let lines = [stopped(&settings, state::LOCK).await, stopped(&settings, audit::LOCK).await];
    // What was settled needs neither of the locks.
    journal.settle(row.id, held.epoch, settled(1, &[])).await.expect("held");
    for line in &lines {
        assert!(line.client.batch_execute("SELECT 1").await.is_ok(), "it did not wait until the lock was gone");
    }
    append(&*journal, vec![letter_for(4, &[row.id])]).await;
    let offers = vec![Offer { number: 2, attempts: 1 }];
    journal.record_offers(row.id, held.epoch, offers, vec![audit_row(1)]).await.expect("held");
    for line in &lines {
        assert!(line.client.batch_execute("COMMIT").await.is_err(), "it came back too late");
    }
    assert_eq!(verified(&*journal, row.id).await.len(), 4);
}
