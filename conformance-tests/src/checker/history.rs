//! What senders and subscribers saw, in the one order in which they saw it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use canonical::digest::Digest;
use tokio::sync::watch;

/// One thing that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// A sender began to hand a letter over.
    Submitted {
        /// The letter's id.
        letter: String,
        /// The patient, as any word that tells patients apart.
        patient: String,
        /// The subscriptions that must get it.
        subscriptions: Vec<String>,
    },
    /// A sender got a positive receipt for the letter.
    Receipted {
        /// The letter's id.
        letter: String,
    },
    /// A sender was told that the letter is kept to be processed: its receipt follows, and no later letter that is handed
    /// over at the same place may pass it. To be noted only of senders that hand over at one place.
    Kept {
        /// The letter's id.
        letter: String,
    },
    /// A subscriber got an entry.
    Delivered(Delivery),
    /// A subscriber sent an ack for the entry.
    Acked {
        /// The subscription.
        subscription: String,
        /// The entry's number.
        number: u64,
    },
}

/// An entry as a subscriber got it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The subscription.
    pub subscription: String,
    /// The entry's number.
    pub number: u64,
    /// The event's id.
    pub event: String,
    /// The letter's id.
    pub letter: String,
    /// SHA-256 of the event as encoded again by the subscriber.
    pub content: Digest,
    /// Salt of the commitment.
    pub salt: Vec<u8>,
    /// The commitment as delivered.
    pub commitment: Digest,
    /// The chain digest as delivered.
    pub digest: Digest,
}

/// What was seen, with its place in the order of seeing.
pub type Step = (usize, Seen);

/// A history that many peers write at once.
#[derive(Debug, Clone)]
pub struct History {
    seen: Arc<Mutex<Vec<Seen>>>,
    length: watch::Sender<usize>,
}

impl Default for History {
    fn default() -> Self {
        Self { seen: Arc::default(), length: watch::Sender::new(0) }
    }
}

impl History {
    /// Adds what was just seen.
    pub fn add(&self, seen: Seen) {
        let mut all = self.lock();
        all.push(seen);
        self.length.send_replace(all.len());
    }

    /// Everything seen so far, in order.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        self.lock().iter().cloned().enumerate().collect()
    }

    /// Waits until at least this many things were seen.
    pub async fn reaches(&self, length: usize) {
        // The sender is held here, so the wait ends only by reaching the length.
        let _ = self.length.subscribe().wait_for(|now| *now >= length).await;
    }

    /// Waits until what was seen satisfies a condition.
    pub async fn satisfies(&self, condition: impl Fn(&[Seen]) -> bool) {
        let mut length = self.length.subscribe();
        while !condition(&self.lock()) {
            if length.changed().await.is_err() {
                return;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
