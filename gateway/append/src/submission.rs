//! What is handed over, and what became of it.

use bytes::Bytes;
use canonical::{EventId, RefusalCode};
use jiff::Timestamp;
use journal::{Acceptance, Original};

/// A letter's event, to be written.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The encoded `broen.v1.Event`.
    pub event: Bytes,
    /// The document the letter came in.
    pub original: Original,
    /// How it came in.
    pub acceptance: Acceptance,
    /// Whether its envelope's id stands for one letter only: where the sender has used it for another, the letter is
    /// refused.
    pub envelope_is_its_own: bool,
}

/// What became of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is written, and every matching subscription has its entry.
    Accepted {
        /// The event.
        event_id: EventId,
        /// Whether the sender had used the letter id for other content.
        identity_reused: bool,
    },
    /// Its envelope has to be its own, and the sender has used its id for another letter: nothing was written.
    EnvelopeTaken,
    /// Some addressed receiver cannot take it, and nothing was written: places among the event's receivers, counted
    /// from 0, each with the reason. An event without receivers has the reason at place 0.
    Refused(Vec<(usize, RefusalCode)>),
    /// The same event was written before.
    Resent {
        /// The event.
        event_id: EventId,
        /// When it was accepted the first time.
        first_at: Timestamp,
    },
}
