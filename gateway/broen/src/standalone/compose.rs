//! The composition root: makes the rooms of the gateway and hands them to each other.

use std::sync::Arc;
use std::time::Duration;

use access::Policy;
use append::Appender;
use canonical::organisation::Organisation;
use delivery::Engine;
use intake::Intake;
use journal::sqlite::{self, SqliteJournal};
use journal::{Journal, LookupKey};
use server::{DirectoryParts, Entrance, GatewayParts, IntakeParts, ListedOrganisation, Parts, Server};
use telemetry::occurrences::process::{Draining, Started, Stopped};
use telemetry::{Clock, SystemClock};

use super::data::Data;
use crate::addresses::Addresses;
use crate::bridge::Bridge;
use crate::certificates::{self, Identities};
use crate::config::{Config, Listen};
use crate::process::{Doors, Error, Folders, Places, Running, Vital, Watch, limits};

/// A gateway that runs.
pub(super) struct Gateway {
    journal: Arc<SqliteJournal>,
    appender: Appender,
    doors: Doors,
    folders: Folders,
    vital: Vital,
}

/// What every room goes by.
struct Ground {
    organisations: Arc<[Organisation]>,
    policy: Arc<Policy>,
    lookup: LookupKey,
    clock: Arc<dyn Clock>,
    journal: Arc<dyn Journal>,
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
        let ground = Ground {
            organisations: config.organisations.iter().map(|member| member.organisation.clone()).collect(),
            policy: Arc::new(Policy { sharing: config.sharing.clone() }),
            lookup,
            clock: Arc::new(SystemClock),
            journal: Arc::clone(&journal) as Arc<dyn Journal>,
            vital: Vital::default(),
        };
        // What the journal records of an organisation can be read after the configuration has changed.
        ground.journal.put_organisations(ground.organisations.to_vec()).await?;
        let appender = ground.appender(config);
        let intake = ground.intake(config, appender.clone());
        let identities = ground.identities(config, data)?;
        let entrances = vec![Entrance::Fhir, Entrance::Medcom];
        let server = Server::new(Parts {
            gateway: Some(ground.gateway(&identities)),
            intake: Some(IntakeParts { intake: intake.clone(), entrances, receipts: None }),
            ready: Vec::new(),
            clock: Arc::clone(&ground.clock),
            render: Arc::new(move || telemetry.render()),
            settings: limits(config.connections, &config.timing, &config.limits),
        })?;
        let Listen { grpc, https, metrics } = config.listen;
        let places = Places { grpc: Some(grpc), https: Some(https), metrics };
        let Identities { tls, callers } = identities;
        let doors = Doors::open(server, places, tls, callers.unchanging(), &ground.vital).await?;
        let folders = folders(config, &intake, &ground.vital)?;
        Started { version: env!("CARGO_PKG_VERSION"), at: ground.clock.now() }.emit();
        Ok(Self { journal, appender, doors, folders, vital: ground.vital })
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
        let Self { journal, appender, doors, folders, vital: _ } = self;
        Draining.emit();
        tokio::join!(doors.drain(), folders.drain());
        appender.drain().await;
        journal.close().await;
        Stopped.emit();
    }
}

fn folders(config: &Config, intake: &Intake, vital: &Vital) -> Result<Folders, Error> {
    let mut folders = Folders::default();
    for member in &config.organisations {
        let Some(root) = member.folder.clone() else { continue };
        let organisation = Arc::new(member.organisation.clone());
        folders.watch(Watch { root, organisation, every: config.folder_every }, intake, vital)?;
    }
    Ok(folders)
}

impl Ground {
    fn appender(&self, config: &Config) -> Appender {
        let settings = append::Settings {
            organisations: Arc::clone(&self.organisations),
            policy: Arc::clone(&self.policy),
            lookup: self.lookup.clone(),
            clock: Arc::clone(&self.clock),
            max_batch: config.batches.batch,
            queue: config.batches.queue,
        };
        let (appender, task) = append::start(Arc::clone(&self.journal), settings);
        self.vital.spawn("append", task);
        appender
    }

    fn intake(&self, config: &Config, appender: Appender) -> Intake {
        let settings = intake::Settings {
            organisations: Arc::clone(&self.organisations).into(),
            limits: config.limits.document,
            clock: Arc::clone(&self.clock),
            stamps: intake::random_stamps(),
        };
        Intake::new(Arc::new(Bridge::new(appender, Arc::clone(&self.clock))), settings)
    }

    /// Its own certificate, and those of the callers; what is missing for development is made.
    fn identities(&self, config: &Config, data: &Data) -> Result<Identities, Error> {
        let organisations: Vec<_> = self.organisations.iter().cloned().map(Arc::new).collect();
        Ok(certificates::load(config, &organisations, &data.development(), self.clock.now())?)
    }

    fn gateway(&self, identities: &Identities) -> GatewayParts {
        GatewayParts {
            journal: Arc::clone(&self.journal),
            engine: self.engine(),
            organisations: Arc::clone(&self.organisations),
            policy: Arc::clone(&self.policy),
            lookup: self.lookup.clone(),
            // Letters do not come by AMQP here.
            directory: DirectoryParts { listed: self.listed(identities), sealing_keys: Vec::new() },
        }
    }

    fn listed(&self, identities: &Identities) -> Vec<ListedOrganisation> {
        let listed = self.organisations.iter().map(|organisation| ListedOrganisation {
            organisation: Arc::new(organisation.clone()),
            certificates: identities.callers.certificates(&organisation.id),
            amqp_user: None,
        });
        listed.collect()
    }

    fn engine(&self) -> Engine {
        let settings = delivery::Settings {
            organisations: Arc::clone(&self.organisations),
            policy: Arc::clone(&self.policy),
            clock: Arc::clone(&self.clock),
            poll: POLL,
        };
        Engine::new(Arc::clone(&self.journal), settings)
    }
}
