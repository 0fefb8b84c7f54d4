//! The composition root of a gateway: makes its rooms and hands them to each other.

use std::sync::Arc;
use std::time::Duration;

use append::Follower;
use broker::{Broker, Keyring, Topology};
use canonical::digest::Digest;
use canonical::organisation::Organisation;
use exchange::{Relay, Watch};
use journal::Journal;
use journal::postgres::PostgresJournal;
use server::{Callers, DirectoryParts, Parts, Server};
use telemetry::occurrences::process::{Draining, Started, Stopped};
use tokio_util::sync::CancellationToken;

use super::secrets::{keyring, lookup_key};
use crate::addresses::Addresses;
use crate::bridge::Counter;
use crate::certificates::{known, server_files};
use crate::config;
use crate::process::{
    self, Doors, Error, Ground, Own, Places, Posting, Running, Vital, limits_without_bodies, watch_fitness,
};

/// A gateway that runs.
pub(super) struct Gateway {
    journal: Arc<PostgresJournal>,
    broker: Broker,
    follower: Follower,
    doors: Doors,
    posting: Posting,
    /// Ends the clock of receipts.
    stop: CancellationToken,
    vital: Vital,
}

/// How often an idle stream makes sure that it still holds its subscription, which another gateway may have taken over.
const POLL: Duration = Duration::from_secs(2);

impl Gateway {
    /// Opens the journal, begins to follow the event queue, and listens.
    pub(super) async fn open(config: &config::Gateway) -> Result<Self, Error> {
        let telemetry = telemetry::start("broen", config.log);
        let (lookup, keys) = (lookup_key(&config.lookup_key)?, keyring(&config.sealing_keys)?);
        let tls = server_files(&config.tls)?;
        let callers = callers(config)?;
        let broker = process::broker(&config.broker, "broen gateway")?;
        let store = process::journal(&config.journal, config.batches.batch)?;

        let journal = Arc::new(PostgresJournal::open(store).await?);
        let organisations = config.organisations.iter().map(|member| member.organisation.clone()).collect();
        let store = Arc::clone(&journal) as Arc<dyn Journal>;
        let blobs = process::open_blobs(&config.blobs)?;
        let ground = Ground::lay(organisations, &config.sharing, lookup, store, blobs).await?;
        let vital = Vital::default();
        let posting = posting(config)?;
        let parts = ground.gateway_parts(POLL, (&config.push, &config.conversion), directory(config, &callers, &keys));
        let engine = parts.engine.clone();
        let server = Server::new(Parts {
            gateway: Some(parts),
            intake: None,
            ready: Vec::new(),
            clock: Arc::clone(&ground.clock),
            render: Arc::new(move || telemetry.render()),
            settings: limits_without_bodies(config.connections, &config.timing),
        })?;
        let broker = Broker::start(broker, Topology::events());
        watch_fitness(&broker, &vital).await?;
        let settings = ground.append_settings(&config.batches);
        let receipts = Arc::new(Counter(ground.receipts()));
        let (follower, task) = append::follow(Arc::clone(&ground.journal), broker.clone(), keys, receipts, settings);
        vital.spawn("append", task);
        let stop = CancellationToken::new();
        let watch = ground.watch(config.receipt_after).run(Watch::EVERY, stop.clone().cancelled_owned());
        vital.spawn("receipts", watch);
        let relay = ground.relay().run(Relay::EVERY, stop.clone().cancelled_owned());
        vital.spawn("late-receipts", relay);
        let posting = Posting::start(&ground, engine, posting, &vital)?;
        let places = Places { grpc: Some(config.grpc), https: None, metrics: config.metrics };
        let doors = Doors::open(server, places, tls, callers.unchanging(), &vital).await?;
        Started { version: env!("CARGO_PKG_VERSION"), at: ground.clock.now() }.emit();
        Ok(Self { journal, broker, follower, doors, posting, stop, vital })
    }

    /// Where it listens.
    pub(super) const fn addresses(&self) -> Addresses {
        self.doors.addresses()
    }
}

impl Running for Gateway {
    async fn broken(&self) {
        self.vital.broken().await;
    }

    async fn drain(self) {
        let Self { journal, broker, follower, doors, posting, stop, vital: _ } = self;
        Draining.emit();
        stop.cancel();
        // Its streams are to end after its requests.
        posting.drain().await;
        tokio::join!(doors.drain(), follower.drain());
        broker.close().await;
        journal.close().await;
        Stopped.emit();
    }
}

/// It proves itself to receivers as to its callers, unless it is told otherwise.
fn posting(config: &config::Gateway) -> Result<push::Settings, Error> {
    let config::ServerFiles { certificate, key, client_ca } = &config.tls;
    let own = Own { certificate, key, authorities: client_ca };
    process::posting_settings(&config.push, &config.conversion, &own, config.push.patience)
}

/// Whose certificate is whose: of organisations, and of adapters, which have no rights but to ask for the directory and for receipts.
fn callers(config: &config::Gateway) -> Result<Callers, Error> {
    let mut all: Vec<(Digest, Arc<Organisation>)> = Vec::new();
    for member in &config.organisations {
        all.extend(known(&Arc::new(member.organisation.clone()), &member.certificates)?);
    }
    for adapter in &config.adapters {
        all.extend(known(&Arc::new(Organisation::without_rights(&adapter.id)), &adapter.certificates)?);
    }
    Ok(Callers::new(all)?)
}

fn directory(config: &config::Gateway, callers: &Callers, keys: &Keyring) -> DirectoryParts {
    let members = config.organisations.iter();
    DirectoryParts {
        listed: members.map(|member| Ground::listed(&member.organisation, callers, member.amqp_user.clone())).collect(),
        sealing_keys: keys.sealing_keys().map(|key| (key.id(), key.bytes())).collect(),
        routes: config.routes.clone(),
    }
}
