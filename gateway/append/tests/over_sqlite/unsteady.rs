//! A journal whose appends fail when they are told to.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use canonical::EventId;
use canonical::organisation::Organisation;
use canonical::relation::CareRelation;
use jiff::Timestamp;
use journal::sqlite::SqliteJournal;
use journal::*;
use tokio::sync::watch;

/// Fails appends, and passes everything else on.
pub(crate) struct Unsteady {
    inner: Arc<SqliteJournal>,
    trouble: Mutex<Trouble>,
}

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// No batch can be written.
    Down,
    /// No batch can be written that holds this event.
    Indigestible(EventId),
    /// None.
    None,
}

impl Unsteady {
    pub(crate) fn new(inner: Arc<SqliteJournal>) -> Self {
        Self { inner, trouble: Mutex::new(Trouble::None) }
    }

    pub(crate) fn set(&self, trouble: Trouble) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    fn check(&self, batch: &[NewEvent]) -> Result<(), Error> {
        match *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) {
            Trouble::Down => Err(Error::Unavailable { reason: "disk full".to_owned() }),
            Trouble::Indigestible(bad) if batch.iter().any(|event| event.labels.id == bad) => {
                Err(Error::Corrupt { what: "planted" })
            }
            Trouble::Indigestible(_) | Trouble::None => Ok(()),
        }
    }
}

macro_rules! pass_on {
    ($(fn $name:ident($($arg:ident: $ty:ty),*) -> $out:ty;)*) => {
        #[async_trait]
        impl Journal for Unsteady {
            async fn append(&self, version: u64, batch: Vec<NewEvent>) -> Result<Vec<Appended>, Error> {
                self.check(&batch)?;
                self.inner.append(version, batch).await
            }

            fn changes(&self) -> watch::Receiver<u64> {
                self.inner.changes()
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
    fn settle(id: SubscriptionId, epoch: u64, settlement: Settlement) -> ();
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
