//! A gateway on loopback ports, with four organisations and a journal in a temporary directory.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use access::{Policy, Sharing};
use append::{Appender, Outcome};
use blobs::Store;
use canonical::event::EventId;
use canonical::organisation::Organisation;
use canonical::receipt::ReceivedReceipt;
use canonical::relation::Basis;
use intake::{Document, Intake, Publish, Published, Submission, Unavailable};
use journal::sqlite::{self, SqliteJournal};
use journal::{Acceptance, Content, Journal, LookupKey, Original};
use server::{
    BodyLimits, Callers, ConnectionLimits, DirectoryParts, Entrance, GatewayParts, IntakeParts, ListedOrganisation,
    Parts, Settings,
};
use telemetry::{Clock, ManualClock};
use tempfile::TempDir;
use tonic::transport::Channel;
use wire::v1;
use wire::v1::care_relation_service_client::CareRelationServiceClient;
use wire::v1::directory_service_client::DirectoryServiceClient;
use wire::v1::event_service_client::EventServiceClient;
use wire::v1::intake_service_client::IntakeServiceClient;
use wire::v1::subscriber_service_client::SubscriberServiceClient;

use crate::bench::authority::Identity;
use crate::letters::{CLINIC_GLN, correspondence};
use crate::site::Site;
pub(crate) use crate::site::Who;

/// The largest document that this gateway takes.
pub(crate) const LARGEST: usize = 1024 * 1024;

/// The gateway with everything that tests look at.
pub(crate) struct Gateway {
    pub(crate) site: Site,
    pub(crate) journal: Arc<SqliteJournal>,
    _directory: TempDir,
}

impl Deref for Gateway {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.site
    }
}

impl Gateway {
    /// Opens a gateway. Care relations of the basis `episode` open every kind of event.
    pub(crate) async fn open() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let journal =
            Arc::new(SqliteJournal::open(directory.path(), sqlite::Settings::default()).expect("a new journal"));
        let blobs = Store::open(&directory.path().join("blobs")).expect("a new store");
        let store = Arc::clone(&journal) as Arc<dyn Journal>;
        let site = Site::open(|identities| parts(store, blobs, listed(identities))).await;
        Self { site, journal, _directory: directory }
    }

    pub(crate) async fn subscriber(&self, who: Who) -> SubscriberServiceClient<Channel> {
        SubscriberServiceClient::new(self.channel(who).await)
    }

    pub(crate) async fn events(&self, who: Who) -> EventServiceClient<Channel> {
        EventServiceClient::new(self.channel(who).await)
    }

    pub(crate) async fn intake(&self, who: Who) -> IntakeServiceClient<Channel> {
        IntakeServiceClient::new(self.channel(who).await)
    }

    pub(crate) async fn directory(&self, who: Who) -> DirectoryServiceClient<Channel> {
        DirectoryServiceClient::new(self.channel(who).await)
    }

    pub(crate) async fn relations(&self, who: Who) -> CareRelationServiceClient<Channel> {
        CareRelationServiceClient::new(self.channel(who).await)
    }

    /// Creates a subscription with nothing but a name.
    pub(crate) async fn subscribe(&self, who: Who, name: &str) {
        self.subscribe_with(who, v1::Subscription { name: name.to_owned(), ..Default::default() }).await;
    }

    pub(crate) async fn subscribe_with(&self, who: Who, subscription: v1::Subscription) {
        let request = v1::CreateSubscriptionRequest { subscription: Some(subscription), start: None };
        self.subscriber(who).await.create_subscription(request).await.expect("created");
    }

    /// Has the municipality send a letter to the clinic, and gives its event.
    pub(crate) async fn send(&self, id: &str, patient: &str) -> EventId {
        let content = correspondence(id, patient, CLINIC_GLN).into();
        let mut intake = self.intake(Who::Municipality).await;
        let answer = intake.submit(v1::SubmitRequest { content }).await.expect("answered").into_inner();
        EventId::parse(&answer.letters[0].event_id).expect("accepted")
    }
}

/// Everybody in the directory.
fn listed(identities: &[(Who, Identity)]) -> DirectoryParts {
    let listed = identities.iter().map(|(who, identity)| ListedOrganisation {
        organisation: Arc::new(who.organisation()),
        certificates: vec![Callers::digest(&identity.certificate)],
        amqp_user: (*who == Who::Municipality).then(|| "odense".to_owned()),
    });
    DirectoryParts { listed: listed.collect(), sealing_keys: vec![("key".to_owned(), [9; 32])], routes: Vec::new() }
}

fn parts(journal: Arc<dyn Journal>, blobs: Store, directory: DirectoryParts) -> Parts {
    let organisations: Arc<[Organisation]> = Who::ALL.iter().map(|who| who.organisation()).collect();
    let sharing = Sharing { basis: Basis::Episode, sectors: Vec::new(), kinds: Vec::new(), ground: "test".to_owned() };
    let policy = Arc::new(Policy { sharing: vec![sharing] });
    let lookup = LookupKey::new([7; 32]);
    let at = "2026-03-12T14:45:00Z".parse().expect("an instant");
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::new(at));
    let (appender, task) = append::start(
        Arc::clone(&journal),
        append::Settings {
            organisations: Arc::clone(&organisations),
            policy: Arc::clone(&policy),
            lookup: lookup.clone(),
            clock: Arc::clone(&clock),
            max_batch: 64,
            queue: 64,
        },
    );
    tokio::spawn(task);
    let receipts = exchange::Receipts::new(Arc::clone(&journal), Arc::clone(&organisations));
    let intake = Intake::new(
        Arc::new(Bridge { appender, receipts, clock: Arc::clone(&clock) }),
        intake::Settings {
            blobs: blobs.clone(),
            organisations: Arc::clone(&organisations).into(),
            limits: canonical::letter::Limits::default(),
            manner: intake::Manner::Lenient,
            clock: Arc::clone(&clock),
            stamps: Arc::new(|| [1; 16]),
        },
    );
    let engine = delivery::Engine::new(
        Arc::clone(&journal),
        delivery::Settings {
            organisations: Arc::clone(&organisations),
            policy: Arc::clone(&policy),
            clock: Arc::clone(&clock),
            poll: Duration::from_secs(5),
        },
    );
    let bodies = BodyLimits { document: LARGEST, ..BodyLimits::default() };
    let connections = ConnectionLimits { farewell_time: Duration::from_millis(500), ..ConnectionLimits::default() };
    let settings = Settings { bodies, connections, ..Settings::default() };
    let render = Arc::new(|| "# metrics\n".to_owned());
    let hosts = Arc::new(push::Hosts::parse(["epj.example"]).expect("a host"));
    let conversion = Default::default();
    let gateway = GatewayParts { journal, blobs, engine, organisations, policy, lookup, hosts, conversion, directory };
    let intake = IntakeParts { intake, entrances: vec![Entrance::Fhir, Entrance::Medcom], receipts: None };
    Parts { gateway: Some(gateway), intake: Some(intake), ready: Vec::new(), clock, render, settings }
}

/// Publishes by appending.
struct Bridge {
    appender: Appender,
    receipts: exchange::Receipts,
    clock: Arc<dyn Clock>,
}

#[async_trait::async_trait]
impl Publish for Bridge {
    async fn publish(&self, submission: Submission) -> Result<Published, Unavailable> {
        submission.carried.keep().await?;
        let submission = append::Submission {
            event: submission.event,
            original: Original {
                sha256: submission.original_sha256,
                media_type: submission.media_type.to_owned(),
                letters: submission.letters,
                content: Some(match submission.original {
                    Document::Here(bytes) => Content::plain(bytes),
                    Document::Large(large) => Content::Blob { size: large.size() },
                }),
            },
            acceptance: Acceptance {
                at: self.clock.now(),
                submitted_by: submission.submitted_by.to_string(),
                channel: submission.channel.word().to_owned(),
                envelope_id: submission.envelope_id,
                sent_at: submission.sent_at,
                network: None,
                wants_receipt: submission.wants_receipt,
                is_late: submission.is_late,
                envelope_reused: false,
            },
            envelope_is_its_own: submission.envelope_is_its_own,
        };
        match self.appender.submit(submission).await {
            Ok(Outcome::Accepted { identity_reused, .. }) => Ok(Published::Accepted { identity_reused }),
            Ok(Outcome::EnvelopeTaken) => Ok(Published::EnvelopeTaken),
            Ok(Outcome::Refused(receivers)) => Ok(Published::Refused(receivers)),
            Ok(Outcome::Resent { first_at, .. }) => Ok(Published::Resent { first_at }),
            Err(error) => Err(Unavailable { reason: error.code() }),
        }
    }

    async fn publish_receipt(&self, receipt: ReceivedReceipt) -> Result<(), Unavailable> {
        self.receipts.take(&receipt).await.map_err(|error| Unavailable { reason: error.code() })
    }
}
