//! Events are written to the journal.

use std::time::Duration;

use canonical::{EventId, Kind};

use crate::metric::Metric;

/// This process has lost the right to append, or gives it up.
#[derive(Debug, Clone, Copy)]
pub struct AppendingLeft {
    /// Why: `channel`, `drain`, `journal`, `taken-over`.
    pub reason: &'static str,
}

/// This process has taken the right to append the events of the queue.
#[derive(Debug, Clone, Copy)]
pub struct AppendingTaken {
    /// The epoch it appends under.
    pub epoch: u64,
}

/// The journal cannot take a batch now; it is kept and tried again.
#[derive(Debug, Clone, Copy)]
pub struct BatchDelayed {
    /// The journal's word.
    pub reason: &'static str,
}

/// A batch of letters became durable.
#[derive(Debug, Clone, Copy)]
pub struct BatchCommitted {
    /// How many letters.
    pub size: u32,
    /// From taking the batch to its commit.
    pub duration: Duration,
}

/// A new letter came in an envelope whose id its sender had used for another document.
#[derive(Debug, Clone, Copy)]
pub struct EnvelopeReused {
    /// The letter's event.
    pub event: EventId,
}

/// A new event was written.
#[derive(Debug, Clone, Copy)]
pub struct EventAppended {
    /// Which.
    pub event: EventId,
    /// Its kind.
    pub kind: Kind,
    /// Whether the sender had used the letter id for other content.
    pub identity_reused: bool,
}

/// An event that came through the queue became durable.
#[derive(Debug, Clone, Copy)]
pub struct EventCommitted {
    /// From its acceptance by an adapter.
    pub age: Duration,
}

/// An event was handed over that cannot be read.
#[derive(Debug, Clone, Copy)]
pub struct EventUndecodable;

/// A letter came again; no event was written.
#[derive(Debug, Clone, Copy)]
pub struct LetterResent {
    /// The event of the first time.
    pub event: EventId,
    /// Its kind.
    pub kind: Kind,
}

/// An accepted letter was written although a receiver has no subscription any more that takes it.
#[derive(Debug, Clone, Copy)]
pub struct LetterUnclaimed {
    /// Its event.
    pub event: EventId,
    /// Its kind.
    pub kind: Kind,
}

/// Events of a subscription at another server are missing.
#[derive(Debug, Clone, Copy)]
pub struct NotificationsMissed<'a> {
    /// Who hands its notifications over.
    pub organisation: &'a str,
    /// How many are missing.
    pub events: u64,
}

/// A message of the queue cannot be appended. It is kept for an operator.
#[derive(Debug, Clone, Copy)]
pub struct MessageSetAside {
    /// Why, as a word.
    pub reason: &'static str,
}

/// Messages were taken from the queue.
#[derive(Debug, Clone, Copy)]
pub struct MessagesTaken {
    /// How many.
    pub count: u64,
    /// How many of them had been given out before.
    pub again: u64,
}

impl AppendingLeft {
    /// Writes it down.
    pub fn emit(self) {
        tracing::info!(reason = self.reason, "appending left");
        Metric::AppendingActive.set(0, &[]);
    }
}

impl AppendingTaken {
    /// Writes it down.
    pub fn emit(self) {
        tracing::info!(epoch = self.epoch, "appending taken");
        Metric::AppendingActive.set(1, &[]);
    }
}

impl BatchDelayed {
    /// Writes it down.
    pub fn emit(self) {
        tracing::warn!(reason = self.reason, "a batch waits for the journal");
        Metric::BatchesDelayed.count(1, &[]);
    }
}

impl BatchCommitted {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!(size = self.size, seconds = self.duration.as_secs_f64(), "batch committed");
        Metric::BatchSize.size(self.size, &[]);
        Metric::BatchCommitDuration.took(self.duration, &[]);
    }
}

impl EnvelopeReused {
    /// Writes it down.
    pub fn emit(self) {
        tracing::info!(event = %self.event, "an envelope's id was used before for another document");
        Metric::EnvelopesReused.count(1, &[]);
    }
}

impl EventAppended {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!(
            event = %self.event, kind = self.kind.word(), identity_reused = self.identity_reused, "event appended"
        );
        let outcome = if self.identity_reused { "id-reused" } else { "new" };
        Metric::EventsAppended.count(1, &[("kind", self.kind.word().into()), ("outcome", outcome.into())]);
    }
}

impl EventCommitted {
    /// Writes it down.
    pub fn emit(self) {
        Metric::EventCommitAge.took(self.age, &[]);
    }
}

impl EventUndecodable {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!("an event could not be decoded");
        Metric::EventsUndecodable.count(1, &[]);
    }
}

impl LetterResent {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!(event = %self.event, kind = self.kind.word(), "letter resent");
        Metric::EventsAppended.count(1, &[("kind", self.kind.word().into()), ("outcome", "resent".into())]);
    }
}

impl LetterUnclaimed {
    /// Writes it down.
    pub fn emit(self) {
        tracing::warn!(event = %self.event, kind = self.kind.word(), "nobody takes an accepted letter any more");
        Metric::LettersUnclaimed.count(1, &[("kind", self.kind.word().into())]);
    }
}

impl NotificationsMissed<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::warn!(organisation = self.organisation, events = self.events, "notifications are missing");
        Metric::NotificationsMissing.count(self.events, &[]);
    }
}

impl MessageSetAside {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!(reason = self.reason, "a message of the queue was set aside");
        Metric::MessagesSetAside.count(1, &[("reason", self.reason.into())]);
    }
}

impl MessagesTaken {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!(count = self.count, again = self.again, "messages taken");
        Metric::MessagesTaken.count(self.count.saturating_sub(self.again), &[("redelivered", "no".into())]);
        Metric::MessagesTaken.count(self.again, &[("redelivered", "yes".into())]);
    }
}
