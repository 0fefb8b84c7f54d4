//! Entries travel to subscribers. A subscription is named as `organisation/name`.

use std::time::Duration;

use crate::label;
use crate::metric::Metric;

/// What a subscription has still to settle, as measured now.
#[derive(Debug, Clone, Copy)]
pub struct BacklogMeasured<'a> {
    /// Whose.
    pub subscription: &'a str,
    /// Entries not settled.
    pub unsettled: u64,
    /// Age of the oldest of them; zero without one.
    pub oldest: Duration,
    /// Lanes that are parked.
    pub parked: u64,
}

/// A subscriber took responsibility for entries.
#[derive(Debug, Clone, Copy)]
pub struct EntryAcked<'a> {
    /// Whose.
    pub subscription: &'a str,
    /// How many.
    pub count: u64,
}

/// A subscriber gave an entry back.
#[derive(Debug, Clone, Copy)]
pub struct EntryNacked<'a> {
    /// Whose.
    pub subscription: &'a str,
    /// Which entry.
    pub number: u64,
    /// How often it was offered by now.
    pub attempts: u32,
}

/// An entry was sent.
#[derive(Debug, Clone, Copy)]
pub struct EntryOffered<'a> {
    /// Whose.
    pub subscription: &'a str,
    /// Which entry.
    pub number: u64,
    /// How often, with this time.
    pub attempts: u32,
}

/// An entry was sent without its content.
#[derive(Debug, Clone, Copy)]
pub struct EntryWithheld<'a> {
    /// Whose.
    pub subscription: &'a str,
    /// Which entry.
    pub number: u64,
    /// The denial, as its word.
    pub reason: &'static str,
}

/// A lane was set aside because its head kept failing.
#[derive(Debug, Clone, Copy)]
pub struct LaneParked<'a> {
    /// Whose.
    pub subscription: &'a str,
    /// The entry at its head.
    pub number: u64,
}

/// A delivery stream ended.
#[derive(Debug, Clone, Copy)]
pub struct StreamClosed<'a> {
    /// Whose.
    pub subscription: &'a str,
    /// Why, as a word.
    pub reason: &'static str,
}

/// A subscriber opened a stream.
#[derive(Debug, Clone, Copy)]
pub struct StreamOpened<'a> {
    /// Whose.
    pub subscription: &'a str,
}

impl BacklogMeasured<'_> {
    /// Writes it down. A subscription that was deleted is measured once more, with nothing left.
    pub fn emit(self) {
        let labels = [subscription(self.subscription)];
        Metric::SubscriptionLag.set(self.unsettled, &labels);
        Metric::SubscriptionOldest.set(self.oldest.as_secs(), &labels);
        Metric::SubscriptionParked.set(self.parked, &labels);
    }
}

impl EntryAcked<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!(subscription = label::subscription(self.subscription), count = self.count, "entries acked");
        Metric::EntriesAcked.count(self.count, &[subscription(self.subscription)]);
    }
}

impl EntryNacked<'_> {
    /// Writes it down.
    pub fn emit(self) {
        let Self { subscription: name, number, attempts } = self;
        tracing::debug!(subscription = label::subscription(name), number, attempts, "entry nacked");
        Metric::EntriesNacked.count(1, &[subscription(name)]);
    }
}

impl EntryOffered<'_> {
    /// Writes it down.
    pub fn emit(self) {
        let Self { subscription: name, number, attempts } = self;
        tracing::debug!(subscription = label::subscription(name), number, attempts, "entry offered");
        Metric::EntriesOffered.count(1, &[subscription(name)]);
    }
}

impl EntryWithheld<'_> {
    /// Writes it down.
    pub fn emit(self) {
        let Self { subscription: name, number, reason } = self;
        tracing::debug!(subscription = label::subscription(name), number, reason, "entry withheld");
        Metric::EntriesWithheld.count(1, &[subscription(name), ("reason", reason.into())]);
    }
}

impl LaneParked<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!(subscription = label::subscription(self.subscription), number = self.number, "lane parked");
        Metric::LanesParked.count(1, &[subscription(self.subscription)]);
    }
}

impl StreamClosed<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::info!(subscription = label::subscription(self.subscription), reason = self.reason, "stream closed");
        Metric::StreamsOpen.shift(-1, &[subscription(self.subscription)]);
    }
}

impl StreamOpened<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::info!(subscription = label::subscription(self.subscription), "stream opened");
        Metric::StreamsOpen.shift(1, &[subscription(self.subscription)]);
    }
}

fn subscription(name: &str) -> crate::metric::Label<'static> {
    ("subscription", label::subscription(name).into())
}
