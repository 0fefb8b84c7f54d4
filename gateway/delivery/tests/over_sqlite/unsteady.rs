//! A journal that fails to settle when it is told to, and never says when it has changed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use canonical::EventId;
use canonical::organisation::Organisation;
use canonical::relation::CareRelation;
use jiff::Timestamp;
use journal::sqlite::SqliteJournal;
use journal::*;
use tokio::sync::watch;

/// Loses every hint, and passes everything else on while it is up.
pub(crate) struct Unsteady {
    inner: Arc<SqliteJournal>,
    down: AtomicBool,
    silence: watch::Sender<u64>,
}

impl Unsteady {
    pub(crate) fn new(inner: Arc<SqliteJournal>) -> Self {
        Self { inner, down: AtomicBool::new(false), silence: watch::Sender::new(0) }
    }

    pub(crate) fn fail(&self, down: bool) {
        self.down.store(down, Ordering::Relaxed);
    }
}

macro_rules! pass_on {
    ($(fn $name:ident($($arg:ident: $ty:ty),*) -> $out:ty;)*) => {
        #[async_trait]
        impl Journal for Unsteady {
            async fn settle(&self, id: SubscriptionId, epoch: u64, settlement: Settlement) -> Result<(), Error> {
                if self.down.load(Ordering::Relaxed) {
                    return Err(Error::Unavailable { reason: "disk full".to_owned() });
                }
                self.inner.settle(id, epoch, settlement).await
            }

            fn changes(&self) -> watch::Receiver<u64> {
                self.silence.subscribe()
            }

            $(async fn $name(&self, $($arg: $ty),*) -> Result<$out, Error> {
                self.inner.$name($($arg),*).await
            })*
        }
    };
}

type Entries = Vec<(EventPosition, NewEntry)>;

pass_on! {
    fn interests() -> Interests;
    fn append(version: u64, batch: Vec<NewEvent>) -> Vec<Appended>;
    fn events_after(after: EventPosition, limit: usize) -> Vec<EventRow>;
    fn catch_up(id: SubscriptionId, from: u64, through: u64, entries: Entries, audit: Vec<AuditRow>) -> ();
    fn create_subscription(new: NewSubscription) -> SubscriptionRow;
    fn subscription(name: &SubscriptionName) -> SubscriptionRow;
    fn subscriptions(organisation: &str, page: Page) -> Vec<SubscriptionRow>;
    fn delete_subscription(name: &SubscriptionName) -> ();
    fn backlogs(only: Option<&SubscriptionName>) -> Vec<Backlog>;
    fn hold(name: &SubscriptionName) -> Hold;
    fn entries_after(id: SubscriptionId, after: u64, limit: usize) -> Vec<EntryHead>;
    fn entries(id: SubscriptionId, numbers: &[u64]) -> Vec<StoredEntry>;
    fn record_offers(id: SubscriptionId, epoch: u64, offers: Vec<Offer>, audit: Vec<AuditRow>) -> ();
    fn seek(name: &SubscriptionName, target: SeekTarget) -> u64;
    fn change_lane(name: &SubscriptionName, number: u64, change: LaneChange) -> ();
    fn event(id: EventId) -> Stored;
    fn original(id: EventId) -> Original;
    fn document(id: EventId) -> Document;
    fn acceptances(id: EventId) -> Vec<Acceptance>;
    fn timeline(patients: &[PatientKey], before: Option<EventPosition>, limit: usize) -> Vec<Stored>;
    fn put_organisations(organisations: Vec<Organisation>) -> ();
    fn organisations() -> Vec<Organisation>;
    fn record_relation(patient: PatientKey, relation: CareRelation, audit: AuditRow) -> RelationRow;
    fn end_relation(id: RelationId, at: Timestamp, audit: AuditRow) -> RelationRow;
    fn relation(id: RelationId) -> RelationRow;
    fn relations(patients: &[PatientKey]) -> Vec<RelationRow>;
    fn audit(rows: Vec<AuditRow>) -> ();
    fn audit_after(after: u64, limit: usize) -> Vec<(u64, AuditRow)>;
}
