//! [`Receipts`] of a [`PostgresJournal`]: every call, sent to a transaction of its own, or to a reader.

use async_trait::async_trait;
use canonical::EventId;
use canonical::digest::Digest;
use jiff::Timestamp;

use super::store::{PostgresJournal, Wakes, change, read};
use super::{overdue, receipts};
use crate::model::{Answer, Awaited, Enveloped, EventPosition, EventRow, NamedEnvelope, NewAnswer, NewReceipt};
use crate::{Error, Receipts};

#[async_trait]
impl Receipts for PostgresJournal {
    async fn enveloped(&self, envelope: &NamedEnvelope, limit: usize) -> Result<Vec<Enveloped>, Error> {
        read!(self, client => receipts::enveloped(client, envelope, limit))
    }

    async fn of_letters(&self, identities: &[Digest]) -> Result<Vec<(Digest, EventRow)>, Error> {
        read!(self, client => receipts::of_letters(client, identities))
    }

    async fn record_receipt(&self, receipt: NewReceipt) -> Result<Vec<NewAnswer>, Error> {
        change!(self, Wakes::Nobody, client => receipts::record(client, &receipt))
    }

    async fn answers(&self, event: EventId) -> Result<Vec<Answer>, Error> {
        read!(self, client => receipts::answers(client, event))
    }

    async fn unmatched_after(&self, after: u64, limit: usize) -> Result<Vec<(u64, Answer)>, Error> {
        read!(self, client => receipts::unmatched(client, after, limit))
    }

    async fn checked_through(&self) -> Result<EventPosition, Error> {
        read!(self, client => overdue::checked_through(client))
    }

    async fn awaited_after(&self, after: EventPosition, limit: usize) -> Result<Vec<Awaited>, Error> {
        read!(self, client => overdue::awaited(client, after, limit))
    }

    async fn overdue_after(&self, after: EventPosition, limit: usize) -> Result<Vec<(Timestamp, Awaited)>, Error> {
        read!(self, client => overdue::after(client, after, limit))
    }

    async fn overdue(&self) -> Result<u64, Error> {
        read!(self, client => overdue::count(client))
    }

    async fn mark_overdue(
        &self,
        through: EventPosition,
        overdue: Vec<EventPosition>,
        at: Timestamp,
    ) -> Result<Vec<EventPosition>, Error> {
        change!(self, Wakes::Nobody, client => overdue::mark(client, through, &overdue, at))
    }

    async fn settle_overdue(&self, settled: Vec<EventPosition>, at: Timestamp) -> Result<u64, Error> {
        change!(self, Wakes::Nobody, client => overdue::settle(client, &settled, at))
    }
}
