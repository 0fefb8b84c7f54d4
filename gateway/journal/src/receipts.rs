//! What the journal knows of receipts: those that came in, and those that are missing.

use async_trait::async_trait;
use canonical::EventId;
use canonical::digest::Digest;
use jiff::Timestamp;

use crate::Error;
use crate::model::{Answer, Awaited, Enveloped, EventPosition, EventRow, NamedEnvelope, NewAnswer, NewReceipt};

/// The part of the [`Journal`](crate::Journal) that keeps receipts. Every call that changes something is one transaction.
#[async_trait]
pub trait Receipts: Send + Sync + 'static {
    /// The events that came in an envelope of this name, by position, each once for every document; the newest `limit`
    /// of them, because ids are unique for one sender only, and old ones are answered.
    async fn enveloped(&self, envelope: &NamedEnvelope, limit: usize) -> Result<Vec<Enveloped>, Error>;

    /// The events of these letter identities, by position.
    async fn of_letters(&self, identities: &[Digest]) -> Result<Vec<(Digest, EventRow)>, Error>;

    /// Keeps a receipt with what it answers. The same content from the same organisation is kept once; when it comes again,
    /// its answers take the place of those that had no event, and those that had one stay. Gives the answers that are news:
    /// all of a new receipt, and of one that came before those that have found their event only now.
    async fn record_receipt(&self, receipt: NewReceipt) -> Result<Vec<NewAnswer>, Error>;

    /// What receipts have said of an event, oldest first.
    async fn answers(&self, event: EventId) -> Result<Vec<Answer>, Error>;

    /// At most `limit` answers of which nobody knows what they answer, after a sequence number, in order.
    async fn unmatched_after(&self, after: u64, limit: usize) -> Result<Vec<(u64, Answer)>, Error>;

    /// Up to where events have been looked at for whether they wait for a receipt.
    async fn checked_through(&self) -> Result<EventPosition, Error>;

    /// At most `limit` events after a position, in order, with what is known of their receipts.
    async fn awaited_after(&self, after: EventPosition, limit: usize) -> Result<Vec<Awaited>, Error>;

    /// At most `limit` overdue events after a position, in order, with since when, and what is known of their receipts.
    async fn overdue_after(&self, after: EventPosition, limit: usize) -> Result<Vec<(Timestamp, Awaited)>, Error>;

    /// How many events are overdue.
    async fn overdue(&self) -> Result<u64, Error>;

    /// Moves on to `through`, unless others are further, and records events as overdue since `at`. Gives those that were
    /// never recorded before.
    async fn mark_overdue(
        &self,
        through: EventPosition,
        overdue: Vec<EventPosition>,
        at: Timestamp,
    ) -> Result<Vec<EventPosition>, Error>;

    /// Records that events are overdue no longer. Gives how many still were.
    async fn settle_overdue(&self, settled: Vec<EventPosition>, at: Timestamp) -> Result<u64, Error>;
}
