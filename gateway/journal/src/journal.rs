//! The trait that every store implements.

use async_trait::async_trait;
use canonical::EventId;
use canonical::event::Standard;
use canonical::organisation::Organisation;
use canonical::relation::CareRelation;
use jiff::Timestamp;
use tokio::sync::watch;

use crate::model::{
    Acceptance, Appended, AuditRow, Backlog, Document, EntryHead, EventPosition, EventRow, Hold, Interests, LaneChange,
    NewEntry, NewEvent, NewSubscription, Offer, Original, Page, RelationId, RelationRow, SeekTarget, SetAside,
    Settlement, Stored, StoredEntry, SubscriptionId, SubscriptionName, SubscriptionRow,
};
use crate::{Error, LateReceipts, Notifications, PatientKey, Pushes, Receipts};

/// The durable, ordered record. Every call that changes something is one transaction, durable when it returns.
#[async_trait]
pub trait Journal: LateReceipts + Notifications + Pushes + Receipts {
    // Appending.

    /// Takes the right to append, and fences out whoever had it. Gives the epoch to append under; it is 0 until somebody
    /// has taken it.
    async fn take_appending(&self) -> Result<u64, Error>;

    /// All subscriptions and the version they stand at.
    async fn interests(&self) -> Result<Interests, Error>;

    /// Appends a batch in order, in one transaction. Removes duplicates (also within the batch), makes links, gives every
    /// entry its number, commitment and chain digest, and moves `matched_through` of every subscription that had caught up.
    ///
    /// # Errors
    /// [`Error::InterestsChanged`] if `version` is not the version of the interests any more, and [`Error::Fenced`] if
    /// somebody has taken the right to append since `epoch`: nothing was written.
    async fn append(&self, epoch: u64, version: u64, batch: Vec<NewEvent>) -> Result<Vec<Appended>, Error>;

    /// Keeps messages that cannot be appended, with the reason, for an operator; one that is there already stays as it is.
    ///
    /// # Errors
    /// [`Error::Fenced`] if somebody has taken the right to append since `epoch`.
    async fn set_aside(&self, epoch: u64, messages: Vec<SetAside>) -> Result<(), Error>;

    /// At most `limit` messages that were set aside after a sequence number, in order, with their sequence numbers.
    async fn set_aside_after(&self, after: u64, limit: usize) -> Result<Vec<(u64, SetAside)>, Error>;

    /// Index columns of at most `limit` events after a position, in order.
    async fn events_after(&self, after: EventPosition, limit: usize) -> Result<Vec<EventRow>, Error>;

    /// Enters older events into a subscription that is catching up, and moves its `matched_through`.
    /// Does nothing if `from` is not where the subscription stands.
    async fn catch_up(
        &self,
        subscription: SubscriptionId,
        from: EventPosition,
        through: EventPosition,
        entries: Vec<(EventPosition, NewEntry)>,
        audit: Vec<AuditRow>,
    ) -> Result<(), Error>;

    // Subscriptions.

    /// Creates a subscription; the same name with the same filter, options and push gives the one that is there.
    ///
    /// # Errors
    /// [`Error::Exists`] if another one has the name.
    async fn create_subscription(&self, new: NewSubscription) -> Result<SubscriptionRow, Error>;

    /// Reads a subscription.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    async fn subscription(&self, name: &SubscriptionName) -> Result<SubscriptionRow, Error>;

    /// The subscriptions of an organisation, by name.
    async fn subscriptions(&self, organisation: &str, page: Page) -> Result<Vec<SubscriptionRow>, Error>;

    /// Deletes a subscription with its entries and acks.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    async fn delete_subscription(&self, name: &SubscriptionName) -> Result<(), Error>;

    /// What every subscription, or the named one, has still to settle.
    async fn backlogs(&self, only: Option<&SubscriptionName>) -> Result<Vec<Backlog>, Error>;

    // Delivery.

    /// Takes the right to deliver, and fences out whoever had it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    async fn hold(&self, name: &SubscriptionName) -> Result<Hold, Error>;

    /// Takes the right to deliver again after the subscription was moved.
    ///
    /// # Errors
    /// [`Error::NotFound`], and [`Error::Fenced`] if somebody else has taken hold since `epoch` was given.
    async fn hold_again(&self, name: &SubscriptionName, epoch: u64) -> Result<Hold, Error>;

    /// Heads of at most `limit` entries after a number, settled or not, in order.
    async fn entries_after(
        &self,
        subscription: SubscriptionId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<EntryHead>, Error>;

    /// Whole entries, in the order of their numbers; unknown numbers are left out.
    async fn entries(&self, subscription: SubscriptionId, numbers: &[u64]) -> Result<Vec<StoredEntry>, Error>;

    /// Of events whose letters are not in this standard, those of whole letters in it about the same clinical event that have an
    /// entry in the subscription too, each beside the event it was asked for.
    async fn entered_in(
        &self,
        subscription: SubscriptionId,
        standard: Standard,
        of: &[EventId],
    ) -> Result<Vec<(EventId, EventRow)>, Error>;

    /// Records offers and the decisions behind them, before anything is sent.
    ///
    /// # Errors
    /// [`Error::Fenced`] if a newer hold exists.
    async fn record_offers(
        &self,
        subscription: SubscriptionId,
        epoch: u64,
        offers: Vec<Offer>,
        audit: Vec<AuditRow>,
    ) -> Result<(), Error>;

    /// Records acks, attempts and parked lanes.
    ///
    /// # Errors
    /// [`Error::Fenced`] if a newer hold exists.
    async fn settle(&self, subscription: SubscriptionId, epoch: u64, settlement: Settlement) -> Result<(), Error>;

    /// Moves the subscription and fences out its holder. Attempts and parked lanes from the target on are forgotten.
    /// Gives the first number that will be delivered.
    async fn seek(&self, name: &SubscriptionName, target: SeekTarget) -> Result<u64, Error>;

    /// Resumes or skips the parked lane whose head is this entry, and fences out the holder so that it starts afresh.
    ///
    /// # Errors
    /// [`Error::NotFound`] if no lane is parked at this entry.
    async fn change_lane(&self, name: &SubscriptionName, number: u64, change: LaneChange) -> Result<(), Error>;

    // Events.

    /// Reads an event.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    async fn event(&self, id: EventId) -> Result<Stored, Error>;

    /// The document an event came in.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    async fn original(&self, id: EventId) -> Result<Original, Error>;

    /// The document an event came in, without its content, but with the events of all its letters.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    async fn document(&self, id: EventId) -> Result<Document, Error>;

    /// Every time a letter came in, oldest first.
    async fn acceptances(&self, id: EventId) -> Result<Vec<Acceptance>, Error>;

    /// Events of a patient under any of these keys, newest position first; `before` is exclusive.
    async fn timeline(
        &self,
        patients: &[PatientKey],
        before: Option<EventPosition>,
        limit: usize,
    ) -> Result<Vec<Stored>, Error>;

    // Care relations.

    /// Records a care relation with its audit row; an equal one that is there already is given back.
    async fn record_relation(
        &self,
        patient: PatientKey,
        relation: CareRelation,
        audit: AuditRow,
    ) -> Result<RelationRow, Error>;

    /// Ends a care relation at this time, or earlier if it ended earlier, with its audit row.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    async fn end_relation(&self, id: RelationId, at: Timestamp, audit: AuditRow) -> Result<RelationRow, Error>;

    /// Reads a care relation.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    async fn relation(&self, id: RelationId) -> Result<RelationRow, Error>;

    /// Care relations of any of these patients, ended ones too, newest first.
    async fn relations(&self, patients: &[PatientKey]) -> Result<Vec<RelationRow>, Error>;

    // Organisations.

    /// Records the organisations of the configuration under their ids, so that what the journal says of them can be read
    /// later. Those not named stay.
    async fn put_organisations(&self, organisations: Vec<Organisation>) -> Result<(), Error>;

    /// Every organisation that was ever recorded, by id, as it was recorded last.
    async fn organisations(&self) -> Result<Vec<Organisation>, Error>;

    // Audit and hints.

    /// Adds audit rows.
    async fn audit(&self, rows: Vec<AuditRow>) -> Result<(), Error>;

    /// Reads audit rows after a sequence number, in order, with their sequence numbers; verifies their digests.
    ///
    /// # Errors
    /// [`Error::Corrupt`] where the chain of rows breaks.
    async fn audit_after(&self, after: u64, limit: usize) -> Result<Vec<(u64, AuditRow)>, Error>;

    /// Changes whenever something was committed that delivery may want to look at: only a hint.
    fn changes(&self) -> watch::Receiver<u64>;
}
