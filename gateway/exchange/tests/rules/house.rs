//! A gateway in one process, and the organisations around it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use access::{Policy, ReceiptPolicy, Route};
use append::{Appender, Outcome};
use async_trait::async_trait;
use blobs::Store;
use canonical::event::EventId;
use canonical::identifier::PartyIdentifier;
use canonical::letter::Limits;
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};
use canonical::receipt::ReceivedReceipt;
use exchange::{Receipts, Relay, Replies, Reply, Watch};
use intake::{Channel, Document, Intake, Organisations, Publish, Published, Reception, Submission, Unavailable};
use jiff::SignedDuration;
use journal::sqlite::{self, SqliteJournal};
use journal::{
    Acceptance, Answer, Content, Filter, Journal, LookupKey, NetworkIds, NewSubscription, Options, Original, Progress,
    Settlement, Start, SubscriptionName,
};
use telemetry::{Clock, ManualClock};
use tempfile::TempDir;

pub(crate) const HOSPITAL: &str = "5790999900010";
pub(crate) const CLINIC: &str = "5790999900034";
pub(crate) const MUNICIPALITY: &str = "5790999900041";
pub(crate) const OTHER_HOSPITAL: &str = "5790999900058";

/// How long a letter may wait in these tests.
pub(crate) const PATIENCE: SignedDuration = SignedDuration::from_mins(30);

pub(crate) struct House {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) intake: Intake,
    organisations: Arc<[Organisation]>,
    publish: Arc<dyn Publish>,
    dir: TempDir,
}

/// Publishes by appending, as the whole gateway does in one process.
struct Bridge {
    appender: Appender,
    receipts: Receipts,
    clock: Arc<ManualClock>,
}

impl House {
    /// A clinic and a municipality that take letters, two hospitals that send them, and a carrier for the clinic.
    pub(crate) async fn new() -> Self {
        Self::with_routes(Vec::new()).await
    }

    /// The same, where receipts follow when the receivers have answered.
    pub(crate) async fn asking_receivers() -> Self {
        Self::with_routes(vec![Route { receipt: ReceiptPolicy::OnReceiverAck, ..Route::default() }]).await
    }

    async fn with_routes(routes: Vec<Route>) -> Self {
        let dir = TempDir::new().expect("a temporary directory");
        let store = SqliteJournal::open(dir.path(), sqlite::Settings::default()).expect("a new journal");
        let journal: Arc<dyn Journal> = Arc::new(store);
        let clock = Arc::new(ManualClock::new("2026-03-12T14:00:00Z".parse().expect("a timestamp")));
        let organisations: Arc<[Organisation]> = vec![
            organisation("hospital", HOSPITAL, &[Role::Sender, Role::Subscriber], &[]),
            organisation("other-hospital", OTHER_HOSPITAL, &[Role::Sender], &[]),
            organisation("clinic", CLINIC, &[Role::Sender, Role::Subscriber], &[]),
            organisation("municipality", MUNICIPALITY, &[Role::Sender, Role::Subscriber], &[]),
            organisation("carrier", "5790999900065", &[Role::Carrier], &["clinic", "hospital"]),
        ]
        .into();
        let settings = append::Settings {
            organisations: Arc::clone(&organisations),
            policy: Arc::new(Policy::default()),
            lookup: LookupKey::new([7; 32]),
            clock: clock.clone(),
            max_batch: 8,
            queue: 32,
        };
        let (appender, task) = append::start(Arc::clone(&journal), settings);
        tokio::spawn(task);
        let receipts = Receipts::new(Arc::clone(&journal), Arc::clone(&organisations));
        let publish: Arc<dyn Publish> = Arc::new(Bridge { appender, receipts, clock: clock.clone() });
        let known = Organisations::fixed(Arc::clone(&organisations), routes.into());
        let intake = intake(&publish, known, &clock, &dir);
        let house = Self { journal, clock, intake, organisations, publish, dir };
        for name in ["clinic", "municipality"] {
            house.subscribe(name, "inbox").await;
        }
        house
    }

    /// The same journal behind another route.
    pub(crate) fn asks_receivers_from_now_on(self) -> Self {
        let route = Route { receipt: ReceiptPolicy::OnReceiverAck, ..Route::default() };
        let known = Organisations::fixed(Arc::clone(&self.organisations), vec![route].into());
        Self { intake: intake(&self.publish, known, &self.clock, &self.dir), ..self }
    }

    pub(crate) async fn subscribe(&self, organisation: &str, name: &str) {
        let name = SubscriptionName { organisation: id(organisation), name: name.to_owned() };
        let new = NewSubscription {
            name,
            filter: Filter::default(),
            options: Options::default(),
            push: None,
            start: Start::Now,
            at: self.clock.now(),
        };
        self.journal.create_subscription(new).await.expect("a new subscription");
    }

    /// This organisation hands a document over.
    pub(crate) async fn hands_over(&self, organisation: &str, document: impl Into<Vec<u8>>) -> Reception {
        let caller = self.organisations.iter().find(|one| one.id == id(organisation)).expect("one of ours");
        let document: Vec<u8> = document.into();
        self.intake.receive(caller, Channel::Https, document.into()).await.expect("the journal is there")
    }

    /// The hospital hands a letter over, which is accepted.
    pub(crate) async fn sends(&self, document: impl Into<Vec<u8>>) -> EventId {
        self.events(document).await.into_iter().next().expect("an event")
    }

    /// The hospital hands letters over, which become these events.
    pub(crate) async fn events(&self, document: impl Into<Vec<u8>>) -> Vec<EventId> {
        let reception = self.hands_over("hospital", document).await;
        let words: Vec<_> = reception.letters.iter().map(|letter| letter.outcome.word()).collect();
        assert!(words.iter().all(|word| matches!(*word, "accepted" | "id-reused" | "resent")), "{words:?}");
        reception.letters.into_iter().filter_map(|letter| letter.event_id).collect()
    }

    /// Hands a receipt over, which is never answered, and says what became of what it says: who answered which event, or
    /// why nobody did.
    pub(crate) async fn answers(&self, organisation: &str, receipt: impl Into<Vec<u8>>) {
        let reception = self.hands_over(organisation, receipt).await;
        assert!(reception.letters.iter().all(|letter| letter.outcome.word() == "receipt"), "{reception:?}");
        assert!(reception.receipts.is_empty());
    }

    /// What receipts have said of an event.
    pub(crate) async fn said_of(&self, event: EventId) -> Vec<Answer> {
        self.journal.answers(event).await.expect("readable")
    }

    /// The reasons why receipts answer nothing.
    pub(crate) async fn unmatched(&self) -> Vec<&'static str> {
        let unmatched = self.journal.unmatched_after(0, 100).await.expect("readable");
        let why = |answer: &Answer| match answer.answer.found {
            journal::Found::Nothing(why) => why.word(),
            journal::Found::Event(..) => "matched",
        };
        unmatched.iter().map(|(_, answer)| why(answer)).collect()
    }

    /// The clock of receipts, of one gateway.
    pub(crate) fn watch(&self) -> Watch {
        Watch {
            journal: Arc::clone(&self.journal),
            organisations: Arc::clone(&self.organisations),
            clock: self.clock.clone(),
            patience: PATIENCE,
        }
    }

    /// Looks at the clock, and says what is overdue.
    pub(crate) async fn overdue(&self) -> Vec<EventId> {
        self.watch().look().await.expect("readable");
        let late = self.journal.overdue_after(0, 100).await.expect("readable");
        late.into_iter().map(|(_, awaited)| awaited.event.labels.id).collect()
    }

    /// Looks whether receivers have answered, and gives the receipts that are due to an organisation.
    pub(crate) async fn due(&self, organisation: &str) -> Vec<Reply> {
        let relay = Relay {
            journal: Arc::clone(&self.journal),
            organisations: Arc::clone(&self.organisations),
            clock: self.clock.clone(),
        };
        relay.look().await.expect("readable");
        self.replies().due(&id(organisation), None, 0, 100).await.expect("readable")
    }

    /// What writes receipts that follow.
    pub(crate) fn replies(&self) -> Replies {
        Replies::new(Arc::clone(&self.journal), Arc::clone(&self.organisations), self.clock.clone())
    }

    /// Acks everything in a subscription.
    pub(crate) async fn acks(&self, organisation: &str, name: &str) {
        let name = SubscriptionName { organisation: id(organisation), name: name.to_owned() };
        let hold = self.journal.hold(&name).await.expect("it is there");
        let last = self.journal.subscription(&name).await.expect("it is there").last_number;
        let progress = Progress { settled_through: last, ranges: Vec::new() };
        let settlement = Settlement { progress, ..Settlement::default() };
        self.journal.settle(hold.subscription, hold.epoch, settlement).await.expect("held");
    }

    pub(crate) async fn acceptances(&self, event: EventId) -> Vec<Acceptance> {
        self.journal.acceptances(event).await.expect("readable")
    }
}

fn intake(publish: &Arc<dyn Publish>, organisations: Organisations, clock: &Arc<ManualClock>, dir: &TempDir) -> Intake {
    let count = AtomicU8::new(0);
    let settings = intake::Settings {
        organisations,
        limits: Limits::default(),
        blobs: Store::open(&dir.path().join("blobs")).expect("a store"),
        manner: intake::Manner::Lenient,
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        stamps: Arc::new(move || [count.fetch_add(1, Ordering::Relaxed); 16]),
    };
    Intake::new(Arc::clone(publish), settings)
}

#[async_trait]
impl Publish for Bridge {
    async fn publish(&self, submission: Submission) -> Result<Published, Unavailable> {
        let network =
            submission.network.map(|ids| NetworkIds { envelope_id: ids.envelope_id, message_id: ids.message_id });
        let Document::Here(document) = submission.original else { panic!("no letter here is large") };
        let content = Content::plain(document);
        let submission = append::Submission {
            event: submission.event,
            original: Original {
                sha256: submission.original_sha256,
                media_type: submission.media_type.to_owned(),
                letters: submission.letters,
                content: Some(content),
            },
            acceptance: Acceptance {
                at: self.clock.now(),
                submitted_by: submission.submitted_by.to_string(),
                channel: submission.channel.word().to_owned(),
                envelope_id: submission.envelope_id,
                sent_at: submission.sent_at,
                network,
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

pub(crate) fn id(organisation: &str) -> OrganisationId {
    OrganisationId::parse(organisation).expect("a short name")
}

fn organisation(name: &str, gln: &str, roles: &[Role], acts_for: &[&str]) -> Organisation {
    Organisation {
        id: id(name),
        name: name.to_owned(),
        sector: Sector::Other,
        identifiers: vec![PartyIdentifier::from_scheme("gln", gln)],
        roles: roles.to_vec(),
        acts_for: acts_for.iter().map(|name| id(name)).collect(),
        hosted: true,
    }
}
