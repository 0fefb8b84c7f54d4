//! What can go wrong with a submission. Nothing was written then.

/// Why a submission was not taken. A receiver that cannot take a letter is not an error but an
/// [`Outcome`](crate::Outcome).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The gateway is being shut down.
    #[error("append an event: the gateway is draining")]
    Draining,
    /// The journal holds something it cannot read, or broke its word.
    #[error(transparent)]
    Journal(journal::Error),
    /// The journal cannot be reached now. The same submission may succeed later.
    #[error("append an event: {reason}")]
    Unavailable {
        /// The store's own error kind; never content.
        reason: String,
    },
    /// The bytes are no event.
    #[error("append what is no event")]
    Undecodable,
}

impl Error {
    /// A stable word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Draining => "draining",
            Self::Journal(error) => error.code(),
            Self::Unavailable { .. } => "journal-unavailable",
            Self::Undecodable => "event-undecodable",
        }
    }

    /// Whether it has nothing to do with the submission itself, so that every other one meets it too.
    pub(crate) const fn meets_all(&self) -> bool {
        self.again() || self.is_fenced()
    }

    /// Whether somebody else has taken the right to append.
    pub(crate) const fn is_fenced(&self) -> bool {
        matches!(self, Self::Journal(journal::Error::Fenced))
    }

    /// Whether the same submission may succeed later.
    #[must_use]
    pub const fn again(&self) -> bool {
        match self {
            Self::Draining | Self::Unavailable { .. } => true,
            Self::Journal(_) | Self::Undecodable => false,
        }
    }
}

impl From<journal::Error> for Error {
    fn from(error: journal::Error) -> Self {
        match error {
            journal::Error::Unavailable { reason } => Self::Unavailable { reason },
            // Only after many attempts in a row.
            journal::Error::InterestsChanged => Self::Unavailable { reason: "subscriptions keep changing".to_owned() },
            error @ (journal::Error::Corrupt { .. }
            | journal::Error::Exists
            | journal::Error::Fenced
            | journal::Error::NotFound) => Self::Journal(error),
        }
    }
}
