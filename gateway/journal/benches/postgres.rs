//! How much of the database's own speed the journal leaves, and what a letter costs the processors: batches appended to
//! PostgreSQL beside raw inserts of the same bytes in batches of the same size, and entries taken through delivery.
//! Measured in one run against a server of our own.
//!
//! `cargo bench -p journal --bench postgres`; `BENCH_LETTERS` sets how many, 8000 if absent.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a bench is run by hand and read on a terminal")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use canonical::EventId;
use canonical::digest::Digest;
use engines::{Database, Postgres};
use journal::postgres::{PostgresJournal, Settings};
use journal::suite::make::{audit_row, entry, letter, name, original, subscribed};
use journal::{Content, Journal, NewEvent, Offer, Progress, Sealed, Settlement, SubscriptionId};
use tokio_postgres::NoTls;

/// Bytes of an encoded event, and of the letter it was made from.
const BODY: usize = 2048;
const ORIGINAL: usize = 4096;

#[tokio::main]
async fn main() {
    let letters: u32 = std::env::var("BENCH_LETTERS").ok().and_then(|count| count.parse().ok()).unwrap_or(8_000);
    let server = Postgres::start().await.expect("PostgreSQL is installed");
    println!("{letters} letters: {BODY} bytes of event, {ORIGINAL} bytes of original, one entry each; ms of processor");
    println!(
        "{:>7} {:>11} {:>11} {:>11} {:>13} {:>11} {:>12}",
        "batch", "appends/s", "client ms", "server ms", "raw inserts/s", "raw ms", "ratio to raw"
    );
    for batch in [1, 16, 64, 256, 512] {
        let count = if batch == 1 { letters / 16 } else { letters };
        let appended = appended(&server, count, batch).await;
        let raw = inserted(&server, count, batch).await;
        println!(
            "{batch:>7} {:>11.0} {:>11.3} {:>11.3} {:>13.0} {:>11.3} {:>12.2}",
            appended.rate(),
            appended.client,
            appended.server,
            raw.rate(),
            raw.client + raw.server,
            raw.took.as_secs_f64() / appended.took.as_secs_f64(),
        );
    }
    println!();
    println!("{:>7} {:>11} {:>11} {:>11}", "window", "entries/s", "client ms", "server ms");
    for window in [16, 64, 256] {
        let delivered = delivered(&server, letters, window).await;
        println!("{window:>7} {:>11.0} {:>11.3} {:>11.3}", delivered.rate(), delivered.client, delivered.server);
    }
}

/// What one run took; processor time in milliseconds per letter.
struct Measured {
    count: u32,
    took: Duration,
    client: f64,
    server: f64,
}

impl Measured {
    fn rate(&self) -> f64 {
        f64::from(self.count) / self.took.as_secs_f64()
    }
}

struct Clock {
    begun: Instant,
    client: f64,
    server: f64,
    postmaster: u32,
}

impl Clock {
    fn start(server: &Postgres) -> Self {
        let postmaster = server.process().expect("it runs");
        let (client, server) = (processor(std::process::id()), family(postmaster));
        Self { begun: Instant::now(), client, server, postmaster }
    }

    fn stop(&self, count: u32) -> Measured {
        let took = self.begun.elapsed();
        let client = (processor(std::process::id()) - self.client) / f64::from(count);
        let server = (family(self.postmaster) - self.server) / f64::from(count);
        Measured { count, took, client, server }
    }
}

/// Milliseconds of processor that a process has used, and children it has waited for.
fn processor(process: u32) -> f64 {
    stat(process).map_or(0.0, |(_, ticks)| ticks * 10.0)
}

/// The same of a process and its children.
fn family(first: u32) -> f64 {
    let processes = std::fs::read_dir("/proc").expect("Linux");
    let ids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let of_family = ids.filter_map(|id| stat(id).filter(|(parent, _)| id == first || *parent == first));
    of_family.map(|(_, ticks)| ticks * 10.0).sum()
}

/// A process's parent, and its ticks.
fn stat(process: u32) -> Option<(u32, f64)> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<_> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.get(11..15)?.iter().filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    Some((fields.get(1)?.parse().ok()?, ticks))
}

async fn database(server: &Postgres) -> (Database, Arc<PostgresJournal>) {
    let database = server.database().await.expect("a new database");
    let settings = Settings::from_url(&database.url).expect("an address");
    let journal = Arc::new(PostgresJournal::open(settings).await.expect("a server that is up"));
    (database, journal)
}

/// Two callers, so that one batch is on its way while the other is made.
async fn appended(server: &Postgres, count: u32, batch: u32) -> Measured {
    let (_database, journal) = database(server).await;
    let one = subscribed(&*journal, "one").await.id;
    let version = journal.interests().await.expect("readable").version;
    let events: Vec<_> = (0..count).map(|number| event(number, one)).collect();
    let clock = Clock::start(server);
    let halves: Vec<_> = (0..2)
        .map(|half| {
            let (journal, batches) = (Arc::clone(&journal), events.chunks(batch as usize).skip(half).step_by(2));
            let batches: Vec<_> = batches.map(<[_]>::to_vec).collect();
            tokio::spawn(async move {
                for batch in batches {
                    journal.append(0, version, batch).await.expect("room on the disk");
                }
            })
        })
        .collect();
    for half in halves {
        half.await.expect("no panic");
    }
    clock.stop(count)
}

/// The same bytes into one table without an index, in as many statements.
async fn inserted(server: &Postgres, count: u32, batch: u32) -> Measured {
    let database = server.database().await.expect("a new database");
    let (client, connection) = tokio_postgres::connect(&database.url, NoTls).await.expect("a server that is up");
    tokio::spawn(connection);
    client.batch_execute("CREATE TABLE letters (body bytea, original bytea)").await.expect("a table");
    client
        .batch_execute("ALTER TABLE letters ALTER body SET STORAGE EXTERNAL, ALTER original SET STORAGE EXTERNAL")
        .await
        .expect("a table");
    let insert = "INSERT INTO letters SELECT * FROM unnest($1::bytea[], $2::bytea[])";
    let insert = client.prepare(insert).await.expect("a statement");
    let rows: Vec<_> = (0..count).map(|number| event(number, SubscriptionId(1))).collect();
    let clock = Clock::start(server);
    for batch in rows.chunks(batch as usize) {
        let bodies: Vec<_> = batch.iter().map(|row| &row.body.bytes[..]).collect();
        let contents = batch.iter().filter_map(|row| row.original.content.as_ref());
        let contents: Vec<_> = contents
            .filter_map(|content| match content {
                Content::Blob { .. } => None,
                Content::Here(sealed) => Some(&sealed.bytes[..]),
            })
            .collect();
        client.execute(&insert, &[&bodies, &contents]).await.expect("room on the disk");
    }
    clock.stop(count)
}

/// What delivery does with every entry: read its head, read it whole, record the offer, settle it.
async fn delivered(server: &Postgres, count: u32, window: u32) -> Measured {
    let (_database, journal) = database(server).await;
    let one = subscribed(&*journal, "one").await.id;
    let version = journal.interests().await.expect("readable").version;
    let events: Vec<_> = (0..count).map(|number| event(number, one)).collect();
    for batch in events.chunks(512) {
        journal.append(0, version, batch.to_vec()).await.expect("room on the disk");
    }
    let clock = Clock::start(server);
    let held = journal.hold(&name("one")).await.expect("it exists");
    let mut after = 0;
    loop {
        let heads = journal.entries_after(one, after, window as usize).await.expect("readable");
        let Some(last) = heads.last() else { break };
        let numbers: Vec<_> = heads.iter().map(|head| head.number).collect();
        let entries = journal.entries(one, &numbers).await.expect("readable");
        assert_eq!(entries.len(), numbers.len());
        let offers = numbers.iter().map(|number| Offer { number: *number, attempts: 1 }).collect();
        let audit = numbers.iter().map(|_| audit_row(1)).collect();
        journal.record_offers(one, held.epoch, offers, audit).await.expect("held");
        after = last.number;
        let progress = Progress { settled_through: after, ranges: Vec::new() };
        journal.settle(one, held.epoch, Settlement { progress, ..Settlement::default() }).await.expect("held");
    }
    clock.stop(count)
}

fn event(number: u32, subscription: SubscriptionId) -> NewEvent {
    let mut event = letter(0, "content");
    let digest = Digest::of(&number.to_be_bytes());
    event.identity = digest;
    event.labels.id = EventId::from_slice(&digest.0[..16]).expect("16 bytes");
    event.labels.patients[0].0 = digest.0;
    event.labels.lane = digest.0;
    event.body = Sealed::plain(Bytes::from(digest.0.repeat(BODY / 32)));
    event.body_digest = Digest::of(&event.body.bytes);
    event.original = original(&Bytes::from(digest.0.repeat(ORIGINAL / 32)));
    event.offers_links = vec![digest];
    event.seeks_links = vec![(journal::LinkRelation::Continues, Digest::of(&digest.0))];
    event.entries = vec![entry(&event, subscription)];
    event
}
