//! [`SqliteJournal`]: every call of the trait, sent to the writer or to a reader.

use std::path::Path;

use async_trait::async_trait;
use canonical::EventId;
use canonical::event::Standard;
use canonical::organisation::Organisation;
use canonical::relation::CareRelation;
use jiff::Timestamp;
use tokio::sync::watch;

use super::directory::Directory;
use super::readers::Readers;
use super::settings::Settings;
use super::writer::{Wakes, Writer};
use super::{
    acceptances, append, audit, backlogs, catch_up, entries, events, holds, organisations, originals, relations, same,
    seeks, set_aside, state, subscriptions,
};
use crate::caught_up::CaughtUp;
use crate::model::{
    Acceptance, Appended, AuditRow, Backlog, Document, EntryHead, EventPosition, EventRow, Hold, Interests, LaneChange,
    NewEntry, NewEvent, NewSubscription, Offer, Original, Page, RelationId, RelationRow, SeekTarget, SetAside,
    Settlement, Stored, StoredEntry, SubscriptionId, SubscriptionName, SubscriptionRow,
};
use crate::{Error, Journal, PatientKey};

/// A journal in a directory of its own.
pub struct SqliteJournal {
    // First, so that the writer's connection is the last one to close and takes the log along.
    pub(super) readers: Readers,
    pub(super) writer: Writer,
}

impl SqliteJournal {
    /// Opens the journal in this directory, and makes it if there is none.
    ///
    /// Waits for the disk; call it before others are served.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the directory cannot be written or another process has it open, and
    /// [`Error::Corrupt`] if it holds something else, or a schema newer than this program.
    pub fn open(dir: &Path, settings: Settings) -> Result<Self, Error> {
        let Directory { file, writer, lock } = Directory::open(dir)?;
        let readers = Readers::new(file, settings.readers);
        Ok(Self { readers, writer: Writer::start(writer, lock, settings)? })
    }

    /// Takes no more calls, carries out those that wait, and closes the file. Dropping the journal does the same.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

#[async_trait]
impl Journal for SqliteJournal {
    async fn interests(&self) -> Result<Interests, Error> {
        self.readers.read(subscriptions::interests).await
    }

    async fn take_appending(&self) -> Result<u64, Error> {
        self.writer.call(Wakes::Nobody, state::take_appending).await
    }

    async fn append(&self, epoch: u64, version: u64, batch: Vec<NewEvent>) -> Result<Vec<Appended>, Error> {
        self.writer.call(Wakes::Delivery, move |conn| append::append(conn, epoch, version, &batch)).await
    }

    async fn set_aside(&self, epoch: u64, messages: Vec<SetAside>) -> Result<(), Error> {
        self.writer.call(Wakes::Nobody, move |conn| set_aside::keep(conn, epoch, &messages)).await
    }

    async fn set_aside_after(&self, after: u64, limit: usize) -> Result<Vec<(u64, SetAside)>, Error> {
        self.readers.read(move |conn| set_aside::after(conn, after, limit)).await
    }

    async fn events_after(&self, after: EventPosition, limit: usize) -> Result<Vec<EventRow>, Error> {
        self.readers.read(move |conn| events::after(conn, after, limit)).await
    }

    async fn catch_up(
        &self,
        subscription: SubscriptionId,
        from: EventPosition,
        through: EventPosition,
        entries: Vec<(EventPosition, NewEntry)>,
        audit: Vec<AuditRow>,
    ) -> Result<(), Error> {
        let page = CaughtUp { subscription, from, through, entries, audit };
        self.writer.call(Wakes::Delivery, move |conn| catch_up::catch_up(conn, &page)).await
    }

    async fn create_subscription(&self, new: NewSubscription) -> Result<SubscriptionRow, Error> {
        self.writer.call(Wakes::Delivery, move |conn| subscriptions::create(conn, &new)).await
    }

    async fn subscription(&self, name: &SubscriptionName) -> Result<SubscriptionRow, Error> {
        let name = name.clone();
        self.readers.read(move |conn| subscriptions::by_name(conn, &name)).await
    }

    async fn subscriptions(&self, organisation: &str, page: Page) -> Result<Vec<SubscriptionRow>, Error> {
        let organisation = organisation.to_owned();
        self.readers.read(move |conn| subscriptions::of(conn, &organisation, &page)).await
    }

    async fn delete_subscription(&self, name: &SubscriptionName) -> Result<(), Error> {
        let name = name.clone();
        self.writer.call(Wakes::Delivery, move |conn| subscriptions::delete(conn, &name)).await
    }

    async fn backlogs(&self, only: Option<&SubscriptionName>) -> Result<Vec<Backlog>, Error> {
        let only = only.cloned();
        self.readers.read(move |conn| backlogs::of(conn, only.as_ref())).await
    }

    async fn hold(&self, name: &SubscriptionName) -> Result<Hold, Error> {
        let name = name.clone();
        self.writer.call(Wakes::Delivery, move |conn| holds::hold(conn, &name)).await
    }

    async fn hold_again(&self, name: &SubscriptionName, epoch: u64) -> Result<Hold, Error> {
        let name = name.clone();
        self.readers.read(move |conn| holds::hold_again(conn, &name, epoch)).await
    }

    async fn entries_after(
        &self,
        subscription: SubscriptionId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<EntryHead>, Error> {
        self.readers.read(move |conn| entries::after(conn, subscription, after, limit)).await
    }

    async fn entries(&self, subscription: SubscriptionId, numbers: &[u64]) -> Result<Vec<StoredEntry>, Error> {
        let numbers = numbers.to_vec();
        self.readers.read(move |conn| entries::whole(conn, subscription, &numbers)).await
    }

    async fn entered_in(
        &self,
        subscription: SubscriptionId,
        standard: Standard,
        of: &[EventId],
    ) -> Result<Vec<(EventId, EventRow)>, Error> {
        let of = of.to_vec();
        self.readers.read(move |conn| same::entered(conn, subscription, standard, &of)).await
    }

    async fn record_offers(
        &self,
        subscription: SubscriptionId,
        epoch: u64,
        offers: Vec<Offer>,
        audit: Vec<AuditRow>,
    ) -> Result<(), Error> {
        let work = move |conn: &_| holds::record_offers(conn, subscription, epoch, &offers, &audit);
        self.writer.call(Wakes::Nobody, work).await
    }

    async fn settle(&self, subscription: SubscriptionId, epoch: u64, settlement: Settlement) -> Result<(), Error> {
        self.writer.call(Wakes::Nobody, move |conn| holds::settle(conn, subscription, epoch, settlement)).await
    }

    async fn seek(&self, name: &SubscriptionName, target: SeekTarget) -> Result<u64, Error> {
        let name = name.clone();
        self.writer.call(Wakes::Delivery, move |conn| seeks::seek(conn, &name, target)).await
    }

    async fn change_lane(&self, name: &SubscriptionName, number: u64, change: LaneChange) -> Result<(), Error> {
        let name = name.clone();
        self.writer.call(Wakes::Delivery, move |conn| seeks::change_lane(conn, &name, number, change)).await
    }

    async fn event(&self, id: EventId) -> Result<Stored, Error> {
        self.readers.read(move |conn| events::event(conn, id)).await
    }

    async fn original(&self, id: EventId) -> Result<Original, Error> {
        self.readers.read(move |conn| originals::of(conn, id)).await
    }

    async fn document(&self, id: EventId) -> Result<Document, Error> {
        self.readers.read(move |conn| events::document(conn, id)).await
    }

    async fn acceptances(&self, id: EventId) -> Result<Vec<Acceptance>, Error> {
        self.readers.read(move |conn| acceptances::of(conn, id)).await
    }

    async fn timeline(
        &self,
        patients: &[PatientKey],
        before: Option<EventPosition>,
        limit: usize,
    ) -> Result<Vec<Stored>, Error> {
        let patients = patients.to_vec();
        self.readers.read(move |conn| events::timeline(conn, &patients, before, limit)).await
    }

    async fn record_relation(
        &self,
        patient: PatientKey,
        relation: CareRelation,
        audit: AuditRow,
    ) -> Result<RelationRow, Error> {
        self.writer.call(Wakes::Nobody, move |conn| relations::record(conn, patient, &relation, audit)).await
    }

    async fn end_relation(&self, id: RelationId, at: Timestamp, audit: AuditRow) -> Result<RelationRow, Error> {
        self.writer.call(Wakes::Nobody, move |conn| relations::end(conn, id, at, audit)).await
    }

    async fn relation(&self, id: RelationId) -> Result<RelationRow, Error> {
        self.readers.read(move |conn| relations::relation_with(conn, id)).await
    }

    async fn relations(&self, patients: &[PatientKey]) -> Result<Vec<RelationRow>, Error> {
        let patients = patients.to_vec();
        self.readers.read(move |conn| relations::of(conn, &patients)).await
    }

    async fn put_organisations(&self, organisations: Vec<Organisation>) -> Result<(), Error> {
        self.writer.call(Wakes::Nobody, move |conn| organisations::put(conn, &organisations)).await
    }

    async fn organisations(&self) -> Result<Vec<Organisation>, Error> {
        self.readers.read(organisations::all).await
    }

    async fn audit(&self, rows: Vec<AuditRow>) -> Result<(), Error> {
        self.writer.call(Wakes::Nobody, move |conn| audit::add(conn, &rows)).await
    }

    async fn audit_after(&self, after: u64, limit: usize) -> Result<Vec<(u64, AuditRow)>, Error> {
        self.readers.read(move |conn| audit::after(conn, after, limit)).await
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.writer.changes()
    }
}
