//! A journal in trouble, for the tests of crates that stand on one.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use canonical::EventId;
use canonical::digest::Digest;
use canonical::event::Standard;
use canonical::notification::{Noted, ReceivedNotification};
use canonical::organisation::{Organisation, OrganisationId};
use canonical::receipt::Verdict;
use canonical::relation::CareRelation;
use jiff::Timestamp;
use tokio::sync::watch;

use crate::{
    Acceptance, Answer, Appended, AuditRow, Awaited, Backlog, Decision, Document, EntryHead, Enveloped, Error,
    EventPosition, EventRow, Hold, Interests, Journal, LaneChange, LateReceipt, LateReceipts, NamedEnvelope, NewAnswer,
    NewEntry, NewEvent, NewReceipt, NewSending, NewSubscription, NotificationGap, Notifications, Offer, Original, Page,
    PatientKey, Push, PushDuty, PushHealth, PushTurn, Pusher, Pushes, Receipts, RelationId, RelationRow, SeekTarget,
    Sending, SetAside, Settlement, Stored, StoredEntry, SubscriptionId, SubscriptionName, SubscriptionRow,
};

/// Fails what it is told to fail, and passes everything else on.
pub struct Unsteady {
    inner: Arc<dyn Journal>,
    trouble: Mutex<Trouble>,
    silence: Option<watch::Sender<u64>>,
}

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No batch can be written.
    Appending,
    /// No batch can be written that holds this event.
    Indigestible(EventId),
    /// None.
    None,
    /// Nothing can be settled.
    Settling,
}

impl Unsteady {
    /// A journal that is in no trouble yet.
    pub fn new(inner: Arc<dyn Journal>) -> Self {
        Self { inner, trouble: Mutex::new(Trouble::None), silence: None }
    }

    /// A journal that never says when it has changed.
    pub fn silent(inner: Arc<dyn Journal>) -> Self {
        Self { silence: Some(watch::Sender::new(0)), ..Self::new(inner) }
    }

    /// Begins or ends a trouble.
    pub fn set(&self, trouble: Trouble) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    fn trouble(&self) -> Trouble {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn disk_full() -> Error {
    Error::Unavailable { reason: "disk full".to_owned() }
}

macro_rules! pass_on_all {
    ($part:ident: $(fn $name:ident($($arg:ident: $ty:ty),*) -> $out:ty;)*) => {
        #[async_trait]
        impl $part for Unsteady {
            $(async fn $name(&self, $($arg: $ty),*) -> Result<$out, Error> {
                self.inner.$name($($arg),*).await
            })*
        }
    };
}

pass_on_all! {
    Receipts:
    fn enveloped(envelope: &NamedEnvelope, limit: usize) -> Vec<Enveloped>;
    fn of_letters(identities: &[Digest]) -> Vec<(Digest, EventRow)>;
    fn record_receipt(receipt: NewReceipt) -> Vec<NewAnswer>;
    fn answers(event: EventId) -> Vec<Answer>;
    fn unmatched_after(after: u64, limit: usize) -> Vec<(u64, Answer)>;
    fn checked_through() -> EventPosition;
    fn awaited_after(after: EventPosition, limit: usize) -> Vec<Awaited>;
    fn overdue_after(after: EventPosition, limit: usize) -> Vec<(Timestamp, Awaited)>;
    fn overdue() -> u64;
    fn mark_overdue(through: EventPosition, overdue: Vec<EventPosition>, at: Timestamp) -> Vec<EventPosition>;
    fn settle_overdue(settled: Vec<EventPosition>, at: Timestamp) -> u64;
}

pass_on_all! {
    LateReceipts:
    fn undecided_after(after: u64, limit: usize) -> Vec<(LateReceipt, Awaited)>;
    fn decide(decisions: Vec<Decision>) -> Vec<u64>;
    fn due_after(organisation: &OrganisationId, channel: Option<&str>, after: u64, limit: usize) -> Vec<LateReceipt>;
    fn late_of_event(event: EventId) -> Vec<LateReceipt>;
    fn late_of_document(organisation: &OrganisationId, document: Digest) -> Vec<LateReceipt>;
    fn take_late(organisation: &OrganisationId, numbers: &[u64], at: Timestamp) -> u64;
}

pass_on_all! {
    Notifications:
    fn note(received: ReceivedNotification) -> Noted;
    fn gaps_after(after: u64, limit: usize) -> Vec<(u64, NotificationGap)>;
}

type Health = Vec<(SubscriptionId, PushHealth)>;

pass_on_all! {
    Pushes:
    fn update_push(name: &SubscriptionName, push: Option<Push>) -> SubscriptionRow;
    fn pushes() -> Vec<PushDuty>;
    fn take_push(subscription: SubscriptionId, me: Pusher, seen: PushTurn) -> bool;
    fn keep_pushes(me: Pusher, health: Health) -> Vec<SubscriptionId>;
    fn leave_pushes(me: Pusher) -> ();
    fn push_health(subscription: SubscriptionId) -> Option<PushHealth>;
    fn record_sendings(new: Vec<NewSending>) -> Vec<u64>;
    fn confirm_sendings(sequences: &[u64]) -> ();
    fn sendings(subscription: SubscriptionId, numbers: &[u64]) -> Vec<Sending>;
    fn sendings_named(names: &[String], limit: usize) -> Vec<(SubscriptionName, Sending)>;
    fn sendings_of_event(event: EventId, organisation: &str, limit: usize) -> Vec<Sending>;
    fn answer_sendings(sequences: &[u64], verdict: Verdict, at: Timestamp) -> ();
}

macro_rules! pass_on {
    ($(fn $name:ident($($arg:ident: $ty:ty),*) -> $out:ty;)*) => {
        #[async_trait]
        impl Journal for Unsteady {
            async fn append(&self, epoch: u64, version: u64, batch: Vec<NewEvent>) -> Result<Vec<Appended>, Error> {
                match self.trouble() {
                    Trouble::Appending => Err(disk_full()),
                    Trouble::Indigestible(bad) if batch.iter().any(|event| event.labels.id == bad) => {
                        Err(Error::Corrupt { what: "planted" })
                    }
                    Trouble::Indigestible(_) | Trouble::None | Trouble::Settling => {
                        self.inner.append(epoch, version, batch).await
                    }
                }
            }

            async fn settle(&self, id: SubscriptionId, epoch: u64, settlement: Settlement) -> Result<(), Error> {
                match self.trouble() {
                    Trouble::Settling => Err(disk_full()),
                    Trouble::Appending | Trouble::Indigestible(_) | Trouble::None => {
                        self.inner.settle(id, epoch, settlement).await
                    }
                }
            }

            fn changes(&self) -> watch::Receiver<u64> {
                self.silence.as_ref().map_or_else(|| self.inner.changes(), watch::Sender::subscribe)
            }

            $(async fn $name(&self, $($arg: $ty),*) -> Result<$out, Error> {
                self.inner.$name($($arg),*).await
            })*
        }
    };
}

type Entries = Vec<(EventPosition, NewEntry)>;

pass_on! {
    fn take_appending() -> u64;
    fn set_aside(epoch: u64, messages: Vec<SetAside>) -> ();
    fn set_aside_after(after: u64, limit: usize) -> Vec<(u64, SetAside)>;
    fn interests() -> Interests;
    fn events_after(after: EventPosition, limit: usize) -> Vec<EventRow>;
    fn catch_up(id: SubscriptionId, from: u64, through: u64, entries: Entries, audit: Vec<AuditRow>) -> ();
    fn create_subscription(new: NewSubscription) -> SubscriptionRow;
    fn subscription(name: &SubscriptionName) -> SubscriptionRow;
    fn subscriptions(organisation: &str, page: Page) -> Vec<SubscriptionRow>;
    fn delete_subscription(name: &SubscriptionName) -> ();
    fn backlogs(only: Option<&SubscriptionName>) -> Vec<Backlog>;
    fn hold(name: &SubscriptionName) -> Hold;
    fn hold_again(name: &SubscriptionName, epoch: u64) -> Hold;
    fn entries_after(id: SubscriptionId, after: u64, limit: usize) -> Vec<EntryHead>;
    fn entries(id: SubscriptionId, numbers: &[u64]) -> Vec<StoredEntry>;
    fn entered_in(id: SubscriptionId, standard: Standard, of: &[EventId]) -> Vec<(EventId, EventRow)>;
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
