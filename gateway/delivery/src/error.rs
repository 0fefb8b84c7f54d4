//! What can go wrong with a stream.

/// Why a stream could not be opened, or ended before its time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The gateway is being shut down.
    #[error("open a stream: the gateway is draining")]
    Draining,
    /// The journal could not do it.
    #[error(transparent)]
    Journal(#[from] journal::Error),
    /// The subscription's organisation is not configured.
    #[error("open a stream: the organisation is not known")]
    OrganisationUnknown,
}

impl Error {
    /// A stable word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Draining => "draining",
            Self::Journal(error) => error.code(),
            Self::OrganisationUnknown => "organisation-unknown",
        }
    }

    /// Whether the same call may succeed later.
    #[must_use]
    pub const fn again(&self) -> bool {
        match self {
            Self::Draining => true,
            Self::Journal(error) => error.again(),
            Self::OrganisationUnknown => false,
        }
    }
}
