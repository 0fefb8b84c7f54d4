//! Events are written to the journal.

use std::time::Duration;

use canonical::{EventId, Kind};

use crate::metric::Metric;

/// A batch of letters became durable.
#[derive(Debug, Clone, Copy)]
pub struct BatchCommitted {
    /// How many letters.
    pub size: u32,
    /// From taking the batch to its commit.
    pub duration: Duration,
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

impl BatchCommitted {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!(size = self.size, seconds = self.duration.as_secs_f64(), "batch committed");
        Metric::BatchSize.size(self.size, &[]);
        Metric::BatchCommitDuration.took(self.duration, &[]);
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
