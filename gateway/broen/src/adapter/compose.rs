//! The composition root of an adapter: makes its rooms and hands them to each other.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use broker::{Broker, LETTERS_FHIR, LETTERS_MEDCOM, Topology};
use intake::directory::DirectoryCache;
use intake::spool::{self, Spool};
use intake::{Following, Intake, Organisations, QueuePublisher, letters};
use server::{Entrance, IntakeParts, Parts, Server};
use telemetry::occurrences::process::{Draining, Started, Stopped};
use telemetry::{Clock, SystemClock};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::callers::callers;
use super::folders;
use super::learn::{Learner, gateways};
use super::ready::AdapterReady;
use super::receipts::{AdapterReceipts, GatewayReceipts};
use crate::addresses::Addresses;
use crate::certificates::server_files;
use crate::config::{self, Role};
use crate::exit::Exit;
use crate::process::{self, Doors, Error, Places, Running, Vital, limits, watch_fitness};

/// An adapter that runs.
pub(super) struct Adapter {
    broker: Broker,
    cache: DirectoryCache,
    spool: Spool,
    doors: Doors,
    /// What takes letters elsewhere than at the doors, and empties the spool.
    working: Vec<JoinHandle<()>>,
    stop: CancellationToken,
    vital: Vital,
}

/// How long a first start waits for somebody to tell the directory, so that the first caller is not a stranger.
const ACQUAINTANCE: Duration = Duration::from_secs(10);

impl Adapter {
    /// Opens what was kept, starts every part, and listens.
    pub(super) async fn open(role: Role, config: &config::Adapter, data: &Path) -> Result<Self, Error> {
        let telemetry = telemetry::start("broen", config.log);
        let tls = server_files(&config.tls)?;
        let settings = process::broker(&config.broker, &format!("broen {}", role.word()))?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let cache = DirectoryCache::open(data.join("directory"), config.directory.max_age).await?;
        let gateways = gateways(&config.directory)?;
        let spool = Spool::open(spool::Settings {
            path: data.join("spool"),
            capacity: config.spool,
            answers_for: spool::Settings::ANSWERS_FOR,
        })
        .await?;

        let vital = Vital::default();
        vital.spawn("directory", Learner::new(gateways.clone(), cache.clone()).run());
        let queue = queue(role);
        let broker = Broker::start(settings, Topology::events().and(Topology::letters(queue)));
        watch_fitness(&broker, &vital).await?;
        let publisher = QueuePublisher::new(broker.clone(), cache.clone(), Arc::clone(&clock));
        let settings = intake::Settings {
            blobs: process::open_blobs(&config.blobs)?,
            organisations: Organisations::watched(cache.watch()),
            limits: config.limits.document,
            manner: config.limits.medcom,
            clock: Arc::clone(&clock),
            stamps: intake::random_stamps(),
        };
        let intake = Intake::keeping(Arc::new(publisher), settings, spool.clone());
        let ready = AdapterReady {
            broker: broker.clone(),
            cache: cache.clone(),
            spool: spool.clone(),
            capacity: config.spool,
            clock: Arc::clone(&clock),
        };
        let server = Server::new(Parts {
            gateway: None,
            intake: Some(IntakeParts {
                intake: intake.clone(),
                entrances: vec![entrance(role)],
                receipts: Some(Arc::new(AdapterReceipts::new(spool.clone(), gateways.clone()))),
            }),
            ready: vec![Arc::new(ready)],
            clock: Arc::clone(&clock),
            render: Arc::new(move || telemetry.render()),
            settings: limits(config.connections, &config.timing, &config.limits),
        })?;
        let (known, follow) = callers(&cache);
        vital.spawn("callers", follow);
        let places = Places { grpc: None, https: Some(config.https), metrics: config.metrics };
        let doors = Doors::open(server, places, tls, known, &vital).await?;
        let mut adapter =
            Self { broker, cache, spool, doors, working: Vec::new(), stop: CancellationToken::new(), vital };
        adapter.work(config, &intake, queue, Arc::new(GatewayReceipts::new(gateways)));
        Started { version: env!("CARGO_PKG_VERSION"), at: clock.now() }.emit();
        Ok(adapter)
    }

    /// Where it listens.
    pub(super) const fn addresses(&self) -> Addresses {
        self.doors.addresses()
    }

    /// Waits until the directory is known, or a while has passed.
    ///
    /// # Cancel safety
    /// A dropped call changes nothing.
    pub(super) async fn knows_somebody(&self) {
        let mut directory = self.cache.watch();
        let known = directory.wait_for(|directory| !directory.version().is_empty());
        // Without it, strangers are turned away, and readiness says so.
        let _ = tokio::time::timeout(ACQUAINTANCE, known).await;
    }

    /// Ends before it was ready.
    pub(super) async fn leave(self) -> Exit {
        self.drain().await;
        Exit::Done
    }

    fn work(&mut self, config: &config::Adapter, intake: &Intake, queue: &str, following: Arc<dyn Following>) {
        let Self { broker, cache, stop, vital, working, .. } = self;
        let draining = spool::drain(intake.clone(), broker.ready(), stop.clone().cancelled_owned());
        working.push(vital.spawn("spool", draining));
        let settings = letters::Settings { queue: queue.to_owned(), prefetch: letters::Settings::PREFETCH };
        let consuming =
            letters::consume(intake.clone(), broker.clone(), cache.clone(), settings, stop.clone().cancelled_owned());
        let (stopped, broken) = (stop.clone(), vital.clone());
        working.push(vital.spawn("letters", async move {
            // What the broker refuses now it would refuse again; what it says stands in the log.
            if consuming.await.is_err() && !stopped.is_cancelled() {
                broken.give_up("letters");
            }
        }));
        for folder in &config.folders {
            let (every, following) = (config.folder_every, Arc::clone(&following));
            let watching =
                folders::watch(folder.clone(), intake.clone(), cache.clone(), every, following, stop.clone());
            working.push(vital.spawn("folder", watching));
        }
    }
}

impl Running for Adapter {
    async fn broken(&self) {
        self.vital.broken().await;
    }

    async fn drain(self) {
        let Self { broker, cache: _, spool, doors, working, stop, vital: _ } = self;
        Draining.emit();
        stop.cancel();
        let working = async {
            for task in working {
                // Whether it broke was told by whoever watches over it.
                let _ = task.await;
            }
        };
        tokio::join!(doors.drain(), working);
        spool.close().await;
        broker.close().await;
        Stopped.emit();
    }
}

/// The queue by which senders hand over letters of this adapter's standard.
const fn queue(role: Role) -> &'static str {
    match role {
        Role::FhirAdapter => LETTERS_FHIR,
        Role::Gateway | Role::MedcomAdapter | Role::Standalone => LETTERS_MEDCOM,
    }
}

const fn entrance(role: Role) -> Entrance {
    match role {
        Role::FhirAdapter => Entrance::Fhir,
        Role::Gateway | Role::MedcomAdapter | Role::Standalone => Entrance::Medcom,
    }
}
