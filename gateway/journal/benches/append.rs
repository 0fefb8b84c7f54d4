//! How much of the disk's own speed the journal leaves: appends per second and per flush, beside raw flushes and beside
//! raw inserts of the same bytes in transactions of the same size, measured in the same run.
//!
//! `cargo bench -p journal`; `BENCH_LETTERS` sets how many, 4000 if absent. A flush costs what the disk makes of it, so
//! only the ratios travel from machine to machine.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a bench is run by hand and read on a terminal")]

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use canonical::EventId;
use canonical::digest::Digest;
use journal::sqlite::{Settings, SqliteJournal};
use journal::suite::make::{entry, letter, original, subscribed};
use journal::{Content, Journal, NewEvent, Sealed, SubscriptionId};
use rusqlite::{Connection, params};

/// Bytes of an encoded event, and of the letter it was made from.
const BODY: usize = 2048;
const ORIGINAL: usize = 4096;

#[tokio::main]
async fn main() {
    let letters: u32 = std::env::var("BENCH_LETTERS").ok().and_then(|count| count.parse().ok()).unwrap_or(4_000);
    let dir = tempfile::tempdir().expect("a temporary directory");
    let flush = flush(dir.path());
    println!("{letters} letters: {BODY} bytes of event, {ORIGINAL} bytes of original, one entry each");
    println!(
        "one flush of {} bytes takes {:.0} µs: {:.0} per second",
        BODY + ORIGINAL,
        micros(flush),
        1.0 / flush.as_secs_f64()
    );
    println!();
    println!(
        "{:>7} {:>10} {:>12} {:>14} {:>13} {:>13} {:>12}",
        "callers", "appends/s", "appends/txn", "txn µs", "txn / flush", "raw inserts/s", "ratio to raw"
    );
    for callers in [1, 8, 64, 256] {
        let count = if callers == 1 { letters / 8 } else { letters };
        let measured = appended(&dir.path().join(format!("journal-{callers}")), count, callers).await;
        let raw = inserted(&dir.path().join(format!("raw-{callers}.sqlite")), count, measured.per_transaction());
        println!(
            "{callers:>7} {:>10.0} {:>12.1} {:>14.0} {:>13.2} {:>13.0} {:>12.2}",
            measured.rate(),
            measured.per_transaction(),
            micros(measured.took) / measured.transactions,
            measured.took.as_secs_f64() / measured.transactions / flush.as_secs_f64(),
            f64::from(count) / raw.as_secs_f64(),
            raw.as_secs_f64() / measured.took.as_secs_f64(),
        );
    }
}

/// The median time of writing one letter's bytes at the end of a file and flushing it.
fn flush(dir: &Path) -> Duration {
    let mut file = File::create(dir.join("flushed")).expect("a file");
    let bytes = vec![7; BODY + ORIGINAL];
    let mut times: Vec<_> = (0..200)
        .map(|_| {
            let begun = Instant::now();
            file.write_all(&bytes).expect("room on the disk");
            file.sync_data().expect("a disk");
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

/// What one run of appends took.
struct Measured {
    count: u32,
    took: Duration,
    transactions: f64,
}

impl Measured {
    fn rate(&self) -> f64 {
        f64::from(self.count) / self.took.as_secs_f64()
    }

    fn per_transaction(&self) -> f64 {
        f64::from(self.count) / self.transactions
    }
}

/// So many callers, each with one letter at a time.
async fn appended(dir: &Path, count: u32, callers: u32) -> Measured {
    let journal = Arc::new(SqliteJournal::open(dir, Settings::default()).expect("a new journal"));
    let one = subscribed(&*journal, "one").await.id;
    let version = journal.interests().await.expect("readable").version;
    let changes = journal.changes();
    let before = *changes.borrow();
    let begun = Instant::now();
    let tasks: Vec<_> = (0..callers)
        .map(|caller| {
            let journal = Arc::clone(&journal);
            tokio::spawn(async move {
                for number in (caller..count).step_by(callers as usize) {
                    journal.append(0, version, vec![event(number, one)]).await.expect("room on the disk");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    let took = begun.elapsed();
    let transactions = *changes.borrow() - before;
    Measured { count, took, transactions: f64::from(u32::try_from(transactions).expect("no more than letters")) }
}

/// The same bytes into one table without an index, in transactions of this many.
fn inserted(file: &Path, count: u32, per_transaction: f64) -> Duration {
    let conn = Connection::open(file).expect("a new database");
    conn.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).expect("a pragma");
    conn.pragma_update(None, "synchronous", "full").expect("a pragma");
    conn.execute_batch("CREATE TABLE letters (body BLOB, original BLOB)").expect("a table");
    let rows: Vec<_> = (0..count).map(|number| event(number, SubscriptionId(1))).collect();
    let begun = Instant::now();
    for batch in rows.chunks((per_transaction.round() as usize).max(1)) {
        conn.execute_batch("BEGIN IMMEDIATE").expect("a transaction");
        let mut insert = conn.prepare_cached("INSERT INTO letters VALUES (?1, ?2)").expect("a statement");
        for row in batch {
            let content = row.original.content.as_ref().and_then(held);
            insert.execute(params![&row.body.bytes[..], content]).expect("room on the disk");
        }
        conn.execute_batch("COMMIT").expect("room on the disk");
    }
    begun.elapsed()
}

fn event(number: u32, subscription: SubscriptionId) -> NewEvent {
    let mut event = letter(0, "content");
    let digest = Digest::of(&number.to_be_bytes());
    event.identity = digest;
    event.labels.id = EventId::from_slice(&digest.0[..16]).expect("16 bytes");
    event.labels.patients[0].0 = digest.0;
    event.body = Sealed::plain(Bytes::from(digest.0.repeat(BODY / 32)));
    event.body_digest = Digest::of(&event.body.bytes);
    event.original = original(&Bytes::from(digest.0.repeat(ORIGINAL / 32)));
    event.entries = vec![entry(&event, subscription)];
    event
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

/// The bytes of a document that is kept in the journal itself.
fn held(content: &Content) -> Option<&[u8]> {
    match content {
        Content::Blob { .. } => None,
        Content::Here(sealed) => Some(&sealed.bytes),
    }
}
