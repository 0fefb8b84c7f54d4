//! What can go wrong in the journal.

/// Why a call failed. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The store holds something this version cannot read.
    #[error("read the store: {what}")]
    Corrupt {
        /// What is unreadable; table and column, no content.
        what: &'static str,
    },
    /// A newer holder has taken over the subscription, or the right to append.
    #[error("keep what is held: a newer holder has it")]
    Fenced,
    /// Subscriptions have changed since the batch was matched; match again.
    #[error("append with stale interests")]
    InterestsChanged,
    /// What was asked for does not exist.
    #[error("find what was asked for")]
    NotFound,
    /// Something else stands under this name.
    #[error("create what already exists with other content")]
    Exists,
    /// The store cannot be written or read now: disk full, locked, closed. Later may work.
    #[error("reach the store: {reason}")]
    Unavailable {
        /// The store's own error kind; never content.
        reason: String,
    },
}

impl Error {
    /// A stable word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Corrupt { .. } => "journal-corrupt",
            Self::Exists => "already-exists",
            Self::Fenced => "taken-over",
            Self::InterestsChanged => "interests-changed",
            Self::NotFound => "not-found",
            Self::Unavailable { .. } => "journal-unavailable",
        }
    }

    /// Whether the same call may succeed later.
    #[must_use]
    pub const fn again(&self) -> bool {
        matches!(self, Self::Unavailable { .. } | Self::InterestsChanged)
    }
}
