//! [`Pushes`] of a [`PostgresJournal`]: every call, sent to a transaction of its own, or to a reader.

use async_trait::async_trait;
use canonical::EventId;
use canonical::receipt::Verdict;
use jiff::Timestamp;

use super::store::{PostgresJournal, Wakes, change, read};
use super::{push_turns, sendings, subscriptions};
use crate::model::{
    NewSending, Push, PushDuty, PushHealth, PushTurn, Pusher, Sending, SubscriptionId, SubscriptionName,
    SubscriptionRow,
};
use crate::{Error, Pushes};

#[async_trait]
impl Pushes for PostgresJournal {
    async fn update_push(&self, name: &SubscriptionName, push: Option<Push>) -> Result<SubscriptionRow, Error> {
        let name = name.clone();
        change!(self, Wakes::Delivery, client => subscriptions::update_push(client, &name, push.as_ref()))
    }

    async fn pushes(&self) -> Result<Vec<PushDuty>, Error> {
        read!(self, client => push_turns::all(client))
    }

    async fn take_push(&self, subscription: SubscriptionId, me: Pusher, seen: PushTurn) -> Result<bool, Error> {
        change!(self, Wakes::Nobody, client => push_turns::take(client, subscription, me, seen))
    }

    async fn keep_pushes(
        &self,
        me: Pusher,
        health: Vec<(SubscriptionId, PushHealth)>,
    ) -> Result<Vec<SubscriptionId>, Error> {
        change!(self, Wakes::Nobody, client => push_turns::keep(client, me, &health))
    }

    async fn leave_pushes(&self, me: Pusher) -> Result<(), Error> {
        change!(self, Wakes::Delivery, client => push_turns::leave(client, me))
    }

    async fn push_health(&self, subscription: SubscriptionId) -> Result<Option<PushHealth>, Error> {
        read!(self, client => push_turns::health(client, subscription))
    }

    async fn record_sendings(&self, new: Vec<NewSending>) -> Result<Vec<u64>, Error> {
        change!(self, Wakes::Nobody, client => sendings::record(client, &new))
    }

    async fn confirm_sendings(&self, sequences: &[u64]) -> Result<(), Error> {
        let sequences = sequences.to_vec();
        change!(self, Wakes::Nobody, client => sendings::confirm(client, &sequences))
    }

    async fn sendings(&self, subscription: SubscriptionId, numbers: &[u64]) -> Result<Vec<Sending>, Error> {
        read!(self, client => sendings::of(client, subscription, numbers))
    }

    async fn sendings_named(&self, names: &[String], limit: usize) -> Result<Vec<(SubscriptionName, Sending)>, Error> {
        read!(self, client => sendings::named(client, names, limit))
    }

    async fn sendings_of_event(&self, event: EventId, organisation: &str, limit: usize) -> Result<Vec<Sending>, Error> {
        read!(self, client => sendings::of_event(client, event, organisation, limit))
    }

    async fn answer_sendings(&self, sequences: &[u64], verdict: Verdict, at: Timestamp) -> Result<(), Error> {
        let sequences = sequences.to_vec();
        change!(self, Wakes::Delivery, client => sendings::answer(client, &sequences, verdict, at))
    }
}
