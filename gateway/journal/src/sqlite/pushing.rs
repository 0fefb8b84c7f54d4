//! [`Pushes`] of a [`SqliteJournal`]: every call, sent to the writer or to a reader.

use async_trait::async_trait;
use canonical::EventId;
use canonical::receipt::Verdict;
use jiff::Timestamp;

use super::store::SqliteJournal;
use super::writer::Wakes;
use super::{push_turns, sendings, subscriptions};
use crate::model::{
    NewSending, Push, PushDuty, PushHealth, PushTurn, Pusher, Sending, SubscriptionId, SubscriptionName,
    SubscriptionRow,
};
use crate::{Error, Pushes};

#[async_trait]
impl Pushes for SqliteJournal {
    async fn update_push(&self, name: &SubscriptionName, push: Option<Push>) -> Result<SubscriptionRow, Error> {
        let name = name.clone();
        self.writer.call(Wakes::Delivery, move |conn| subscriptions::update_push(conn, &name, push.as_ref())).await
    }

    async fn pushes(&self) -> Result<Vec<PushDuty>, Error> {
        self.readers.read(push_turns::all).await
    }

    async fn take_push(&self, subscription: SubscriptionId, me: Pusher, seen: PushTurn) -> Result<bool, Error> {
        self.writer.call(Wakes::Nobody, move |conn| push_turns::take(conn, subscription, me, seen)).await
    }

    async fn keep_pushes(
        &self,
        me: Pusher,
        health: Vec<(SubscriptionId, PushHealth)>,
    ) -> Result<Vec<SubscriptionId>, Error> {
        self.writer.call(Wakes::Nobody, move |conn| push_turns::keep(conn, me, &health)).await
    }

    async fn leave_pushes(&self, me: Pusher) -> Result<(), Error> {
        self.writer.call(Wakes::Delivery, move |conn| push_turns::leave(conn, me)).await
    }

    async fn push_health(&self, subscription: SubscriptionId) -> Result<Option<PushHealth>, Error> {
        self.readers.read(move |conn| push_turns::health(conn, subscription)).await
    }

    async fn record_sendings(&self, new: Vec<NewSending>) -> Result<Vec<u64>, Error> {
        self.writer.call(Wakes::Nobody, move |conn| sendings::record(conn, &new)).await
    }

    async fn confirm_sendings(&self, sequences: &[u64]) -> Result<(), Error> {
        let sequences = sequences.to_vec();
        self.writer.call(Wakes::Nobody, move |conn| sendings::confirm(conn, &sequences)).await
    }

    async fn sendings(&self, subscription: SubscriptionId, numbers: &[u64]) -> Result<Vec<Sending>, Error> {
        let numbers = numbers.to_vec();
        self.readers.read(move |conn| sendings::of(conn, subscription, &numbers)).await
    }

    async fn sendings_named(&self, names: &[String], limit: usize) -> Result<Vec<(SubscriptionName, Sending)>, Error> {
        let names = names.to_vec();
        self.readers.read(move |conn| sendings::named(conn, &names, limit)).await
    }

    async fn sendings_of_event(&self, event: EventId, organisation: &str, limit: usize) -> Result<Vec<Sending>, Error> {
        let organisation = organisation.to_owned();
        self.readers.read(move |conn| sendings::of_event(conn, event, &organisation, limit)).await
    }

    async fn answer_sendings(&self, sequences: &[u64], verdict: Verdict, at: Timestamp) -> Result<(), Error> {
        let sequences = sequences.to_vec();
        self.writer.call(Wakes::Delivery, move |conn| sendings::answer(conn, &sequences, verdict, at)).await
    }
}
