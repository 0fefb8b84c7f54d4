//! A publisher that remembers what it took, and fails when it is told to.

use std::collections::HashMap;
use std::sync::Mutex;

use async_trait::async_trait;
use canonical::EventId;
use canonical::digest::Digest;
use canonical::receipt::ReceivedReceipt;
use canonical::refusal::RefusalCode;
use intake::{Carried, Document, Publish, Published, Submission, Unavailable};
use jiff::Timestamp;
use tokio::sync::Notify;

/// Takes letters, as a gateway would whose every receiver is hosted until it is told otherwise.
#[derive(Default)]
pub struct Ledger {
    state: Mutex<State>,
    /// Tells of every call.
    pub called: Notify,
}

#[derive(Default)]
struct State {
    calls: Vec<Submission>,
    receipts: Vec<ReceivedReceipt>,
    events: HashMap<EventId, Timestamp>,
    identities: HashMap<Digest, EventId>,
    refusals: Vec<(usize, RefusalCode)>,
    moods: Vec<Mood>,
}

/// How the next call goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Fails,
    Panics,
    Works,
}

impl Ledger {
    /// How the next calls go, the first one first; afterwards all of them work.
    pub fn will(&self, moods: &[Mood]) {
        self.state().moods = moods.iter().rev().copied().collect();
    }

    /// Refuses new letters for these receivers from now on.
    pub fn refuse(&self, refusals: &[(usize, RefusalCode)]) {
        self.state().refusals = refusals.to_vec();
    }

    /// Every call, in order.
    pub fn calls(&self) -> Vec<Submission> {
        self.state().calls.clone()
    }

    /// Every receipt, in order.
    pub fn receipts(&self) -> Vec<ReceivedReceipt> {
        self.state().receipts.clone()
    }

    /// How many events it holds.
    pub fn events(&self) -> usize {
        self.state().events.len()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[async_trait]
impl Publish for Ledger {
    async fn publish(&self, submission: Submission) -> Result<Published, Unavailable> {
        // Gives others a turn, so that what must not overlap would.
        tokio::task::yield_now().await;
        submission.carried.keep().await?;
        let mut state = self.state();
        self.called.notify_one();
        match state.moods.pop() {
            Some(Mood::Fails) => return Err(Unavailable { reason: "disk-full" }),
            Some(Mood::Panics) => panic!("the publisher broke"),
            Some(Mood::Works) | None => {}
        }
        Ok(state.take(submission))
    }

    async fn publish_together(&self, submissions: Vec<Submission>) -> Result<Vec<Published>, Unavailable> {
        let mut published = Vec::new();
        for submission in submissions {
            published.push(self.publish(submission).await?);
        }
        Ok(published)
    }

    async fn publish_receipt(&self, receipt: ReceivedReceipt) -> Result<(), Unavailable> {
        let mut state = self.state();
        self.called.notify_one();
        match state.moods.pop() {
            Some(Mood::Fails) => return Err(Unavailable { reason: "disk-full" }),
            Some(Mood::Panics) => panic!("the publisher broke"),
            Some(Mood::Works) | None => {}
        }
        state.receipts.push(receipt);
        Ok(())
    }
}

impl State {
    fn take(&mut self, submission: Submission) -> Published {
        let event = wire::decode(&submission.event).expect("intake sends whole events");
        assert_eq!(event.id, submission.event_id);
        // What it carries goes with the letter, as in a real publisher.
        let original = match submission.original {
            Document::Here(bytes) => Document::Here(bytes),
            Document::Large(_) => Vec::new().into(),
        };
        self.calls.push(Submission { carried: Carried::default(), original, ..submission });
        if let Some(first_at) = self.events.get(&event.id) {
            return Published::Resent { first_at: *first_at };
        }
        if !self.refusals.is_empty() {
            return Published::Refused(self.refusals.clone());
        }
        self.events.insert(event.id, Timestamp::UNIX_EPOCH);
        let first = *self.identities.entry(event.identity().digest()).or_insert(event.id);
        Published::Accepted { identity_reused: first != event.id }
    }
}
