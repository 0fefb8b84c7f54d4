//! [`Receipts`] of a [`SqliteJournal`]: every call, sent to the writer or to a reader.

use async_trait::async_trait;
use canonical::EventId;
use canonical::digest::Digest;
use jiff::Timestamp;

use super::store::SqliteJournal;
use super::writer::Wakes;
use super::{overdue, receipts};
use crate::model::{Answer, Awaited, Enveloped, EventPosition, EventRow, NamedEnvelope, NewAnswer, NewReceipt};
use crate::{Error, Receipts};

#[async_trait]
impl Receipts for SqliteJournal {
    async fn enveloped(&self, envelope: &NamedEnvelope, limit: usize) -> Result<Vec<Enveloped>, Error> {
        let envelope = envelope.clone();
        self.readers.read(move |conn| receipts::enveloped(conn, &envelope, limit)).await
    }

    async fn of_letters(&self, identities: &[Digest]) -> Result<Vec<(Digest, EventRow)>, Error> {
        let identities = identities.to_vec();
        self.readers.read(move |conn| receipts::of_letters(conn, &identities)).await
    }

    async fn record_receipt(&self, receipt: NewReceipt) -> Result<Vec<NewAnswer>, Error> {
        self.writer.call(Wakes::Nobody, move |conn| receipts::record(conn, &receipt)).await
    }

    async fn answers(&self, event: EventId) -> Result<Vec<Answer>, Error> {
        self.readers.read(move |conn| receipts::answers(conn, event)).await
    }

    async fn unmatched_after(&self, after: u64, limit: usize) -> Result<Vec<(u64, Answer)>, Error> {
        self.readers.read(move |conn| receipts::unmatched(conn, after, limit)).await
    }

    async fn checked_through(&self) -> Result<EventPosition, Error> {
        self.readers.read(overdue::checked_through).await
    }

    async fn awaited_after(&self, after: EventPosition, limit: usize) -> Result<Vec<Awaited>, Error> {
        self.readers.read(move |conn| overdue::awaited(conn, after, limit)).await
    }

    async fn overdue_after(&self, after: EventPosition, limit: usize) -> Result<Vec<(Timestamp, Awaited)>, Error> {
        self.readers.read(move |conn| overdue::after(conn, after, limit)).await
    }

    async fn overdue(&self) -> Result<u64, Error> {
        self.readers.read(overdue::count).await
    }

    async fn mark_overdue(
        &self,
        through: EventPosition,
        overdue: Vec<EventPosition>,
        at: Timestamp,
    ) -> Result<Vec<EventPosition>, Error> {
        self.writer.call(Wakes::Nobody, move |conn| overdue::mark(conn, through, &overdue, at)).await
    }

    async fn settle_overdue(&self, settled: Vec<EventPosition>, at: Timestamp) -> Result<u64, Error> {
        self.writer.call(Wakes::Nobody, move |conn| overdue::settle(conn, &settled, at)).await
    }
}
