//! Subscriptions: durable, named interests.

use canonical::Kind;
use canonical::digest::Digest;
use canonical::event::Standard;
use canonical::organisation::OrganisationId;
use jiff::Timestamp;

use super::{EventPosition, Push, StandardChoice, SubscriptionId};

/// The name of a subscription: organisation and short name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubscriptionName {
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Short name within the organisation.
    pub name: String,
}

/// A subscription to create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSubscription {
    /// Its name.
    pub name: SubscriptionName,
    /// Which events.
    pub filter: Filter,
    /// How they are delivered.
    pub options: Options,
    /// Where its entries are posted; `None` where its subscriber pulls them.
    pub push: Option<Push>,
    /// Where it begins.
    pub start: Start,
    /// When it is created.
    pub at: Timestamp,
}

/// Where a subscription begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// With the first event in the journal.
    Beginning,
    /// With the next event.
    Now,
    /// With events accepted at or after this time.
    Time(Timestamp),
}

/// Which events a subscription takes; every part must match.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Why events reach it.
    pub scope: Scope,
    /// Kinds; empty for all.
    pub kinds: Vec<Kind>,
    /// Senders as `scheme:value`; empty for all.
    pub senders: Vec<String>,
}

/// Why events reach a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scope {
    /// The organisation is addressed.
    #[default]
    Addressed,
    /// Either.
    Both,
    /// The organisation has a care relation to the patient.
    MyPatients,
}

/// How entries are delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Attempts at an entry; the nack of the last one parks its lane.
    pub max_attempts: u32,
    /// Wait after the first nack.
    pub min_backoff: std::time::Duration,
    /// Longest wait.
    pub max_backoff: std::time::Duration,
    /// In which standard events come that came in both.
    pub standard: StandardChoice,
}

/// A stored subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionRow {
    /// Its number.
    pub id: SubscriptionId,
    /// Its name.
    pub name: SubscriptionName,
    /// Which events.
    pub filter: Filter,
    /// How they are delivered.
    pub options: Options,
    /// Where its entries are posted; `None` where its subscriber pulls them.
    pub push: Option<Push>,
    /// When it was created.
    pub created_at: Timestamp,
    /// Every event up to this position has been matched. While it is behind the journal's head, new events are not
    /// entered directly: older ones come first.
    pub matched_through: EventPosition,
    /// The number of its newest entry.
    pub last_number: u64,
    /// The chain digest of its newest entry.
    pub last_digest: Digest,
}

/// All subscriptions, at one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interests {
    /// Grows with every subscription created or deleted, and when one has caught up.
    pub version: u64,
    /// The position of the newest event.
    pub head: EventPosition,
    /// The subscriptions.
    pub subscriptions: Vec<SubscriptionRow>,
}

/// What a subscription has still to settle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlog {
    /// Its name.
    pub name: SubscriptionName,
    /// The number of the newest entry.
    pub last_number: u64,
    /// Everything up to this number is settled.
    pub settled_through: u64,
    /// Entries not settled.
    pub unsettled: u64,
    /// Acceptance time of the oldest one.
    pub oldest_unsettled_at: Option<Timestamp>,
    /// Parked lanes.
    pub parked: Vec<LaneState>,
    /// Whether older events are still being matched.
    pub catching_up: bool,
}

/// A parked lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneState {
    /// The lane.
    pub lane: [u8; 32],
    /// The entry at its head.
    pub number: u64,
    /// The last nack's reason word.
    pub reason: String,
    /// When it was parked.
    pub parked_at: Timestamp,
}

/// Where a list continues: at most `size` rows after `after`, in the list's own order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The key of the last row seen, as the list gives it; empty for the first page.
    pub after: String,
    /// At most this many rows.
    pub size: usize,
}

impl Scope {
    /// Every scope, in the order of their words.
    pub const ALL: [Self; 3] = [Self::Addressed, Self::Both, Self::MyPatients];

    /// The scope with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }

    /// The stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Addressed => "addressed",
            Self::Both => "both",
            Self::MyPatients => "my-patients",
        }
    }
}

impl SubscriptionRow {
    /// The one standard in which events come that came in both; `None` where each letter is an entry with its event.
    #[must_use]
    pub fn standard(&self) -> Option<Standard> {
        self.options.standard.standard(self.push.as_ref().map(|push| push.format))
    }

    /// Whether whoever creates this one anew wants what is there.
    pub(crate) fn is_wanted_by(&self, new: &NewSubscription) -> bool {
        self.filter.is_same(&new.filter) && self.options == new.options && self.push == new.push
    }
}

impl Filter {
    /// Whether the other takes the same events. The order of the lists, and what is in them twice, does not matter.
    fn is_same(&self, other: &Self) -> bool {
        fn set<T: Ord + Clone>(list: &[T]) -> std::collections::BTreeSet<T> {
            list.iter().cloned().collect()
        }
        self.scope == other.scope && set(&self.kinds) == set(&other.kinds) && set(&self.senders) == set(&other.senders)
    }
}

impl Default for Options {
    /// Ten attempts, one second, ten minutes.
    fn default() -> Self {
        use std::time::Duration;
        let (min_backoff, max_backoff) = (Duration::from_secs(1), Duration::from_secs(600));
        Self { max_attempts: 10, min_backoff, max_backoff, standard: StandardChoice::Unstated }
    }
}
