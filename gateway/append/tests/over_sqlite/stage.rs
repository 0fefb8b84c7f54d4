//! A journal in a temporary directory and an appender over it, for a clinic and a municipality.

use std::sync::Arc;
use std::time::Duration;

use access::{Policy, Sharing};
use append::{Appender, Error, Outcome, Settings, Submission, start};
use bytes::Bytes;
use canonical::digest::Digest;
use canonical::identifier::PartyIdentifier;
use canonical::organisation::{Organisation, OrganisationId, Role, Sector};
use canonical::relation::{Basis, CareRelation};
use canonical::{Event, Kind};
use jiff::Timestamp;
use journal::sqlite::{self, SqliteJournal};
use journal::{
    Acceptance, AuditAction, AuditRow, Content, Filter, Journal, LookupKey, NewSubscription, Options, Original,
    RelationRow, Scope, Start, StoredEntry, SubscriptionName, SubscriptionRow,
};
use telemetry::{Clock as _, ManualClock};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::letters::{GP, HOSPITAL, KARLA, MUNICIPALITY, encoded, patient};

pub(crate) const CLINIC: &str = "laegerne-proevegade";
pub(crate) const ODENSE: &str = "odense";

pub(crate) struct Stage {
    pub(crate) journal: Arc<SqliteJournal>,
    pub(crate) appender: Appender,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) task: JoinHandle<()>,
    _dir: TempDir,
}

impl Stage {
    /// Addressed letters only, as by default.
    pub(crate) async fn set() -> Self {
        Self::with(Policy::default(), |journal| journal).await
    }

    /// Citizen lists open documents to municipalities.
    pub(crate) async fn sharing() -> Self {
        let (sectors, kinds) = (vec![Sector::Municipality], vec![Kind::Document]);
        let sharing = Sharing { basis: Basis::CitizenList, sectors, kinds, ground: "test".to_owned() };
        Self::with(Policy { sharing: vec![sharing] }, |journal| journal).await
    }

    /// Puts something between the appender and the journal.
    pub(crate) async fn with<J: Journal>(policy: Policy, between: impl FnOnce(Arc<SqliteJournal>) -> Arc<J>) -> Self {
        let dir = TempDir::new().expect("a temporary directory");
        let journal = Arc::new(SqliteJournal::open(dir.path(), sqlite::Settings::default()).expect("a new journal"));
        let clock = Arc::new(ManualClock::new(at("2026-03-04T12:00:00Z")));
        let settings = Settings {
            organisations: organisations().into(),
            policy: Arc::new(policy),
            lookup: lookup(),
            clock: clock.clone(),
            max_batch: 64,
            queue: 64,
        };
        let (appender, task) = start(between(Arc::clone(&journal)), settings);
        Self { journal, appender, clock, task: tokio::spawn(task), _dir: dir }
    }

    pub(crate) async fn subscribe(&self, organisation: &str, scope: Scope, start: Start) -> SubscriptionRow {
        self.subscribe_to(organisation, Filter { scope, ..Filter::default() }, start).await
    }

    pub(crate) async fn subscribe_to(&self, organisation: &str, filter: Filter, start: Start) -> SubscriptionRow {
        let name = name(organisation, start);
        let new =
            NewSubscription { name, filter, options: Options::default(), push: None, start, at: self.clock.now() };
        self.journal.create_subscription(new).await.expect("a new subscription")
    }

    /// The clinic and the municipality take everything addressed to them.
    pub(crate) async fn subscribe_both(&self) -> (SubscriptionRow, SubscriptionRow) {
        let clinic = self.subscribe(CLINIC, Scope::Addressed, Start::Now).await;
        (clinic, self.subscribe(ODENSE, Scope::Addressed, Start::Now).await)
    }

    pub(crate) async fn submit(&self, event: &Event) -> Result<Outcome, Error> {
        self.appender.submit(self.submission(encoded(event))).await
    }

    pub(crate) async fn submit_together(&self, events: &[&Event]) -> Result<Vec<Outcome>, Error> {
        self.appender.submit_together(events.iter().map(|event| self.submission(encoded(event))).collect()).await
    }

    /// Submits what has to be accepted as new.
    pub(crate) async fn accept(&self, event: &Event) {
        let accepted = Outcome::Accepted { event_id: event.id, identity_reused: false };
        assert_eq!(self.submit(event).await, Ok(accepted));
    }

    pub(crate) fn submission(&self, event: Bytes) -> Submission {
        let document = Bytes::from_static(b"<Emessage/>");
        Submission {
            event,
            original: Original {
                sha256: Digest::of(&document),
                media_type: "application/xml".to_owned(),
                letters: 1,
                content: Some(Content::plain(document)),
            },
            acceptance: Acceptance {
                at: self.clock.now(),
                submitted_by: "testregionen".to_owned(),
                channel: "https".to_owned(),
                envelope_id: "E1".to_owned(),
                sent_at: None,
                network: None,
                wants_receipt: false,
                is_late: false,
                envelope_reused: false,
            },
            envelope_is_its_own: false,
        }
    }

    /// Every entry of a subscription, in order.
    pub(crate) async fn entries(&self, subscription: &SubscriptionRow) -> Vec<StoredEntry> {
        let heads = self.journal.entries_after(subscription.id, 0, 10_000).await.expect("heads");
        let numbers: Vec<u64> = heads.iter().map(|head| head.number).collect();
        self.journal.entries(subscription.id, &numbers).await.expect("entries")
    }

    /// How many events there are.
    pub(crate) async fn events(&self) -> usize {
        self.journal.events_after(0, 10_000).await.expect("events").len()
    }

    /// Records that Karla is on the municipality's list.
    pub(crate) async fn relate(&self) -> RelationRow {
        let relation = CareRelation {
            organisation: organisation(ODENSE),
            patient: patient(KARLA),
            basis: Basis::CitizenList,
            from: at("2026-01-01T00:00:00Z"),
            to: None,
            kinds: vec![],
        };
        let audit = AuditRow {
            at: self.clock.now(),
            organisation: "registrar".to_owned(),
            action: AuditAction::RecordRelation,
            event: None,
            patient: None,
            permitted: true,
            ground: "registrar".to_owned(),
        };
        self.journal.record_relation(lookup().patient(&patient(KARLA)), relation, audit).await.expect("recorded")
    }

    /// What the audit says of entering events: organisation, permission, ground.
    pub(crate) async fn entered(&self) -> Vec<(String, bool, String)> {
        let rows = self.journal.audit_after(0, 10_000).await.expect("a sound audit").into_iter().map(|(_, row)| row);
        let entered = rows.filter(|row| row.action == AuditAction::Enter);
        entered.map(|row| (row.organisation, row.permitted, row.ground)).collect()
    }

    /// Waits until a subscription has as many entries as it should get.
    pub(crate) async fn wait_for(&self, subscription: &SubscriptionRow, count: usize) {
        let mut changes = self.journal.changes();
        let enough = async {
            while self.journal.entries_after(subscription.id, 0, 10_000).await.expect("heads").len() < count {
                changes.changed().await.expect("an open journal");
            }
        };
        tokio::time::timeout(Duration::from_secs(30), enough).await.expect("all entries in time");
    }
}

pub(crate) fn at(written: &str) -> Timestamp {
    written.parse().expect("a timestamp")
}

fn lookup() -> LookupKey {
    LookupKey::new([7; 32])
}

fn organisation(id: &str) -> OrganisationId {
    OrganisationId::parse(id).expect("a short name")
}

fn name(organisation: &str, start: Start) -> SubscriptionName {
    let name = match start {
        Start::Beginning => "all",
        Start::Now => "new",
        Start::Time(_) => "since",
    };
    SubscriptionName { organisation: self::organisation(organisation), name: name.to_owned() }
}

fn organisations() -> Vec<Organisation> {
    let organisation = |id: &str, sector, gln: &str, hosted| Organisation {
        id: organisation(id),
        name: id.to_owned(),
        sector,
        identifiers: vec![PartyIdentifier::from_scheme("gln", gln)],
        roles: vec![Role::Sender, Role::Subscriber],
        acts_for: vec![],
        hosted,
    };
    vec![
        organisation("testregionen", Sector::Hospital, HOSPITAL, false),
        organisation(CLINIC, Sector::GeneralPractice, GP, true),
        organisation(ODENSE, Sector::Municipality, MUNICIPALITY, true),
    ]
}
