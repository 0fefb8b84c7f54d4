//! What the journal knows of receipts that follow later.

use async_trait::async_trait;
use canonical::EventId;
use canonical::digest::Digest;
use canonical::organisation::OrganisationId;
use jiff::Timestamp;

use crate::Error;
use crate::model::{Awaited, Decision, LateReceipt};

/// The part of the [`Journal`](crate::Journal) that keeps receipts which follow later. Every call that changes something is one
/// transaction.
#[async_trait]
pub trait LateReceipts: Send + Sync + 'static {
    /// At most `limit` of which nothing is decided, after a number, in order, with what is known of the receipts of their
    /// events, as if each had been asked for.
    async fn undecided_after(&self, after: u64, limit: usize) -> Result<Vec<(LateReceipt, Awaited)>, Error>;

    /// Decides. What was decided before stays, of one receipt and of every other one of the same event: those are told the same, whatever
    /// is handed in. Gives the numbers of those that were decided now.
    async fn decide(&self, decisions: Vec<Decision>) -> Result<Vec<u64>, Error>;

    /// At most `limit` that are decided and not taken, of an organisation, after a number, in order; where a
    /// door is named, of letters that came through it.
    async fn due_after(
        &self,
        organisation: &OrganisationId,
        channel: Option<&str>,
        after: u64,
        limit: usize,
    ) -> Result<Vec<LateReceipt>, Error>;

    /// All of an event, in order.
    async fn late_of_event(&self, event: EventId) -> Result<Vec<LateReceipt>, Error>;

    /// Those of letters that an organisation handed over in this document, in order; of letters that came in it more than
    /// once, the newest.
    async fn late_of_document(
        &self,
        organisation: &OrganisationId,
        document: Digest,
    ) -> Result<Vec<LateReceipt>, Error>;

    /// Records that an organisation has taken these. Gives how many were due.
    async fn take_late(&self, organisation: &OrganisationId, numbers: &[u64], at: Timestamp) -> Result<u64, Error>;
}
