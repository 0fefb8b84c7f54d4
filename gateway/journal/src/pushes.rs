//! What the journal knows of entries that the gateway posts itself: whose turn it is, how it goes, and what was sent.

use async_trait::async_trait;
use canonical::EventId;
use canonical::receipt::Verdict;
use jiff::Timestamp;

use crate::Error;
use crate::model::{
    NewSending, Push, PushDuty, PushHealth, PushTurn, Pusher, Sending, SubscriptionId, SubscriptionName,
    SubscriptionRow,
};

/// The part of the [`Journal`](crate::Journal) for subscriptions with a [`Push`]. Every call that changes something is one
/// transaction.
#[async_trait]
pub trait Pushes: Send + Sync + 'static {
    /// Changes where and how entries are posted, or whether they are: without a push, the subscriber pulls them.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    async fn update_push(&self, name: &SubscriptionName, push: Option<Push>) -> Result<SubscriptionRow, Error>;

    /// Every subscription with a push, and whose turn it is.
    async fn pushes(&self) -> Result<Vec<PushDuty>, Error>;

    /// Takes the turn if it is still the one that was `seen`. Says whether it was.
    async fn take_push(&self, subscription: SubscriptionId, me: Pusher, seen: PushTurn) -> Result<bool, Error>;

    /// Gives a sign of life for these subscriptions, with how they go. Gives those whose turn is still this pusher's.
    async fn keep_pushes(
        &self,
        me: Pusher,
        health: Vec<(SubscriptionId, PushHealth)>,
    ) -> Result<Vec<SubscriptionId>, Error>;

    /// Gives up every turn of this pusher.
    async fn leave_pushes(&self, me: Pusher) -> Result<(), Error>;

    /// How posting for a subscription goes, as its pusher said last; `None` if nobody has said.
    async fn push_health(&self, subscription: SubscriptionId) -> Result<Option<PushHealth>, Error>;

    /// Records what is about to be posted. Gives their numbers in the journal.
    async fn record_sendings(&self, new: Vec<NewSending>) -> Result<Vec<u64>, Error>;

    /// Records that the receiver has taken the requests.
    async fn confirm_sendings(&self, sequences: &[u64]) -> Result<(), Error>;

    /// What was posted of these entries, oldest first.
    async fn sendings(&self, subscription: SubscriptionId, numbers: &[u64]) -> Result<Vec<Sending>, Error>;

    /// What was posted under one of these names, newest first, at most `limit`.
    async fn sendings_named(&self, names: &[String], limit: usize) -> Result<Vec<(SubscriptionName, Sending)>, Error>;

    /// What was posted of this event to an organisation, newest first, at most `limit`.
    async fn sendings_of_event(&self, event: EventId, organisation: &str, limit: usize) -> Result<Vec<Sending>, Error>;

    /// Records what a receipt says of documents that were posted. What was refused or taken over stays so; only a
    /// technical error is forgotten for what comes after it.
    async fn answer_sendings(&self, sequences: &[u64], verdict: Verdict, at: Timestamp) -> Result<(), Error>;
}
