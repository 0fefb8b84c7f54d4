//! What senders and subscribers saw, in the one order in which they saw it.

use std::sync::{Arc, Mutex, PoisonError};

use canonical::digest::Digest;

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
#[derive(Debug, Clone, Default)]
pub struct History(Arc<Mutex<Vec<Seen>>>);

impl History {
    /// Adds what was just seen.
    pub fn add(&self, seen: Seen) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
    }

    /// Everything seen so far, in order.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().enumerate().collect()
    }

    /// The number of steps seen so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether nothing was seen yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
