//! [`PostgresJournal`]: every call of the trait, sent to a shared transaction, to one of its own, or to a reader.

use std::sync::Arc;

use async_trait::async_trait;
use canonical::EventId;
use canonical::event::Standard;
use canonical::organisation::Organisation;
use canonical::relation::CareRelation;
use jiff::Timestamp;
use tokio::sync::watch;

use super::append::Batch;
use super::connecting::Connecting;
use super::connections::Connections;
use super::delivery::{Report, backlogs, holds, seeks};
use super::failures::{away, closed};
use super::hints::{Hints, Listening};
use super::lane::Lane;
use super::line::Line;
use super::settings::Settings;
use super::statements::Client;
use super::transactions::{Work, transact};
use super::{
    audit, catch_up, entries, events, fitness, migrations, organisations, originals, relations, same, set_aside, state,
    subscriptions,
};
use crate::caught_up::CaughtUp;
use crate::model::{
    Acceptance, Appended, AuditRow, Backlog, Document, EntryHead, EventPosition, EventRow, Hold, Interests, LaneChange,
    NewEntry, NewEvent, NewSubscription, Offer, Original, Page, RelationId, RelationRow, SeekTarget, SetAside,
    Settlement, Stored, StoredEntry, SubscriptionId, SubscriptionName, SubscriptionRow,
};
use crate::{Error, Journal, PatientKey};

/// A journal in a database, beside other processes that have it open too.
pub struct PostgresJournal {
    appending: Lane<Batch>,
    reporting: Lane<Report>,
    pub(super) readers: Connections,
    /// For the lanes, and for the rare transactions that nobody shares.
    writers: Connections,
    hints: Hints,
    listening: Listening,
}

/// Whether delivery may want to look when a call has been committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wakes {
    Delivery,
    Nobody,
}

/// Reads what was committed when the work begins.
macro_rules! read {
    ($journal:ident, $client:ident => $work:expr) => {{
        let lent = $journal.readers.lend().await?;
        let $client = &lent;
        let found = $work.await;
        lent.done(found)
    }};
}

/// Carries out a transaction that nobody shares.
macro_rules! change {
    ($journal:ident, $wakes:expr, $client:ident => $work:expr) => {
        $journal.change($wakes, move |$client| Box::pin(async move { $work.await })).await
    };
}

pub(super) use {change, read};

impl PostgresJournal {
    /// Connects, looks at the server, and brings the schema up to date. Several processes may do so at once.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if no server can be reached that takes writes, and [`Error::Corrupt`] if the server does
    /// not keep what it answers, or the schema is newer than this program.
    pub async fn open(settings: Settings) -> Result<Self, Error> {
        let connecting = Connecting::new(&settings)?;
        let opening = async {
            let line = Line::open(&connecting, Arc::default()).await?;
            fitness::check(&line.client).await?;
            migrations::run(&line.client).await
        };
        tokio::time::timeout(10 * settings.patience, opening).await.unwrap_or_else(|_| Err(away("timeout")))?;
        let readers = Connections::new(connecting.pool(settings.readers)?, settings.patience);
        // One for each of the two lanes, and one for a transaction that nobody shares.
        let writers = Connections::new(connecting.pool(3)?, settings.patience);
        let hints = Hints::new();
        Ok(Self {
            appending: Lane::start(writers.clone(), hints.clone(), &settings),
            reporting: Lane::start(writers.clone(), hints.clone(), &settings),
            readers,
            writers,
            listening: hints.listen(connecting).await?,
            hints,
        })
    }

    /// Takes no more calls, carries out those that wait, and closes the connections. Dropping the journal does the same,
    /// without waiting.
    pub async fn close(&self) {
        self.appending.close().await;
        self.reporting.close().await;
        self.readers.close();
        self.writers.close();
        self.listening.stop();
    }

    /// Carries a transaction out, also if nobody waits for its end any more.
    pub(super) async fn change<T, F>(&self, wakes: Wakes, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a Client) -> Work<'a, T> + Send + 'static,
    {
        let (writers, hints) = (self.writers.clone(), self.hints.clone());
        let task = tokio::spawn(async move {
            let result = transact(&writers, work).await;
            if result.is_ok() && wakes == Wakes::Delivery {
                hints.committed();
            }
            result
        });
        task.await.map_err(|_| closed())?
    }
}

#[async_trait]
impl Journal for PostgresJournal {
    async fn take_appending(&self) -> Result<u64, Error> {
        change!(self, Wakes::Nobody, client => state::take_appending(client))
    }

    async fn interests(&self) -> Result<Interests, Error> {
        read!(self, client => subscriptions::interests(client))
    }

    async fn append(&self, epoch: u64, version: u64, batch: Vec<NewEvent>) -> Result<Vec<Appended>, Error> {
        self.appending.call(Batch { epoch, version, events: batch }).await
    }

    async fn set_aside(&self, epoch: u64, messages: Vec<SetAside>) -> Result<(), Error> {
        change!(self, Wakes::Nobody, client => set_aside::keep(client, epoch, &messages))
    }

    async fn set_aside_after(&self, after: u64, limit: usize) -> Result<Vec<(u64, SetAside)>, Error> {
        read!(self, client => set_aside::after(client, after, limit))
    }

    async fn events_after(&self, after: EventPosition, limit: usize) -> Result<Vec<EventRow>, Error> {
        read!(self, client => events::after(client, after, limit))
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
        change!(self, Wakes::Delivery, client => catch_up::catch_up(client, &page))
    }

    async fn create_subscription(&self, new: NewSubscription) -> Result<SubscriptionRow, Error> {
        change!(self, Wakes::Delivery, client => subscriptions::create(client, &new))
    }

    async fn subscription(&self, name: &SubscriptionName) -> Result<SubscriptionRow, Error> {
        read!(self, client => subscriptions::by_name(client, name))
    }

    async fn subscriptions(&self, organisation: &str, page: Page) -> Result<Vec<SubscriptionRow>, Error> {
        read!(self, client => subscriptions::of(client, organisation, &page))
    }

    async fn delete_subscription(&self, name: &SubscriptionName) -> Result<(), Error> {
        let name = name.clone();
        change!(self, Wakes::Delivery, client => subscriptions::delete(client, &name))?;
        while change!(self, Wakes::Nobody, client => subscriptions::sweep(client))? {}
        Ok(())
    }

    async fn backlogs(&self, only: Option<&SubscriptionName>) -> Result<Vec<Backlog>, Error> {
        read!(self, client => backlogs::of(client, only))
    }

    async fn hold(&self, name: &SubscriptionName) -> Result<Hold, Error> {
        let name = name.clone();
        change!(self, Wakes::Delivery, client => holds::hold(client, &name))
    }

    async fn hold_again(&self, name: &SubscriptionName, epoch: u64) -> Result<Hold, Error> {
        let name = name.clone();
        change!(self, Wakes::Nobody, client => holds::hold_again(client, &name, epoch))
    }

    async fn entries_after(
        &self,
        subscription: SubscriptionId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<EntryHead>, Error> {
        read!(self, client => entries::after(client, subscription, after, limit))
    }

    async fn entries(&self, subscription: SubscriptionId, numbers: &[u64]) -> Result<Vec<StoredEntry>, Error> {
        read!(self, client => entries::whole(client, subscription, numbers))
    }

    async fn entered_in(
        &self,
        subscription: SubscriptionId,
        standard: Standard,
        of: &[EventId],
    ) -> Result<Vec<(EventId, EventRow)>, Error> {
        read!(self, client => same::entered(client, subscription, standard, of))
    }

    async fn record_offers(
        &self,
        subscription: SubscriptionId,
        epoch: u64,
        offers: Vec<Offer>,
        audit: Vec<AuditRow>,
    ) -> Result<(), Error> {
        self.reporting.call(Report::Offers { subscription, epoch, offers, audit }).await
    }

    async fn settle(&self, subscription: SubscriptionId, epoch: u64, settlement: Settlement) -> Result<(), Error> {
        self.reporting.call(Report::Settled { subscription, epoch, settlement }).await
    }

    async fn seek(&self, name: &SubscriptionName, target: SeekTarget) -> Result<u64, Error> {
        let name = name.clone();
        change!(self, Wakes::Delivery, client => seeks::seek(client, &name, target))
    }

    async fn change_lane(&self, name: &SubscriptionName, number: u64, change: LaneChange) -> Result<(), Error> {
        let name = name.clone();
        change!(self, Wakes::Delivery, client => seeks::change_lane(client, &name, number, change))
    }

    async fn event(&self, id: EventId) -> Result<Stored, Error> {
        read!(self, client => events::event(client, id))
    }

    async fn original(&self, id: EventId) -> Result<Original, Error> {
        read!(self, client => originals::of(client, id))
    }

    async fn document(&self, id: EventId) -> Result<Document, Error> {
        read!(self, client => originals::document(client, id))
    }

    async fn acceptances(&self, id: EventId) -> Result<Vec<Acceptance>, Error> {
        read!(self, client => events::acceptances(client, id))
    }

    async fn timeline(
        &self,
        patients: &[PatientKey],
        before: Option<EventPosition>,
        limit: usize,
    ) -> Result<Vec<Stored>, Error> {
        read!(self, client => events::timeline(client, patients, before, limit))
    }

    async fn record_relation(
        &self,
        patient: PatientKey,
        relation: CareRelation,
        audit: AuditRow,
    ) -> Result<RelationRow, Error> {
        change!(self, Wakes::Nobody, client => relations::record(client, patient, &relation, audit))
    }

    async fn end_relation(&self, id: RelationId, at: Timestamp, audit: AuditRow) -> Result<RelationRow, Error> {
        change!(self, Wakes::Nobody, client => relations::end(client, id, at, audit))
    }

    async fn relation(&self, id: RelationId) -> Result<RelationRow, Error> {
        read!(self, client => relations::relation_with(client, id))
    }

    async fn relations(&self, patients: &[PatientKey]) -> Result<Vec<RelationRow>, Error> {
        read!(self, client => relations::of(client, patients))
    }

    async fn put_organisations(&self, organisations: Vec<Organisation>) -> Result<(), Error> {
        change!(self, Wakes::Nobody, client => organisations::put(client, &organisations))
    }

    async fn organisations(&self) -> Result<Vec<Organisation>, Error> {
        read!(self, client => organisations::all(client))
    }

    async fn audit(&self, rows: Vec<AuditRow>) -> Result<(), Error> {
        self.reporting.call(Report::Decided(rows)).await
    }

    async fn audit_after(&self, after: u64, limit: usize) -> Result<Vec<(u64, AuditRow)>, Error> {
        read!(self, client => audit::after(client, after, limit))
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.hints.changes()
    }
}
