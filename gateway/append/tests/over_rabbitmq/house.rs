//! A virtual host, a journal, and a clinic that subscribes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use broker::{Authentication, Broker, Keyring, Node, OpeningKey, SealingKey, Secret, Settings, Topology};
use canonical::identifier::PartyIdentifier;
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};
use engines::{Database, Proxy, VirtualHost};
use jiff::Timestamp;
use journal::postgres::{self, PostgresJournal};
use journal::sqlite::{self, SqliteJournal};
use journal::{Filter, Journal, NewSubscription, Options, Start, SubscriptionName, SubscriptionRow};
use tempfile::TempDir;

use crate::adapter::{Adapter, Published};
use crate::letters::GP;

/// How long anything may take before a test has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// More entries than any test makes.
const ALL: usize = 100_000;

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
        let new = NewSubscription { name, filter, options, push: None, start: Start::Beginning, at };
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

    pub(crate) fn sealing_key(&self) -> SealingKey {
        self.key.sealing_key()
    }

    /// Waits until the clinic has this many entries.
    pub(crate) async fn until(&self, entries: usize) {
        let mut changes = self.journal.changes();
        let enough = async {
            while entries > 0 && self.numbers_after(entries as u64 - 1, 1).await.is_empty() {
                changes.changed().await.expect("an open journal");
            }
        };
        tokio::time::timeout(PATIENCE, enough).await.expect("all entries in time");
    }

    /// Waits until letters have been appended that were not when it was called.
    pub(crate) async fn goes_on(&self) {
        self.until(self.numbers_after(0, ALL).await.len() + 40).await;
    }

    /// Ends the adapter. Everything it published is there once, numbered without gaps, and every lane is in its order.
    pub(crate) async fn complete(&self, adapter: Adapter) {
        let published = adapter.end().await;
        let all: usize = published.iter().map(|lane| lane.letters).sum();
        self.until(all).await;
        let numbers = self.numbers_after(0, ALL).await;
        assert_eq!(numbers, (1..=all as u64).collect::<Vec<_>>());
        let entries = self.journal.entries(self.clinic.id, &numbers).await.expect("entries");
        let ids: Vec<String> =
            entries.iter().map(|entry| wire::decode(&entry.body.bytes).expect("an event").source.letter_id).collect();
        for Published { lane, letters } in published {
            let own: Vec<&String> = ids.iter().filter(|id| id.starts_with(&format!("{lane:02}-"))).collect();
            assert!(own.len() == letters && own.is_sorted_by(|one, next| one < next), "lane {lane}: {own:?}");
        }
        assert_eq!(self.journal.set_aside_after(0, 10).await.expect("rows"), []);
    }

    async fn numbers_after(&self, after: u64, most: usize) -> Vec<u64> {
        let heads = self.journal.entries_after(self.clinic.id, after, most).await.expect("heads");
        heads.iter().map(|head| head.number).collect()
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
