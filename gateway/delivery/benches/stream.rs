//! How much of the journal's own reading speed is left for a stream: entries per second delivered, recorded and acked,
//! beside the same entries merely read.
//!
//! `cargo bench -p delivery`; `BENCH_ENTRIES` sets how many, 20000 if absent; `BENCH_STORE=postgres` takes PostgreSQL in
//! place of SQLite.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a bench is run by hand and read on a terminal")]

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, Instant};

use access::Policy;
use bytes::Bytes;
use canonical::Kind;
use canonical::digest::Digest;
use canonical::event::{EventId, Identity, Standard};
use canonical::identifier::PartyIdentifier;
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};
use delivery::{Closed, Engine, Report, Settings, WindowSize};
use jiff::Timestamp;
use journal::postgres::{self, PostgresJournal};
use journal::sqlite::{self, SqliteJournal};
use journal::{
    Acceptance, Content, Filter, Journal, Labels, NewEntry, NewEvent, NewSubscription, Options, Original, Sealed,
    SeekTarget, Start, SubscriptionId, SubscriptionName,
};
use telemetry::SystemClock;
use tempfile::TempDir;

const GP: &str = "5790999900034";
/// Bytes of an encoded event.
const BODY: usize = 2048;
const LANES: u64 = 5_000;

#[tokio::main]
async fn main() {
    let entries = std::env::var("BENCH_ENTRIES").ok().and_then(|count| count.parse().ok()).unwrap_or(20_000);
    let (_ground, journal, subscription) = house(entries).await;
    let read = rate(entries, read(&*journal, subscription, entries).await);
    println!("{entries} entries of {BODY} bytes in {LANES} lanes; merely read: {read:.0}/s");
    println!("{:>8} {:>12} {:>7}", "window", "delivered/s", "ratio");
    for messages in [1, 10, 100, 1_000] {
        let count = if messages < 100 { entries / 20 } else { entries };
        let delivered = rate(count, delivered(&journal, messages, count).await);
        println!("{messages:>8} {delivered:>12.0} {:>7.2}", delivered / read);
    }
}

fn rate(count: u64, took: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / took.as_secs_f64()
}

async fn read(journal: &dyn Journal, subscription: SubscriptionId, count: u64) -> Duration {
    let begun = Instant::now();
    let mut after = 0;
    while after < count {
        let heads = journal.entries_after(subscription, after, 512).await.expect("heads");
        for page in heads.chunks(256) {
            let numbers: Vec<u64> = page.iter().map(|head| head.number).collect();
            let entries = journal.entries(subscription, &numbers).await.expect("entries");
            after = entries.last().expect("an entry").number;
        }
    }
    begun.elapsed()
}

async fn delivered(journal: &Arc<dyn Journal>, messages: u32, count: u64) -> Duration {
    let settings = Settings {
        organisations: vec![clinic()].into(),
        policy: Arc::new(Policy::default()),
        clock: Arc::new(SystemClock),
        poll: Duration::from_secs(15),
    };
    let engine = Engine::new(Arc::clone(journal), settings);
    engine.seek(&name(), SeekTarget::Number(1)).await.expect("moved");
    let begun = Instant::now();
    let window = WindowSize { messages, bytes: 64 * 1024 * 1024 };
    let mut stream = engine.open(name(), window).await.expect("an open stream");
    let mut taken = 0;
    while taken < count {
        let offered = stream.offers.recv().await.expect("an offer");
        taken += offered.len() as u64;
        let numbers = offered.iter().map(|offered| offered.entry.number).collect();
        stream.reports.send(Report::Ack(numbers)).await.expect("an open stream");
    }
    drop(stream.reports);
    assert_eq!(stream.closed.await, Ok(Closed::BySubscriber));
    begun.elapsed()
}

async fn store() -> (Box<dyn Any>, Arc<dyn Journal>) {
    if std::env::var("BENCH_STORE").is_ok_and(|store| store == "postgres") {
        let database = engines::shared_postgres().await.database().await.expect("a database");
        let settings = postgres::Settings::from_url(&database.url).expect("an address");
        return (Box::new(database), Arc::new(PostgresJournal::open(settings).await.expect("a journal")));
    }
    let dir = TempDir::new().expect("a temporary directory");
    let journal = SqliteJournal::open(dir.path(), sqlite::Settings::default()).expect("a new journal");
    (Box::new(dir), Arc::new(journal))
}

async fn house(entries: u64) -> (Box<dyn Any>, Arc<dyn Journal>, SubscriptionId) {
    let (ground, journal) = store().await;
    let new = NewSubscription {
        name: name(),
        filter: Filter::default(),
        options: Options::default(),
        push: None,
        start: Start::Now,
        at: Timestamp::now(),
    };
    let subscription = journal.create_subscription(new).await.expect("a new subscription").id;
    let version = journal.interests().await.expect("interests").version;
    for from in (0..entries).step_by(500) {
        let batch = (from..entries.min(from + 500)).map(|n| event(n, subscription)).collect();
        journal.append(0, version, batch).await.expect("appended");
    }
    (ground, journal, subscription)
}

fn event(n: u64, subscription: SubscriptionId) -> NewEvent {
    let mut content = n.to_be_bytes().to_vec();
    content.resize(BODY, b'x');
    let body = Bytes::from(content);
    let identity = Identity { sender: "gln:5790999900010".to_owned(), letter_id: format!("L{n}") };
    let gln = |gln| vec![PartyIdentifier::from_scheme("gln", gln)];
    NewEvent {
        labels: Labels {
            id: EventId::derive(&identity, Digest::of(&body)),
            kind: Kind::Document,
            sender: gln("5790999900010"),
            receivers: vec![gln(GP)],
            patients: vec![],
            lane: Digest::of(&(n % LANES).to_be_bytes()).0,
            occurred_at: Timestamp::UNIX_EPOCH,
        },
        standard: Standard::MedcomXml,
        is_whole: true,
        identity: identity.digest(),
        body_digest: Digest::of(&body),
        original: Original {
            sha256: Digest::of(b""),
            media_type: "application/xml".to_owned(),
            letters: 1,
            content: Some(Content::plain(Bytes::new())),
        },
        body: Sealed::plain(body),
        acceptance: Acceptance {
            at: Timestamp::UNIX_EPOCH,
            submitted_by: "testregionen".to_owned(),
            channel: "https".to_owned(),
            envelope_id: "E1".to_owned(),
            sent_at: None,
            network: None,
            wants_receipt: false,
            is_late: false,
            envelope_reused: false,
        },
        envelope_is_its_own: false,
        offers_links: vec![],
        seeks_links: vec![],
        guesses_links: vec![],
        written_at: Timestamp::UNIX_EPOCH,
        entries: vec![NewEntry { subscription, salt: [0; 16] }],
        audit: vec![],
    }
}

fn name() -> SubscriptionName {
    SubscriptionName { organisation: clinic().id, name: "all".to_owned() }
}

fn clinic() -> Organisation {
    Organisation {
        id: OrganisationId::parse("laegerne-proevegade").expect("a short name"),
        name: "Lægerne Prøvegade".to_owned(),
        sector: Sector::GeneralPractice,
        identifiers: vec![PartyIdentifier::from_scheme("gln", GP)],
        roles: vec![Role::Subscriber],
        acts_for: vec![],
        hosted: true,
    }
}
