//! What can go wrong between the program and the broker.

/// Why there is no connection to use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The broker was closed by this program.
    #[error("use a connection that was closed")]
    Closed,
    /// What stands in the broker, or how it lets this program in, is not what the program needs. Somebody must act.
    #[error("work with this broker: {what}")]
    Unfit {
        /// What differs, in the broker's own words where it has some; names of queues and users, no content.
        what: String,
    },
    /// No node answers now. Later may work.
    #[error("reach the broker: {reason}")]
    Unreachable {
        /// The last reason, as a short sentence without content.
        reason: String,
    },
}

impl Error {
    /// A stable word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Closed => "broker-closed",
            Self::Unfit { .. } => "broker-unfit",
            Self::Unreachable { .. } => "broker-unreachable",
        }
    }

    /// Whether the same call may succeed later without anybody acting.
    #[must_use]
    pub const fn again(&self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }
}

/// Why a message was not confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PublishError {
    /// The broker said no: its queue is full, or this program may not write to it. The message is not stored.
    #[error("store the message: the broker refuses it")]
    Refused,
    /// The message is larger than the broker takes, or one of its properties is longer than the protocol allows.
    #[error("hand over a message of this size")]
    TooLarge,
    /// It was sent and no answer came; whether it is stored is unknown. Publishing it again is harmless.
    #[error("learn whether the message is stored")]
    Unconfirmed,
    /// It was not sent: there is no connection now, or no room on it.
    #[error("reach the broker")]
    Unreachable,
    /// No queue takes it. The message is not stored.
    #[error("find a queue for the message")]
    Unroutable,
}

impl PublishError {
    /// A stable word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::TooLarge => "too-large",
            Self::Unconfirmed => "unconfirmed",
            Self::Unreachable => "unreachable",
            Self::Unroutable => "unroutable",
        }
    }

    /// Whether the same message may be confirmed later.
    #[must_use]
    pub const fn again(self) -> bool {
        !matches!(self, Self::TooLarge)
    }
}

/// A consumer ended: its connection is gone, its queue was taken away, or it was closed. What was not acked comes again,
/// to whoever consumes next; the way on is a new consumer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("go on consuming")]
pub struct Ended;

/// Why something could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SealError {
    /// It was sealed to a key that is not in the keyring.
    #[error("open what was sealed to another key")]
    KeyUnknown,
    /// It is no sealed message, or the key is none.
    #[error("read a sealed message or a key")]
    Malformed,
    /// It was changed on the way, or belongs to another message.
    #[error("open what was changed after sealing")]
    Tampered,
}

impl SealError {
    /// A stable word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::KeyUnknown => "seal-key-unknown",
            Self::Malformed => "seal-malformed",
            Self::Tampered => "seal-tampered",
        }
    }
}
