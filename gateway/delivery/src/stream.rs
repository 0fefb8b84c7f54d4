//! The two ends of an open stream: reports in, offers out, and the reason of its end.

use std::time::Duration;

use access::Decision;
use journal::StoredEntry;
use tokio::sync::{mpsc, oneshot};

use crate::Error;

/// An open stream, as its subscriber's connection holds it. Dropping either channel closes it.
#[derive(Debug)]
pub struct Stream {
    /// Takes what the subscriber says; bounded. Dropping every sender ends the stream, after all reports were stored.
    pub reports: mpsc::Sender<Report>,
    /// Gives entries to send, in order within each lane; bounded, and never an empty list.
    pub offers: mpsc::Receiver<Vec<Offered>>,
    /// Why it ended, after the last offer.
    pub closed: oneshot::Receiver<Closed>,
}

/// What a subscriber says of entries. Numbers that are not outstanding are ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// It has taken responsibility for these.
    Ack(Vec<u64>),
    /// It could not take this one.
    Nack {
        /// The entry.
        number: u64,
        /// A word for the operator, 1 to 63 of `a-z`, `0-9` and `-`; anything else becomes `unspecified`.
        reason: String,
    },
    /// What was paused works again: offer as the window allows.
    GoOn,
    /// It does not want this one now: offer it again after the wait. The attempt goes on.
    Later {
        /// The entry.
        number: u64,
        /// The shortest wait.
        wait: Duration,
    },
    /// Nothing can be taken for a while: offer nothing until then, and after that one entry at a time until
    /// [`Report::GoOn`].
    Pause(Duration),
    /// It can never take this one: set its lane aside at once.
    Refuse {
        /// The entry.
        number: u64,
        /// A word for the operator, as that of a nack.
        reason: String,
    },
}

/// An entry to send. The offer and its decision are recorded already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The entry, with its content.
    pub entry: StoredEntry,
    /// 1 until the entry is nacked, and one more after every nack, over all streams. Offers whose stream was lost count
    /// for nothing.
    pub attempt: u32,
    /// Whether the organisation may see the content now. A withheld entry is sent as a tombstone, and acked like any other.
    pub decision: Decision,
}

/// Why a stream ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closed {
    /// The gateway is being shut down.
    ByDrain,
    /// The subscriber has gone.
    BySubscriber,
    /// The journal failed.
    Failed(Error),
    /// A newer stream has the subscription.
    TakenOver,
}

impl Closed {
    /// The stable word.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::ByDrain => "drain",
            Self::BySubscriber => "subscriber",
            Self::Failed(error) => error.code(),
            Self::TakenOver => "taken-over",
        }
    }
}
