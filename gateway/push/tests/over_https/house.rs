//! A gateway with a journal and one or more pushers.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use access::Policy;
use append::{Appender, Outcome};
use blobs::Store;
use canonical::digest::Digest;
use canonical::identifier::PartyIdentifier;
use canonical::letter::Limits;
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};
use delivery::Engine;
use exchange::{Receipts, Relay, Replies};
use jiff::Timestamp;
use journal::sqlite::{self, SqliteJournal};
use journal::{
    Acceptance, Backlog, Content, Filter, Journal, LookupKey, NewSubscription, Options, Original, Push, PushAck,
    PushFormat, Start, SubscriptionName,
};
use push::{Hosts, Parts, Pusher, Settings, Tls};
use telemetry::{Clock as _, SystemClock};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::receiver::{Papers, Receiver};

/// The sender of letters here.
pub(crate) const HOSPITAL: &str = "5790999900010";
/// The receivers: each has a subscription.
pub(crate) const CLINIC: &str = "5790999900034";
pub(crate) const MUNICIPALITY: &str = "5790999900041";
/// Published test persons.
pub(crate) const PATIENTS: [&str; 3] = ["1402389992", "2509479989", "2512489996"];

/// Longer than anything here takes.
const HANG: Duration = Duration::from_secs(90);

pub(crate) struct House {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) receipts: Receipts,
    pub(crate) papers: Papers,
    pub(crate) organisations: Arc<[Organisation]>,
    blobs: Store,
    appender: Appender,
    _dir: TempDir,
}

/// A pusher that runs.
pub(crate) struct Running {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl House {
    pub(crate) async fn new() -> Self {
        let dir = TempDir::new().expect("a temporary directory");
        let store = SqliteJournal::open(dir.path(), sqlite::Settings::default()).expect("a new journal");
        let journal: Arc<dyn Journal> = Arc::new(store);
        let organisations: Arc<[Organisation]> =
            [("hospital", HOSPITAL), ("clinic", CLINIC), ("municipality", MUNICIPALITY)]
                .map(|(name, gln)| organisation(name, gln))
                .into();
        let settings = append::Settings {
            organisations: Arc::clone(&organisations),
            policy: Arc::new(Policy::default()),
            lookup: LookupKey::new([7; 32]),
            clock: Arc::new(SystemClock),
            max_batch: 8,
            queue: 32,
        };
        let (appender, task) = append::start(Arc::clone(&journal), settings);
        tokio::spawn(task);
        let receipts = Receipts::new(Arc::clone(&journal), Arc::clone(&organisations));
        let blobs = Store::open(&dir.path().join("blobs")).expect("a new store");
        Self { journal, receipts, papers: Papers::new(), organisations, blobs, appender, _dir: dir }
    }

    /// An engine of its own, as another process would have.
    pub(crate) fn engine(&self) -> Engine {
        let settings = delivery::Settings {
            organisations: Arc::clone(&self.organisations),
            policy: Arc::new(Policy::default()),
            clock: Arc::new(SystemClock),
            poll: Duration::from_millis(200),
        };
        Engine::new(Arc::clone(&self.journal), settings)
    }

    pub(crate) fn replies(&self) -> Replies {
        Replies::new(Arc::clone(&self.journal), Arc::clone(&self.organisations), Arc::new(SystemClock))
    }

    /// Has the receipts for the hospital's own letters posted here, and looks for them until it is dropped.
    pub(crate) async fn wants_receipts(&self, receiver: &Receiver) -> AbortOnDropHandle<()> {
        self.subscribe("hospital", Push { receipts: true, ..push(receiver) }).await;
        let relay = Relay {
            journal: Arc::clone(&self.journal),
            organisations: Arc::clone(&self.organisations),
            clock: Arc::new(SystemClock),
        };
        AbortOnDropHandle::new(tokio::spawn(relay.run(Duration::from_millis(20), std::future::pending())))
    }

    /// A pusher for these receivers.
    pub(crate) fn pusher(&self, name: u8, receivers: &[&Receiver]) -> Running {
        let hosts: Vec<_> = receivers.iter().map(|one| format!("localhost:{}", one.address.port())).collect();
        let hosts = Hosts::parse(hosts.iter().map(String::as_str)).expect("hosts");
        let (certificate, key) = self.papers.sign();
        let tls = Tls::from_pem(certificate.as_bytes(), key.as_bytes(), self.papers.authority().as_bytes());
        let settings = Settings {
            every: Duration::from_millis(50),
            patience: Duration::from_millis(700),
            ..Settings::new(Arc::new(hosts), tls.expect("papers"))
        };
        let parts = Parts {
            journal: Arc::clone(&self.journal),
            engine: self.engine(),
            receipts: self.receipts.clone(),
            replies: self.replies(),
            blobs: self.blobs.clone(),
            clock: Arc::new(SystemClock),
            name: [name; 16],
            settings,
        };
        let stop = CancellationToken::new();
        let task = tokio::spawn(Pusher::new(parts).run(stop.clone().cancelled_owned()));
        Running { stop, task }
    }

    /// Has the letters of an organisation posted.
    pub(crate) async fn subscribe(&self, organisation: &str, push: Push) {
        let options = Options {
            max_attempts: 3,
            min_backoff: Duration::from_millis(30),
            max_backoff: Duration::from_millis(120),
            ..Options::default()
        };
        let new = NewSubscription {
            name: name(organisation),
            filter: Filter::default(),
            options,
            push: Some(push),
            start: Start::Now,
            at: SystemClock.now(),
        };
        self.journal.create_subscription(new).await.expect("a new subscription");
    }

    /// A letter to this location about this patient is accepted.
    pub(crate) async fn accept(&self, letter: &str, to: &str, patient: &str) {
        self.accept_document(correspondence(letter, to, patient).as_bytes()).await;
    }

    /// The same letter comes again.
    pub(crate) async fn repeat(&self, letter: &str, to: &str, patient: &str) {
        let outcome = self.submit(correspondence(letter, to, patient).as_bytes()).await;
        assert!(matches!(outcome, Outcome::Resent { .. }), "{outcome:?}");
    }

    /// A document with one letter is accepted.
    pub(crate) async fn accept_document(&self, document: &[u8]) {
        let outcome = self.submit(document).await;
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    }

    async fn submit(&self, document: &[u8]) -> Outcome {
        let limits = Limits::default();
        let is_fhir = fhir::looks_like_fhir(document);
        let opened = if is_fhir { fhir::convert(document, &limits) } else { medcom::convert(document, &limits) };
        let opened = opened.expect("a letter");
        let canonical::letter::Outcome::Event(event) = &opened.letters[0].outcome else { panic!("{opened:?}") };
        let submission = append::Submission {
            event: wire::encode(event),
            original: Original {
                sha256: Digest::of(document),
                media_type: "application/xml".to_owned(),
                letters: 1,
                content: Some(Content::plain(document.to_vec().into())),
            },
            acceptance: Acceptance {
                at: Timestamp::now(),
                submitted_by: "hospital".to_owned(),
                channel: "https".to_owned(),
                envelope_id: opened.envelope.id.clone(),
                sent_at: None,
                network: None,
                wants_receipt: true,
                is_late: true,
                envelope_reused: false,
            },
            envelope_is_its_own: is_fhir,
        };
        self.appender.submit(submission).await.expect("the journal is there")
    }

    /// A large file is there.
    pub(crate) fn keep(&self, bytes: &[u8]) {
        let mut staging = self.blobs.stage().expect("room");
        staging.write_all(bytes).expect("room");
        staging.finish().and_then(|staged| staged.keep()).expect("room");
    }

    pub(crate) async fn backlog(&self, organisation: &str) -> Backlog {
        let found = self.journal.backlogs(Some(&name(organisation))).await.expect("readable");
        found.into_iter().next().expect("there")
    }

    /// Waits until this many entries of an organisation are settled.
    pub(crate) async fn settled(&self, organisation: &str, entries: u64) {
        let what = format!("{entries} entries of {organisation} to be settled");
        until(&what, async || {
            let backlog = self.backlog(organisation).await;
            backlog.last_number - backlog.unsettled >= entries
        })
        .await;
    }

    /// Waits until a lane is parked, and gives its head and reason.
    pub(crate) async fn parked(&self, organisation: &str) -> (u64, String) {
        until("a lane to be parked", async || !self.backlog(organisation).await.parked.is_empty()).await;
        let lane = self.backlog(organisation).await.parked.remove(0);
        (lane.number, lane.reason)
    }
}

impl Running {
    /// Ends it as a signal does.
    pub(crate) async fn drain(self) {
        self.stop.cancel();
        self.task.await.expect("it ends well");
    }

    /// Ends it as `kill -9` does.
    pub(crate) fn kill(self) {
        self.task.abort();
    }
}

/// A push to this receiver, acked by success.
pub(crate) fn push(receiver: &Receiver) -> Push {
    Push {
        endpoint: receiver.endpoint(),
        format: PushFormat::MedcomEmessage,
        ack: PushAck::OnSuccess,
        paused: false,
        requests: 4,
        answer_time: Duration::from_secs(20),
        receipt_time: Duration::from_secs(60),
        resends: 3,
        receipts: false,
    }
}

/// Waits for something; a condition that never holds fails the test instead of hanging it.
pub(crate) async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(HANG, waiting).await.unwrap_or_else(|_| panic!("waited in vain for {what}"));
}

pub(crate) fn name(organisation: &str) -> SubscriptionName {
    let organisation = OrganisationId::parse(organisation).expect("a short name");
    SubscriptionName { organisation, name: "posted".to_owned() }
}

fn organisation(name: &str, gln: &str) -> Organisation {
    Organisation {
        id: OrganisationId::parse(name).expect("a short name"),
        name: name.to_owned(),
        sector: Sector::Other,
        identifiers: vec![PartyIdentifier::from_scheme("gln", gln)],
        roles: vec![Role::Subscriber],
        acts_for: Vec::new(),
        hosted: true,
    }
}

pub(crate) fn correspondence(id: &str, receiver: &str, patient: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Emessage xmlns="http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2006/07/01/">
  <Envelope><Sent><Date>2026-03-12</Date><Time>14:40</Time></Sent><Identifier>ENV{id}</Identifier><AcknowledgementCode>pluspositivkvitt</AcknowledgementCode></Envelope>
  <ClinicalEmail>
    <Letter><Identifier>{id}</Identifier><VersionCode>XD9134L</VersionCode><StatisticalCode>XDIS91</StatisticalCode>
      <Authorisation><Date>2026-03-12</Date><Time>14:35</Time></Authorisation><TypeCode>XDIS91</TypeCode><StatusCode>nytbrev</StatusCode></Letter>
    <Sender><EANIdentifier>5790999900010</EANIdentifier><Identifier>9999010</Identifier><IdentifierCode>sygehusafdelingsnummer</IdentifierCode><OrganisationName>Testregionens Hospital</OrganisationName></Sender>
    <Receiver><EANIdentifier>{receiver}</EANIdentifier><Identifier>999990</Identifier><IdentifierCode>ydernummer</IdentifierCode><OrganisationName>Receiver TEST</OrganisationName></Receiver>
    <Patient><CivilRegistrationNumber>{patient}</CivilRegistrationNumber><PersonSurnameName>Test</PersonSurnameName><EpisodeOfCareStatusCode>inaktiv</EpisodeOfCareStatusCode></Patient>
    <ClinicalInformation><Text01>Hej</Text01></ClinicalInformation>
  </ClinicalEmail>
</Emessage>
"#
    )
}
