//! What can go wrong with a directory.

/// Why a directory was not taken, or not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is none: a field breaks the contract.
    #[error("take the directory over: {field} has a wrong form")]
    Malformed {
        /// The field, never its value.
        field: &'static str,
    },
    /// It is in force, but could not be written to disk.
    #[error("keep the directory on disk: {reason}")]
    Unkept {
        /// The kind of input or output error.
        reason: std::io::ErrorKind,
    },
}

impl Error {
    /// A stable word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "directory-malformed",
            Self::Unkept { .. } => "directory-unkept",
        }
    }

    /// Whether the same directory may be taken later.
    #[must_use]
    pub const fn again(&self) -> bool {
        match self {
            Self::Malformed { .. } => false,
            Self::Unkept { .. } => true,
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Unkept { reason: error.kind() }
    }
}
