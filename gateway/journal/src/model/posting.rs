//! Who posts the entries of a subscription, how that goes, and what was sent.

use canonical::EventId;
use canonical::receipt::Verdict;
use jiff::Timestamp;

use super::{SubscriptionId, SubscriptionRow};

/// A process that posts, by 128 bits of its own.
pub type Pusher = [u8; 16];

/// A subscription to post for, and who does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushDuty {
    /// The subscription; it has a push.
    pub subscription: SubscriptionRow,
    /// Whose turn it is, as long as `beat` goes on.
    pub turn: PushTurn,
}

/// Whose turn it is to post. A pusher whose beat stands still has gone, and another one may take its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PushTurn {
    /// Who has it.
    pub pusher: Option<Pusher>,
    /// Grows with every sign of life.
    pub beat: u64,
}

/// How posting for a subscription goes, as its pusher said last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushHealth {
    /// The stable word of its state.
    pub state: String,
    /// The stable word of the last failure; empty without one.
    pub reason: String,
    /// Since when it is in this state.
    pub since: Timestamp,
    /// When the receiver took something last.
    pub taken_at: Option<Timestamp>,
    /// Entries that wait for a receipt.
    pub awaiting: u64,
}

/// A document about to be posted; recorded before it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSending {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// The entry.
    pub number: u64,
    /// Which of the entry's documents, from 0 on.
    pub part: u32,
    /// The event.
    pub event: EventId,
    /// The attempt that the entry is in; 0 where that was forgotten since, by a seek or because its lane was resumed.
    pub attempt: u32,
    /// How often the attempt has sent it before.
    pub resend: u32,
    /// The ids of its envelopes and messages, by which a receipt may name it; compared without regard to case.
    pub names: Vec<String>,
    /// When.
    pub at: Timestamp,
}

/// A document that was posted, read back; its names in small letters and in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// Its number in the journal.
    pub sequence: u64,
    /// What was sent.
    pub sent: NewSending,
    /// Whether its receiver has taken the request. One that is not known to have, may have all the same.
    pub posted: bool,
    /// What a receipt has said of it, and when; the newest one.
    pub said: Option<(Timestamp, Verdict)>,
}
