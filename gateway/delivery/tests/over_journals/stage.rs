//! A journal, an engine over it, and a clinic that subscribes.

use std::sync::Arc;
use std::time::Duration;

use access::{Policy, Sharing};
use bytes::Bytes;
use canonical::Kind;
use canonical::digest::Digest;
use canonical::event::{EventId, Identity, Standard};
use canonical::identifier::{Cpr, PartyIdentifier, PatientIdentifier};
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};
use canonical::relation::{Basis, CareRelation};
use delivery::{Closed, Engine, Offered, Report, Settings, Stream, WindowSize};
use jiff::Timestamp;
use journal::sqlite::{self, SqliteJournal};
use journal::{
    Acceptance, AuditAction, AuditRow, Content, Filter, Journal, Labels, LinkRelation, LookupKey, NewEntry, NewEvent,
    NewSubscription, Options, Original, RelationRow, Scope, Sealed, Start, SubscriptionId, SubscriptionName,
};
use telemetry::{Clock as _, ManualClock};
use tempfile::TempDir;

pub(crate) const GP: &str = "5790999900034";
pub(crate) const KARLA: &str = "1402389992";

/// Everything a test of delivery stands on.
pub(crate) struct Stage {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) subscription: SubscriptionId,
    next: std::sync::atomic::AtomicU64,
    /// What the journal lies on.
    _ground: Box<dyn Send + Sync>,
}

/// The subscription of the clinic.
pub(crate) fn name() -> SubscriptionName {
    SubscriptionName { organisation: clinic().id, name: "all".to_owned() }
}

pub(crate) fn window(messages: u32) -> WindowSize {
    WindowSize { messages, bytes: 1024 * 1024 }
}

/// Back-off short enough to be awaited.
pub(crate) fn options(max_attempts: u32) -> Options {
    let (min_backoff, max_backoff) = (Duration::from_millis(10), Duration::from_millis(40));
    Options { max_attempts, min_backoff, max_backoff, ..Options::default() }
}

impl Stage {
    pub(crate) async fn set(options: Options) -> Self {
        let dir = TempDir::new().expect("a temporary directory");
        let journal = SqliteJournal::open(dir.path(), sqlite::Settings::default()).expect("a new journal");
        Self::over(Arc::new(journal), Box::new(dir), options).await
    }

    /// Over any journal that is empty.
    pub(crate) async fn over(journal: Arc<dyn Journal>, ground: Box<dyn Send + Sync>, options: Options) -> Self {
        let at = "2026-03-04T12:00:00Z".parse().expect("a timestamp");
        let clock = Arc::new(ManualClock::new(at));
        let filter = Filter { scope: Scope::Both, ..Filter::default() };
        let new = NewSubscription { name: name(), filter, options, push: None, start: Start::Beginning, at };
        let subscription = journal.create_subscription(new).await.expect("a new subscription").id;
        let engine = engine(Arc::clone(&journal), Arc::clone(&clock));
        Self { journal, engine, clock, subscription, next: 1.into(), _ground: ground }
    }

    /// Appends one letter to the clinic for each of these lanes, in one batch.
    pub(crate) async fn append(&self, lanes: &[u8]) {
        let batch = lanes.iter().map(|lane| self.event(*lane, &[GP], 100)).collect();
        self.append_events(batch).await;
    }

    /// Appends a letter about Karla to somebody else, which the clinic may see by care relation only.
    pub(crate) async fn append_for_others(&self) {
        self.append_events(vec![self.event(9, &["5790999900041"], 100)]).await;
    }

    pub(crate) async fn append_sized(&self, lane: u8, size: usize) {
        self.append_events(vec![self.event(lane, &[GP], size)]).await;
    }

    /// Appends a letter of one standard about an event that may come in the other too; to the clinic, or to somebody else about Karla.
    pub(crate) async fn append_telling(&self, event: &str, standard: Standard, receiver: &str) -> EventId {
        let key = |standard: Standard| Digest::of_parts(event, &[standard.word().as_bytes()]);
        let other = if standard == Standard::Fhir { Standard::MedcomXml } else { Standard::Fhir };
        let letter = self.event(9, &[receiver], 100);
        let id = letter.labels.id;
        let (offers_links, seeks_links) = (vec![key(standard)], vec![(LinkRelation::SameAs, key(other))]);
        self.append_events(vec![NewEvent { standard, offers_links, seeks_links, ..letter }]).await;
        id
    }

    async fn append_events(&self, batch: Vec<NewEvent>) {
        let version = self.journal.interests().await.expect("interests").version;
        self.journal.append(0, version, batch).await.expect("appended");
    }

    fn event(&self, lane: u8, receivers: &[&str], size: usize) -> NewEvent {
        let number = self.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let body = Bytes::from(vec![lane; size]);
        let identity = Identity { sender: "gln:5790999900010".to_owned(), letter_id: format!("L{number}") };
        let gln = |gln: &str| PartyIdentifier::from_scheme("gln", gln);
        let at = self.clock.now();
        let id = EventId::derive(&identity, Digest::of(&body));
        let lookup = LookupKey::new([7; 32]);
        NewEvent {
            labels: Labels {
                id,
                kind: Kind::DischargeLetter,
                sender: vec![gln("5790999900010")],
                receivers: receivers.iter().map(|receiver| vec![gln(receiver)]).collect(),
                patients: vec![lookup.patient(&karla())],
                lane: [lane; 32],
                occurred_at: at,
            },
            standard: Standard::MedcomXml,
            is_whole: true,
            identity: identity.digest(),
            body_digest: Digest::of(&body),
            original: Original {
                sha256: Digest::of(&body),
                media_type: "application/xml".to_owned(),
                letters: 1,
                content: Some(Content::plain(body.clone())),
            },
            body: Sealed::plain(body),
            acceptance: Acceptance {
                at,
                submitted_by: "testregionen".to_owned(),
                channel: "https".to_owned(),
                envelope_id: format!("E{number}"),
                sent_at: None,
                network: None,
                wants_receipt: false,
                is_late: false,
                envelope_reused: false,
            },
            envelope_is_its_own: false,
            offers_links: vec![],
            seeks_links: vec![],
            guesses_links: vec![],
            written_at: Timestamp::UNIX_EPOCH,
            entries: vec![NewEntry { subscription: self.subscription, salt: lookup.salt(id, self.subscription) }],
            audit: vec![],
        }
    }

    pub(crate) async fn stream(&self, messages: u32) -> Stream {
        self.engine.open(name(), window(messages)).await.expect("an open stream")
    }

    pub(crate) async fn settled_through(&self) -> u64 {
        self.journal.backlogs(Some(&name())).await.expect("a backlog")[0].settled_through
    }

    /// Records that Karla is on the clinic's list.
    pub(crate) async fn relate(&self) -> RelationRow {
        let relation = CareRelation {
            organisation: clinic().id,
            patient: karla(),
            basis: Basis::GpList,
            from: "2026-01-01T00:00:00Z".parse().expect("a timestamp"),
            to: None,
            kinds: vec![],
        };
        let patient = LookupKey::new([7; 32]).patient(&karla());
        let audit = audit(AuditAction::RecordRelation, self.clock.now());
        self.journal.record_relation(patient, relation, audit).await.expect("recorded")
    }

    pub(crate) async fn end(&self, relation: &RelationRow) {
        let at = self.clock.now();
        self.journal.end_relation(relation.id, at, audit(AuditAction::EndRelation, at)).await.expect("ended");
    }
}

pub(crate) fn engine(journal: Arc<dyn Journal>, clock: Arc<ManualClock>) -> Engine {
    engine_with(journal, clock, Duration::from_secs(15))
}

pub(crate) fn engine_with(journal: Arc<dyn Journal>, clock: Arc<ManualClock>, poll: Duration) -> Engine {
    let sharing = Sharing { basis: Basis::GpList, sectors: vec![], kinds: vec![], ground: "test".to_owned() };
    let settings = Settings {
        organisations: vec![clinic()].into(),
        policy: Arc::new(Policy { sharing: vec![sharing] }),
        clock,
        poll,
    };
    Engine::new(journal, settings)
}

/// The next offer, as numbers with their attempts.
pub(crate) async fn next(stream: &mut Stream) -> Vec<(u64, u32)> {
    offered(stream).await.iter().map(|offered| (offered.entry.number, offered.attempt)).collect()
}

pub(crate) async fn offered(stream: &mut Stream) -> Vec<Offered> {
    stream.offers.recv().await.expect("an offer")
}

/// As many entries as asked for, over as many offers as it takes.
pub(crate) async fn take(stream: &mut Stream, count: usize) -> Vec<(u64, u32)> {
    let mut taken = vec![];
    while taken.len() < count {
        taken.extend(next(stream).await);
    }
    taken
}

pub(crate) async fn ack(stream: &Stream, numbers: &[u64]) {
    stream.reports.send(Report::Ack(numbers.to_vec())).await.expect("an open stream");
}

/// The subscriber goes away; everything it has reported is taken first.
pub(crate) async fn leave(stream: Stream) {
    let Stream { reports, offers, closed } = stream;
    drop(reports);
    assert_eq!(closed.await, Ok(Closed::BySubscriber));
    drop(offers);
}

fn clinic() -> Organisation {
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

fn karla() -> PatientIdentifier {
    PatientIdentifier::Cpr(Cpr::parse(KARLA).expect("ten digits"))
}

fn audit(action: AuditAction, at: Timestamp) -> AuditRow {
    AuditRow {
        at,
        organisation: "registrar".to_owned(),
        action,
        event: None,
        patient: None,
        permitted: true,
        ground: "registrar".to_owned(),
    }
}
