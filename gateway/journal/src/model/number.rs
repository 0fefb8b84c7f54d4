//! The journal's own numbers.

/// The place of an event in the journal: 1, 2, 3, … in the order of appending.
pub type EventPosition = u64;

/// The journal's own number of a subscription; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubscriptionId(pub i64);
