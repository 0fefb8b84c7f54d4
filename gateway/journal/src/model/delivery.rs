//! Entries and how far a subscription has settled them.

use canonical::digest::Digest;
use jiff::Timestamp;

use super::{EventRow, LaneState, Link, Sealed, SubscriptionId};

/// The right to deliver a subscription, with what delivery needs to go on. A newer hold fences this one out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// Grows with every hold taken, and with every move. A move keeps it within the same 2^20 epochs.
    pub epoch: u64,
    /// How far it has come.
    pub progress: Progress,
    /// The attempts that entries are in which were offered and are not settled.
    pub attempts: Vec<Attempt>,
    /// Parked lanes.
    pub parked: Vec<LaneState>,
}

/// Epochs of one hold: the one it was given, and one for every move of the subscription since.
const REIGN: u64 = 1 << 20;

/// The hold that an epoch belongs to.
pub(crate) const fn reign(epoch: u64) -> u64 {
    epoch / REIGN
}

/// The first epoch of the next hold.
pub(crate) const fn next_reign(epoch: u64) -> u64 {
    (reign(epoch) + 1) * REIGN
}

/// What is settled: everything up to the mark, and ranges above it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// Every entry up to this number is settled.
    pub settled_through: u64,
    /// Settled ranges above the mark: first and last number, ascending, never touching.
    pub ranges: Vec<(u64, u64)>,
}

/// The attempt an entry is in; every nack begins another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The entry.
    pub number: u64,
    /// 1 before the first nack.
    pub attempts: u32,
}

/// An entry as delivery plans with it: no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryHead {
    /// Its number.
    pub number: u64,
    /// Its lane.
    pub lane: [u8; 32],
    /// Size of the encoded event in bytes.
    pub size: u64,
}

/// An entry with its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its number.
    pub number: u64,
    /// Salt of the commitment.
    pub salt: [u8; 16],
    /// The commitment.
    pub commitment: Digest,
    /// The chain digest.
    pub digest: Digest,
    /// The event's index columns, with its acceptance time.
    pub event: EventRow,
    /// The encoded event.
    pub body: Sealed,
    /// Links of the event known now.
    pub links: Vec<Link>,
}

/// What a holder reports, in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settlement {
    /// The whole progress after it.
    pub progress: Progress,
    /// Attempts begun by nacks.
    pub attempts: Vec<Attempt>,
    /// Lanes parked by it.
    pub parked: Vec<Park>,
}

/// A lane to park.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Park {
    /// The lane.
    pub lane: [u8; 32],
    /// Its head.
    pub number: u64,
    /// The last nack's reason word.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// An offer about to be made; recorded before anything is disclosed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The entry.
    pub number: u64,
    /// The attempt it is in.
    pub attempts: u32,
}

/// What an operator or the subscriber does with a parked lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaneChange {
    /// Offer its head again.
    Resume,
    /// Settle its head and go on with the rest.
    Skip,
}

/// Where delivery goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeekTarget {
    /// At this number.
    Number(u64),
    /// At the first entry accepted at or after this time.
    Time(Timestamp),
}
