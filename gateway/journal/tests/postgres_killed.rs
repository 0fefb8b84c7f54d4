//! A database that is killed in the middle of writing loses nothing that was answered.
#![allow(clippy::expect_used, reason = "a test")]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use engines::Postgres;
use journal::postgres::{PostgresJournal, Settings};
use journal::suite::make::{audit_row, entry, letter, name, subscribed, verified};
use journal::{Error, Journal, NewEvent, Offer, Progress, Settlement, SubscriptionId};
use tokio::sync::Notify;

const ROUNDS: usize = 3;

/// Answers after which the server is killed, or stopped.
const ANSWERS: usize = 40;

/// What the callers share.
struct Load {
    answered: AtomicUsize,
    news: Notify,
    over: AtomicBool,
}

impl Load {
    fn answer(&self) {
        self.answered.fetch_add(1, Ordering::Relaxed);
        self.news.notify_one();
    }

    fn goes_on(&self) -> bool {
        !self.over.load(Ordering::Relaxed)
    }
}

/// Calls until it is answered; only trouble that may pass is borne.
macro_rules! surely {
    ($call:expr) => {
        loop {
            match $call.await {
                Ok(answer) => break answer,
                Err(error) => passing(error).await,
            }
        }
    };
}

/// There is nothing to wait for but the server, which does not say when it is back.
async fn passing(error: Error) {
    assert!(error.again(), "{error:?}");
    tokio::time::sleep(Duration::from_millis(20)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_answered_is_there_after_the_server_was_killed() {
    let mut server = Postgres::start().await.expect("PostgreSQL is installed");
    let database = server.database().await.expect("a new database");
    let open = async || {
        let settings = Settings::from_url(&database.url).expect("an address");
        Arc::new(PostgresJournal::open(settings).await.expect("a server that is up"))
    };
    let journals = [open().await, open().await];
    let one = subscribed(&*journals[0], "one").await.id;
    let version = journals[0].interests().await.expect("readable").version;
    let load = Arc::new(Load { answered: AtomicUsize::new(0), news: Notify::new(), over: AtomicBool::new(false) });
    let appending: Vec<_> = (0..6_u8)
        .map(|caller| {
            let journal = Arc::clone(&journals[usize::from(caller) % 2]);
            tokio::spawn(appends(journal, Arc::clone(&load), caller, one, version))
        })
        .collect();
    let settling = tokio::spawn(settles(Arc::clone(&journals[1]), Arc::clone(&load)));

    for round in 1..=ROUNDS {
        while load.answered.load(Ordering::Relaxed) < round * ANSWERS {
            tokio::time::timeout(Duration::from_secs(60), load.news.notified()).await.expect("answers");
        }
        if round % 2 == 1 {
            server.kill().expect("ours")
        } else {
            server.stop().await.expect("ours")
        }
        server.start_again().await.expect("it recovers");
    }
    load.over.store(true, Ordering::Relaxed);

    let mut answered = BTreeSet::new();
    for caller in appending {
        answered.extend(caller.await.expect("no panic"));
    }
    let settled = settling.await.expect("no panic");
    let journal = open().await;
    let entries = verified(&*journal, one).await;
    let there: BTreeSet<_> = entries.iter().map(|entry| entry.body.bytes.to_vec()).collect();
    assert_eq!(there.len(), entries.len(), "no event has two numbers");
    let lost: Vec<_> = answered.iter().filter(|body: &&String| !there.contains(body.as_bytes())).collect();
    assert!(lost.is_empty(), "lost {lost:?}");
    assert!(answered.len() >= ROUNDS * ANSWERS);
    assert_eq!(journal.hold(&name("one")).await.expect("it exists").progress.settled_through, settled);
    journal.audit_after(0, usize::MAX).await.expect("a whole chain");
}

/// One letter after the other; gives those that were answered.
async fn appends(
    journal: Arc<PostgresJournal>,
    load: Arc<Load>,
    caller: u8,
    subscription: SubscriptionId,
    version: u64,
) -> Vec<String> {
    let mut answered = Vec::new();
    for number in 0.. {
        if !load.goes_on() {
            break;
        }
        let mut event = letter(caller, &format!("{number}"));
        event.entries = vec![entry(&event, subscription)];
        let event = NewEvent { audit: vec![audit_row(1)], ..event };
        surely!(journal.append(0, version, vec![event.clone()]));
        answered.push(String::from_utf8(event.body.bytes.to_vec()).expect("text"));
        load.answer();
    }
    answered
}

/// Offers and settles what comes; gives the mark that was answered last.
async fn settles(journal: Arc<PostgresJournal>, load: Arc<Load>) -> u64 {
    let mut changes = journal.changes();
    let held = surely!(journal.hold(&name("one")));
    let (subscription, mut mark) = (held.subscription, 0);
    while load.goes_on() {
        let heads = surely!(journal.entries_after(subscription, mark, 100));
        let Some(last) = heads.last() else {
            // It is told of everything, but the end of the load is nothing to tell.
            let _ = tokio::time::timeout(Duration::from_millis(200), changes.changed()).await;
            continue;
        };
        let offers: Vec<_> = heads.iter().map(|head| Offer { number: head.number, attempts: 1 }).collect();
        let rows: Vec<_> = heads.iter().map(|_| audit_row(1)).collect();
        surely!(journal.record_offers(subscription, held.epoch, offers.clone(), rows.clone()));
        let progress = Progress { settled_through: last.number, ranges: Vec::new() };
        let settlement = Settlement { progress, ..Settlement::default() };
        surely!(journal.settle(subscription, held.epoch, settlement.clone()));
        mark = last.number;
    }
    mark
}
