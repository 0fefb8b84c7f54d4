//! How fast a gateway empties a full event queue: letters per second from the broker to their commit, beside the same
//! messages only taken and acked.
//!
//! `cargo bench -p append --bench follow`; `BENCH_LETTERS` sets how many, 20000 if absent; `BENCH_STORE=sqlite` takes
//! SQLite in place of PostgreSQL.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a bench is run by hand and read on a terminal")]

#[path = "../tests/over_rabbitmq/letters.rs"]
mod letters;

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, Instant};

use access::Policy;
use append::{Settings, follow};
use broker::{Authentication, Broker, EVENTS, EventHead, Keyring, Message, Node, OpeningKey, Secret, Topology, Turns};
use canonical::identifier::PartyIdentifier;
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};
use engines::{RabbitMq, RabbitOptions, VirtualHost};
use jiff::Timestamp;
use journal::postgres::{self, PostgresJournal};
use journal::sqlite::{self, SqliteJournal};
use journal::{Filter, Journal, LookupKey, NewSubscription, Options, Start, SubscriptionName};
use telemetry::SystemClock;
use tokio::task::JoinSet;

use crate::letters::{GP, letter, published};

const LANES: usize = 256;

#[tokio::main]
async fn main() {
    let all = std::env::var("BENCH_LETTERS").ok().and_then(|count| count.parse().ok()).unwrap_or(20_000);
    let node = RabbitMq::start(RabbitOptions::default()).await.expect("RabbitMQ");
    let key = OpeningKey::generate();
    println!("{all} letters of {LANES} lanes, and one entry for each");
    println!("{:>9} {:>12} {:>14} {:>6}", "max_batch", "appended/s", "only taken/s", "ratio");
    for (max_batch, queue) in [(64, 256), (256, 1024), (512, 2048)] {
        let host = node.virtual_host().await.expect("a virtual host");
        let broker = connected(&node, &host).await;
        publish_all(&broker, &key, all).await;
        let taken = rate(all, taken(&broker, all, queue).await);
        let appended = rate(all, appended(&broker, &key, all, max_batch, usize::from(queue)).await);
        println!("{max_batch:>9} {appended:>12.0} {taken:>14.0} {:>6.2}", appended / taken);
    }
}

fn rate(count: usize, took: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / took.as_secs_f64()
}

/// The messages, taken and not acked until the end of the connection, so that they are there again.
async fn taken(broker: &Broker, all: usize, prefetch: u16) -> Duration {
    let begun = Instant::now();
    let mut consumer = broker.consume(EVENTS, u16::MAX).await.expect("a consumer");
    let mut count = 0;
    while count < all {
        count += consumer.batch(usize::from(prefetch), usize::MAX).await.expect("messages").len();
    }
    let took = begun.elapsed();
    consumer.close().await;
    took
}

/// No receipts come.
struct NoReceipts;

#[async_trait::async_trait]
impl append::Receipts for NoReceipts {
    async fn take(&self, _: &canonical::receipt::ReceivedReceipt) -> Result<(), journal::Error> {
        Ok(())
    }
}

async fn appended(broker: &Broker, key: &OpeningKey, all: usize, max_batch: usize, queue: usize) -> Duration {
    let (journal, _ground) = store().await;
    let name = SubscriptionName { organisation: clinic().id, name: "all".to_owned() };
    let (filter, options, at) = (Filter::default(), Options::default(), Timestamp::now());
    let new = NewSubscription { name: name.clone(), filter, options, push: None, start: Start::Now, at };
    journal.create_subscription(new).await.expect("a new subscription");
    let settings = Settings {
        organisations: vec![clinic()].into(),
        policy: Arc::new(Policy::default()),
        lookup: LookupKey::new([7; 32]),
        clock: Arc::new(SystemClock),
        max_batch,
        queue,
    };
    let begun = Instant::now();
    let keys = Keyring::new(vec![key.clone()]);
    let (follower, task) = follow(Arc::clone(&journal), broker.clone(), keys, Arc::new(NoReceipts), settings);
    tokio::spawn(task);
    let mut changes = journal.changes();
    while (journal.backlogs(Some(&name)).await.expect("a backlog")[0].last_number as usize) < all {
        let _ = tokio::time::timeout(Duration::from_millis(100), changes.changed()).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let took = begun.elapsed();
    follower.drain().await;
    took
}

async fn store() -> (Arc<dyn Journal>, Box<dyn Any>) {
    if std::env::var("BENCH_STORE").is_ok_and(|store| store == "sqlite") {
        let dir = tempfile::TempDir::new().expect("a temporary directory");
        let journal = SqliteJournal::open(dir.path(), sqlite::Settings::default()).expect("a new journal");
        return (Arc::new(journal), Box::new(dir));
    }
    let database = engines::shared_postgres().await.database().await.expect("a database");
    let settings = postgres::Settings::from_url(&database.url).expect("an address");
    (Arc::new(PostgresJournal::open(settings).await.expect("a journal")), Box::new(database))
}

async fn connected(node: &RabbitMq, host: &VirtualHost) -> Broker {
    let (address, password) = (node.amqp(), Secret::new(host.password.clone()));
    let settings = broker::Settings {
        nodes: vec![Node { host: address.ip().to_string(), port: address.port() }],
        virtual_host: host.name.clone(),
        authentication: Authentication::Plain { user: host.user.clone(), password },
        tls: None,
        heartbeat: broker::Settings::HEARTBEAT,
        patience: broker::Settings::PATIENCE,
        name: "bench".to_owned(),
    };
    let broker = Broker::start(settings, Topology::events());
    broker.first(Duration::from_secs(30)).await.expect("a fit broker");
    broker
}

async fn publish_all(broker: &Broker, key: &OpeningKey, all: usize) {
    let (turns, sealing) = (Turns::new(), key.sealing_key());
    let mut work = JoinSet::new();
    for lane in 0..LANES {
        let (broker, turns, sealing) = (broker.clone(), turns.clone(), sealing.clone());
        work.spawn(async move {
            let mut place = [0; 32];
            place[..8].copy_from_slice(&lane.to_be_bytes());
            for number in (lane..all).step_by(LANES) {
                let event = letter(lane, number / LANES);
                let (id, time) = (event.id.to_string(), Timestamp::now());
                let sealed = sealing.seal(id.as_bytes(), &published(&event, time)).expect("a key");
                let (kind, source) = ("dk.broen.document.v1".to_owned(), "urn:test".to_owned());
                let head = EventHead { id, kind, source, time: time.to_string(), traceparent: None };
                let turn = turns.take(&[place]).await;
                broker.publish(&turn, Message::event(head, sealed)).await.expect("a confirm");
            }
        });
    }
    work.join_all().await;
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
