//! The composition root of a gateway: makes its rooms and hands them to each other.

use std::sync::Arc;
use std::time::Duration;

use access::Policy;
use append::Follower;
use broker::{Broker, Keyring, Topology};
use canonical::digest::Digest;
use canonical::organisation::{Organisation, OrganisationId, Sector};
use delivery::Engine;
use journal::postgres::PostgresJournal;
use journal::{Journal, LookupKey};
use server::{Callers, DirectoryParts, GatewayParts, ListedOrganisation, Parts, Server};
use telemetry::occurrences::process::{Draining, Started, Stopped};
use telemetry::{Clock, SystemClock};

use super::secrets::{keyring, lookup_key};
use crate::addresses::Addresses;
use crate::certificates::{known, server_files};
use crate::config;
use crate::process::{self, Doors, Error, Places, Running, Vital, limits_without_bodies, watch_fitness};

/// A gateway that runs.
pub(super) struct Gateway {
    journal: Arc<PostgresJournal>,
    broker: Broker,
    follower: Follower,
    doors: Doors,
    vital: Vital,
}

/// What every room goes by.
struct Ground {
    organisations: Arc<[Organisation]>,
    policy: Arc<Policy>,
    lookup: LookupKey,
    clock: Arc<dyn Clock>,
    journal: Arc<dyn Journal>,
}

/// How often an idle stream makes sure that it still holds its subscription, which another gateway may have taken over.
const POLL: Duration = Duration::from_secs(2);

impl Gateway {
    /// Opens the journal, begins to follow the event queue, and listens.
    pub(super) async fn open(config: &config::Gateway) -> Result<Self, Error> {
        let telemetry = telemetry::start("broen", config.log);
        let (lookup, keys) = (lookup_key(&config.lookup_key)?, keyring(&config.sealing_keys)?);
        let tls = server_files(&config.tls)?;
        let callers = CallersByCertificate::read(config)?;
        let broker = process::broker(&config.broker, "broen gateway")?;
        let store = process::journal(&config.journal, config.batches.batch)?;

        let journal = Arc::new(PostgresJournal::open(store).await?);
        let ground = Ground {
            organisations: config.organisations.iter().map(|member| member.organisation.clone()).collect(),
            policy: Arc::new(Policy { sharing: config.sharing.clone() }),
            lookup,
            clock: Arc::new(SystemClock),
            journal: Arc::clone(&journal) as Arc<dyn Journal>,
        };
        // What the journal records of an organisation can be read after the configuration has changed.
        ground.journal.put_organisations(ground.organisations.to_vec()).await?;
        let vital = Vital::default();
        let server = Server::new(Parts {
            gateway: Some(ground.parts(callers.listed(config), &keys)),
            intake: None,
            ready: Vec::new(),
            clock: Arc::clone(&ground.clock),
            render: Arc::new(move || telemetry.render()),
            settings: limits_without_bodies(config.connections, &config.timing),
        })?;
        let broker = Broker::start(broker, Topology::events());
        watch_fitness(&broker, &vital).await?;
        let follower = ground.follow(config, broker.clone(), keys, &vital);
        let places = Places { grpc: Some(config.grpc), https: None, metrics: config.metrics };
        let doors = Doors::open(server, places, tls, callers.callers.unchanging(), &vital).await?;
        Started { version: env!("CARGO_PKG_VERSION"), at: ground.clock.now() }.emit();
        Ok(Self { journal, broker, follower, doors, vital })
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
        let Self { journal, broker, follower, doors, vital: _ } = self;
        Draining.emit();
        tokio::join!(doors.drain(), follower.drain());
        broker.close().await;
        journal.close().await;
        Stopped.emit();
    }
}

impl Ground {
    fn follow(&self, config: &config::Gateway, broker: Broker, keys: Keyring, vital: &Vital) -> Follower {
        let settings = append::Settings {
            organisations: Arc::clone(&self.organisations),
            policy: Arc::clone(&self.policy),
            lookup: self.lookup.clone(),
            clock: Arc::clone(&self.clock),
            max_batch: config.batches.batch,
            queue: config.batches.queue,
        };
        let (follower, task) = append::follow(Arc::clone(&self.journal), broker, keys, settings);
        vital.spawn("append", task);
        follower
    }

    fn parts(&self, listed: Vec<ListedOrganisation>, keys: &Keyring) -> GatewayParts {
        let settings = delivery::Settings {
            organisations: Arc::clone(&self.organisations),
            policy: Arc::clone(&self.policy),
            clock: Arc::clone(&self.clock),
            poll: POLL,
        };
        let sealing_keys = keys.sealing_keys().map(|key| (key.id(), key.bytes())).collect();
        GatewayParts {
            journal: Arc::clone(&self.journal),
            engine: Engine::new(Arc::clone(&self.journal), settings),
            organisations: Arc::clone(&self.organisations),
            policy: Arc::clone(&self.policy),
            lookup: self.lookup.clone(),
            directory: DirectoryParts { listed, sealing_keys },
        }
    }
}

/// Whose certificate is whose.
struct CallersByCertificate {
    callers: Callers,
}

impl CallersByCertificate {
    fn read(config: &config::Gateway) -> Result<Self, Error> {
        let mut all: Vec<(Digest, Arc<Organisation>)> = Vec::new();
        for member in &config.organisations {
            all.extend(known(&Arc::new(member.organisation.clone()), &member.certificates)?);
        }
        for adapter in &config.adapters {
            all.extend(known(&Arc::new(nobody(&adapter.id)), &adapter.certificates)?);
        }
        Ok(Self { callers: Callers::new(all)? })
    }

    fn listed(&self, config: &config::Gateway) -> Vec<ListedOrganisation> {
        let listed = config.organisations.iter().map(|member| ListedOrganisation {
            organisation: Arc::new(member.organisation.clone()),
            certificates: self.callers.certificates(&member.organisation.id),
            amqp_user: member.amqp_user.clone(),
        });
        listed.collect()
    }
}

/// An adapter as a caller: known, so that it may ask for the directory, and without a role that would open more.
fn nobody(id: &OrganisationId) -> Organisation {
    Organisation {
        id: id.clone(),
        name: id.to_string(),
        sector: Sector::Other,
        identifiers: Vec::new(),
        roles: Vec::new(),
        acts_for: Vec::new(),
        hosted: false,
    }
}
