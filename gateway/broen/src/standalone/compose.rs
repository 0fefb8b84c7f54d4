//! The composition root: makes the rooms of the gateway and hands them to each other.

use std::sync::Arc;
use std::time::Duration;

use access::Route;
use append::Appender;
use exchange::{Relay, Watch};
use intake::{Following, Intake, Organisations};
use journal::Journal;
use journal::sqlite::{self, SqliteJournal};
use server::{DirectoryParts, Entrance, IntakeParts, Parts, Server};
use telemetry::occurrences::process::{Draining, Started, Stopped};
use tokio_util::sync::CancellationToken;

use super::data::Data;
use crate::addresses::Addresses;
use crate::bridge::{Bridge, LateReceipts};
use crate::certificates::{self, Identities};
use crate::config::{Config, Listen, ServerFiles, Tls};
use crate::process::{self, Doors, Error, Folders, Ground, Own, Places, Posting, Running, Vital, limits, open_blobs};

/// A gateway that runs.
pub(super) struct Gateway {
    journal: Arc<SqliteJournal>,
    appender: Appender,
    doors: Doors,
    folders: Folders,
    posting: Posting,
    /// Ends the clock of receipts.
    stop: CancellationToken,
    vital: Vital,
}

/// How often an idle stream makes sure that it still holds its subscription.
const POLL: Duration = Duration::from_secs(5);

impl Gateway {
    /// Opens the journal, starts every part, and listens.
    pub(super) async fn open(config: &Config, data: &Data) -> Result<Self, Error> {
        let telemetry = telemetry::start("broen", config.log);
        let lookup = data.lookup_key(rustls::crypto::ring::default_provider().secure_random)?;
        let store = sqlite::Settings { max_batch: config.batches.batch, ..sqlite::Settings::default() };
        let journal = Arc::new(SqliteJournal::open(&data.journal(), store)?);
        let organisations = config.organisations.iter().map(|member| member.organisation.clone()).collect();
        let store = Arc::clone(&journal) as Arc<dyn Journal>;
        let blobs = open_blobs(&config.blobs.clone().unwrap_or_else(|| data.blobs()))?;
        let ground = Ground::lay(organisations, &config.sharing, lookup, store, blobs).await?;
        let vital = Vital::default();
        let (appender, task) = append::start(Arc::clone(&ground.journal), ground.append_settings(&config.batches));
        vital.spawn("append", task);
        let stop = CancellationToken::new();
        let watch = ground.watch(config.receipt_after).run(Watch::EVERY, stop.clone().cancelled_owned());
        vital.spawn("receipts", watch);
        let relay = ground.relay().run(Relay::EVERY, stop.clone().cancelled_owned());
        vital.spawn("late-receipts", relay);
        let intake = intake(&ground, config, appender.clone());
        let identities = identities(&ground, config, data)?;
        let entrances = vec![Entrance::Fhir, Entrance::Medcom];
        let posting = posting(config, data)?;
        let parts = ground.gateway_parts(
            POLL,
            (&config.push, &config.conversion),
            directory(&ground, &identities, &config.routes),
        );
        let engine = parts.engine.clone();
        let server = Server::new(Parts {
            gateway: Some(parts),
            intake: Some(IntakeParts {
                intake: intake.clone(),
                entrances,
                receipts: Some(Arc::new(LateReceipts(ground.replies()))),
            }),
            ready: Vec::new(),
            clock: Arc::clone(&ground.clock),
            render: Arc::new(move || telemetry.render()),
            settings: limits(config.connections, &config.timing, &config.limits),
        })?;
        let posting = Posting::start(&ground, engine, posting, &vital)?;
        let Listen { grpc, https, metrics } = config.listen;
        let places = Places { grpc: Some(grpc), https: Some(https), metrics };
        let Identities { tls, callers } = identities;
        let doors = Doors::open(server, places, tls, callers.unchanging(), &vital).await?;
        let following: Arc<dyn Following> = Arc::new(LateReceipts(ground.replies()));
        let folders = folders(config, &following, &intake, &vital)?;
        Started { version: env!("CARGO_PKG_VERSION"), at: ground.clock.now() }.emit();
        Ok(Self { journal, appender, doors, folders, posting, stop, vital })
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
        let Self { journal, appender, doors, folders, posting, stop, vital: _ } = self;
        Draining.emit();
        stop.cancel();
        // Its streams are to end after its requests.
        posting.drain().await;
        tokio::join!(doors.drain(), folders.drain());
        appender.drain().await;
        journal.close().await;
        Stopped.emit();
    }
}

fn folders(config: &Config, following: &Arc<dyn Following>, intake: &Intake, vital: &Vital) -> Result<Folders, Error> {
    let mut folders = Folders::default();
    for member in &config.organisations {
        let Some(root) = member.folder.clone() else { continue };
        let organisation = Arc::new(member.organisation.clone());
        let (every, following) = (config.folder_every, Arc::clone(following));
        folders.watch(process::Watch { root, organisation, every, following }, intake, vital)?;
    }
    Ok(folders)
}

fn intake(ground: &Ground, config: &Config, appender: Appender) -> Intake {
    let settings = intake::Settings {
        organisations: Organisations::fixed(Arc::clone(&ground.organisations), config.routes.as_slice().into()),
        blobs: ground.blobs.clone(),
        limits: config.limits.document,
        manner: config.limits.medcom,
        clock: Arc::clone(&ground.clock),
        stamps: intake::random_stamps(),
    };
    let journal = Arc::clone(&ground.journal);
    let bridge = Bridge::new(appender, ground.receipts(), journal, Arc::clone(&ground.clock));
    Intake::new(Arc::new(bridge), settings)
}

/// Its own certificate, and those of the callers; what is missing for development is made.
fn identities(ground: &Ground, config: &Config, data: &Data) -> Result<Identities, Error> {
    let organisations: Vec<_> = ground.organisations.iter().cloned().map(Arc::new).collect();
    Ok(certificates::load(config, &organisations, &data.development(), ground.clock.now())?)
}

/// It proves itself to receivers as to its callers, unless it is told otherwise. There is no other process to wait for.
fn posting(config: &Config, data: &Data) -> Result<push::Settings, Error> {
    let development = data.development();
    let made = (development.server(), development.authority());
    let own = match &config.tls {
        Tls::Development { .. } => Own { certificate: &made.0.certificate, key: &made.0.key, authorities: &made.1 },
        Tls::Site(ServerFiles { certificate, key, client_ca }) => Own { certificate, key, authorities: client_ca },
    };
    process::posting_settings(&config.push, &config.conversion, &own, Duration::ZERO)
}

/// Letters do not come by AMQP here.
fn directory(ground: &Ground, identities: &Identities, routes: &[Route]) -> DirectoryParts {
    let organisations = ground.organisations.iter();
    let listed = organisations.map(|organisation| Ground::listed(organisation, &identities.callers, None)).collect();
    DirectoryParts { listed, sealing_keys: Vec::new(), routes: routes.to_vec() }
}
