//! A virtual host, a journal, a clinic that subscribes, and an adapter that publishes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use broker::{
    Authentication, Broker, EventHead, Keyring, Message, Node, OpeningKey, PublishError, SealingKey, Secret, Settings,
    Topology, Turns,
};
use canonical::identifier::PartyIdentifier;
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};
use engines::{Database, Proxy, VirtualHost};
use jiff::Timestamp;
use journal::postgres::{self, PostgresJournal};
use journal::sqlite::{self, SqliteJournal};
use journal::{Filter, Journal, NewSubscription, Options, Start, SubscriptionName, SubscriptionRow};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::letters::{GP, letter, published};

/// How long anything may take before a test has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the journal is.
enum Store {
    /// In a database, which every gateway reaches for itself.
    Database(Database),
    /// In a directory; all gateways are in this process.
    Directory(#[expect(dead_code, reason = "kept, not read")] TempDir),
}

pub(crate) struct House {
    /// The journal as this test sees it.
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) host: VirtualHost,
    amqp: SocketAddr,
    key: OpeningKey,
    clinic: SubscriptionRow,
    store: Store,
}

impl House {
    pub(crate) async fn set() -> Self {
        let dir = TempDir::new().expect("a temporary directory");
        let journal = SqliteJournal::open(dir.path(), sqlite::Settings::default()).expect("a new journal");
        Self::over(Arc::new(journal), Store::Directory(dir)).await
    }

    pub(crate) async fn on_postgres() -> Self {
        let database = engines::shared_postgres().await.database().await.expect("a database");
        let journal = reached(&database, None).await;
        Self::over(journal, Store::Database(database)).await
    }

    /// The journal as a gateway sees it, through a proxy if there is one.
    pub(crate) async fn reached(&self, proxy: Option<&Proxy>) -> Arc<dyn Journal> {
        match &self.store {
            Store::Database(database) => reached(database, proxy).await,
            Store::Directory(_) => Arc::clone(&self.journal),
        }
    }

    async fn over(journal: Arc<dyn Journal>, store: Store) -> Self {
        let name = SubscriptionName { organisation: clinic().id, name: "all".to_owned() };
        let (filter, options, at) = (Filter::default(), Options::default(), Timestamp::now());
        let new = NewSubscription { name, filter, options, start: Start::Beginning, at };
        let clinic = journal.create_subscription(new).await.expect("a new subscription");
        let node = engines::shared_rabbitmq().await;
        let host = node.virtual_host().await.expect("a virtual host");
        Self { journal, host, amqp: node.amqp(), key: OpeningKey::generate(), clinic, store }
    }

    /// Needs the runtime that the connection is to live in.
    pub(crate) fn broker(&self, name: &str) -> Broker {
        let node = Node { host: self.amqp.ip().to_string(), port: self.amqp.port() };
        let password = Secret::new(self.host.password.clone());
        let settings = Settings {
            nodes: vec![node],
            virtual_host: self.host.name.clone(),
            authentication: Authentication::Plain { user: self.host.user.clone(), password },
            tls: None,
            heartbeat: Duration::from_secs(1),
            patience: Settings::PATIENCE,
            name: name.to_owned(),
        };
        Broker::start(settings, Topology::events())
    }

    pub(crate) fn keys(&self) -> Keyring {
        Keyring::new(vec![self.key.clone()])
    }

    /// Publishes letters of many lanes, each lane in order; ends when all are confirmed.
    pub(crate) async fn adapter(&self, lanes: usize, letters: usize) -> JoinSet<()> {
        let broker = self.broker("adapter");
        broker.first(PATIENCE).await.expect("a fit broker");
        let (turns, key) = (Turns::new(), self.key.sealing_key());
        let mut work = JoinSet::new();
        for lane in 0..lanes {
            let (broker, turns, key) = (broker.clone(), turns.clone(), key.clone());
            work.spawn(async move {
                for number in 0..letters {
                    publish(&broker, &turns, &key, lane, number).await;
                }
            });
        }
        work
    }

    /// Waits until the clinic has this many entries.
    pub(crate) async fn until(&self, entries: usize) {
        let mut changes = self.journal.changes();
        let enough = async {
            while self.numbers().await.len() < entries {
                changes.changed().await.expect("an open journal");
            }
        };
        tokio::time::timeout(PATIENCE, enough).await.expect("all entries in time");
    }

    async fn numbers(&self) -> Vec<u64> {
        let heads = self.journal.entries_after(self.clinic.id, 0, 100_000).await.expect("heads");
        heads.iter().map(|head| head.number).collect()
    }

    /// Everything is there once, numbered without gaps, and every lane is in its order.
    pub(crate) async fn check(&self, lanes: usize, letters: usize) {
        let numbers = self.numbers().await;
        assert_eq!(numbers, (1..=(lanes * letters) as u64).collect::<Vec<_>>());
        let entries = self.journal.entries(self.clinic.id, &numbers).await.expect("entries");
        let ids: Vec<String> =
            entries.iter().map(|entry| wire::decode(&entry.body.bytes).expect("an event").source.letter_id).collect();
        for lane in 0..lanes {
            let own: Vec<&String> = ids.iter().filter(|id| id.starts_with(&format!("{lane:02}-"))).collect();
            assert!(own.len() == letters && own.is_sorted_by(|one, next| one < next), "lane {lane}: {own:?}");
        }
        assert_eq!(self.journal.set_aside_after(0, 10).await.expect("rows"), []);
    }
}

async fn reached(database: &Database, proxy: Option<&Proxy>) -> Arc<dyn Journal> {
    let mut settings = postgres::Settings::from_url(&database.url).expect("an address");
    if let Some(proxy) = proxy {
        let address = proxy.address();
        settings.hosts = vec![postgres::Host { name: address.ip().to_string(), port: address.port() }];
    }
    settings.patience = Duration::from_secs(2);
    Arc::new(PostgresJournal::open(settings).await.expect("a journal"))
}

async fn publish(broker: &Broker, turns: &Turns, key: &SealingKey, lane: usize, number: usize) {
    let event = letter(lane, number);
    let id = event.id.to_string();
    let sealed = key.seal(id.as_bytes(), &published(&event, Timestamp::now())).expect("a key");
    let head = EventHead {
        id,
        kind: "dk.broen.document.v1".to_owned(),
        source: "urn:test".to_owned(),
        time: Timestamp::now().to_string(),
        traceparent: None,
    };
    let message = Message::event(head, sealed);
    let mut place = [0; 32];
    place[..8].copy_from_slice(&lane.to_be_bytes());
    let turn = turns.take(&[place]).await;
    let confirmed = async {
        while let Err(error) = broker.publish(&turn, message.clone()).await {
            assert!(matches!(error, PublishError::Unconfirmed | PublishError::Unreachable), "{error:?}");
            // Nothing to wait for but the connection.
            broker.ready().wait_for(|ready| *ready).await.expect("a broker");
        }
    };
    tokio::time::timeout(PATIENCE, confirmed).await.expect("a confirm in time");
}

pub(crate) fn clinic() -> Organisation {
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
