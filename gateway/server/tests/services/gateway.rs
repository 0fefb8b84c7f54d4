//! A gateway on loopback ports, with four organisations and a journal in a temporary directory.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use access::{Policy, Sharing};
use append::{Appender, Outcome};
use bytes::Bytes;
use canonical::event::EventId;
use canonical::identifier::PartyIdentifier;
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};
use canonical::relation::Basis;
use intake::{Intake, Publish, Published, Submission, Unavailable};
use journal::sqlite::{self, SqliteJournal};
use journal::{Acceptance, Journal, LookupKey, Original, Sealed};
use server::{
    BodyLimits, Callers, DirectoryParts, Entrance, GatewayParts, IntakeParts, ListedOrganisation, Listeners, Parts,
    Server, Settings, Tls,
};
use telemetry::{Clock, ManualClock};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Certificate, Channel, ClientTlsConfig};
use wire::v1;
use wire::v1::care_relation_service_client::CareRelationServiceClient;
use wire::v1::directory_service_client::DirectoryServiceClient;
use wire::v1::event_service_client::EventServiceClient;
use wire::v1::intake_service_client::IntakeServiceClient;
use wire::v1::subscriber_service_client::SubscriberServiceClient;

use crate::bench::authority::{Authority, Identity};
use crate::bench::peer::{self, Answer, Http};
use crate::letters::{CLINIC_GLN, HOSPITAL_GLN, correspondence};

/// The largest document that this gateway takes.
pub(crate) const LARGEST: usize = 1024 * 1024;

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// A general practitioner; receives the letters.
    Clinic,
    /// A hospital that no letter is addressed to.
    Hospital,
    /// Sends the letters.
    Municipality,
    /// Records care relations, and nothing else.
    Registrar,
}

/// The gateway with everything that tests look at.
pub(crate) struct Gateway {
    pub(crate) authority: Authority,
    identities: Vec<(Who, Identity)>,
    pub(crate) secured: SocketAddr,
    pub(crate) observe: SocketAddr,
    pub(crate) journal: Arc<SqliteJournal>,
    pub(crate) shutdown: CancellationToken,
    pub(crate) serving: JoinHandle<()>,
    _directory: TempDir,
}

impl Who {
    const ALL: [Self; 4] = [Self::Clinic, Self::Hospital, Self::Municipality, Self::Registrar];

    /// The short name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Clinic => "laegerne-proevegade",
            Self::Hospital => "testregionens-hospital",
            Self::Municipality => "odense-kommune",
            Self::Registrar => "region-registrar",
        }
    }

    fn organisation(self) -> Organisation {
        let (sector, identifiers, roles): (_, &[(&str, &str)], &[Role]) = match self {
            Self::Clinic => {
                (Sector::GeneralPractice, &[("gln", CLINIC_GLN), ("provider", "999990")], &[Role::Subscriber])
            }
            Self::Hospital => (Sector::Hospital, &[("gln", HOSPITAL_GLN)], &[Role::Sender, Role::Subscriber]),
            Self::Municipality => (
                Sector::Municipality,
                &[("gln", "5790999900041"), ("municipality", "461")],
                &[Role::Sender, Role::Subscriber],
            ),
            Self::Registrar => (Sector::Other, &[], &[Role::Registrar]),
        };
        let identifiers = identifiers.iter().map(|(scheme, value)| PartyIdentifier::from_scheme(scheme, value));
        Organisation {
            id: OrganisationId::parse(self.name()).expect("a short name"),
            name: self.name().to_owned(),
            sector,
            identifiers: identifiers.collect(),
            roles: roles.to_vec(),
            acts_for: Vec::new(),
            hosted: true,
        }
    }
}

impl Gateway {
    /// Opens a gateway. Care relations of the basis `episode` open every kind of event.
    pub(crate) async fn open() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let journal =
            Arc::new(SqliteJournal::open(directory.path(), sqlite::Settings::default()).expect("a new journal"));
        let authority = Authority::new();
        let identities: Vec<_> = Who::ALL.map(|who| (who, authority.sign())).into();
        let known = identities
            .iter()
            .map(|(who, identity)| (Callers::digest(&identity.certificate), Arc::new(who.organisation())));
        let callers = Callers::new(known).expect("each has its own").unchanging();
        let own = authority.sign();
        let tls = Tls::new(vec![own.certificate.clone()], own.key(), vec![authority.certificate()]).expect("usable");
        let (secured, observe) = (listener().await, listener().await);
        let (secured_at, observe_at) = (address(&secured), address(&observe));
        let listed = identities.iter().map(|(who, identity)| ListedOrganisation {
            organisation: Arc::new(who.organisation()),
            certificates: vec![Callers::digest(&identity.certificate)],
            amqp_user: (*who == Who::Municipality).then(|| "odense".to_owned()),
        });
        let known = DirectoryParts { listed: listed.collect(), sealing_keys: vec![("key".to_owned(), [9; 32])] };
        let server = Server::new(parts(Arc::clone(&journal) as Arc<dyn Journal>, known)).expect("a contract");
        let shutdown = CancellationToken::new();
        let listeners = Listeners { secured: vec![secured], observe: vec![observe] };
        let serving = tokio::spawn(server.serve(listeners, tls, callers, shutdown.clone()));
        Self {
            authority,
            identities,
            secured: secured_at,
            observe: observe_at,
            journal,
            shutdown,
            serving,
            _directory: directory,
        }
    }

    pub(crate) fn identity(&self, who: Who) -> &Identity {
        let found = self.identities.iter().find(|(known, _)| *known == who);
        found.map(|(_, identity)| identity).expect("everybody has one")
    }

    /// A gRPC connection.
    pub(crate) async fn channel(&self, who: Who) -> Channel {
        self.channel_with(self.identity(who)).await.expect("connects")
    }

    /// A gRPC connection with any certificate.
    pub(crate) async fn channel_with(&self, identity: &Identity) -> Result<Channel, tonic::transport::Error> {
        let (certificate, key) = &identity.pem;
        let tls = ClientTlsConfig::new()
            .domain_name("localhost")
            .ca_certificate(Certificate::from_pem(self.authority.pem()))
            .identity(tonic::transport::Identity::from_pem(certificate, key));
        let endpoint = Channel::from_shared(format!("https://{}", self.secured)).expect("an address");
        endpoint.tls_config(tls)?.connect().await
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

    /// Sends one HTTP request on a new connection.
    pub(crate) async fn http(&self, who: Who, http: Http, method: &str, path: &str, body: impl Into<Bytes>) -> Answer {
        let config = peer::config(&self.authority, Some(self.identity(who)), http);
        peer::send(self.secured, config, peer::request(method, path, body)).await.expect("answered")
    }
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.expect("a free port")
}

fn address(listener: &TcpListener) -> SocketAddr {
    listener.local_addr().expect("bound")
}

fn parts(journal: Arc<dyn Journal>, directory: DirectoryParts) -> Parts {
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
    let intake = Intake::new(
        Arc::new(Bridge { appender, clock: Arc::clone(&clock) }),
        intake::Settings {
            organisations: Arc::clone(&organisations),
            limits: canonical::letter::Limits::default(),
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
    let settings = Settings { bodies, ..Settings::default() };
    let render = Arc::new(|| "# metrics\n".to_owned());
    let gateway = GatewayParts { journal, engine, organisations, policy, lookup, directory };
    let intake = IntakeParts { intake, entrances: vec![Entrance::Fhir, Entrance::Medcom], receipts: None };
    Parts { gateway: Some(gateway), intake: Some(intake), ready: Vec::new(), clock, render, settings }
}

/// Publishes by appending.
struct Bridge {
    appender: Appender,
    clock: Arc<dyn Clock>,
}

#[async_trait::async_trait]
impl Publish for Bridge {
    async fn publish(&self, submission: Submission) -> Result<Published, Unavailable> {
        let submission = append::Submission {
            event: submission.event,
            original: Original {
                sha256: submission.original_sha256,
                media_type: submission.media_type.to_owned(),
                letters: submission.letters,
                content: Some(Sealed::plain(submission.original)),
            },
            acceptance: Acceptance {
                at: self.clock.now(),
                submitted_by: submission.submitted_by.to_string(),
                channel: submission.channel.word().to_owned(),
                envelope_id: submission.envelope_id,
                sent_at: submission.sent_at,
            },
        };
        match self.appender.submit(submission).await {
            Ok(Outcome::Accepted { identity_reused, .. }) => Ok(Published::Accepted { identity_reused }),
            Ok(Outcome::Refused(receivers)) => Ok(Published::Refused(receivers)),
            Ok(Outcome::Resent { first_at, .. }) => Ok(Published::Resent { first_at }),
            Err(error) => Err(Unavailable { reason: error.code() }),
        }
    }
}
