//! What can go wrong with the store.

use std::io::{self, ErrorKind};

/// Why the store cannot be used now. The same may work later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is no room on its disk.
    #[error("keep the file: the disk is full")]
    Full,
    /// The disk refuses.
    #[error("use the blob store: {reason}")]
    Unusable {
        /// The kind of input or output error.
        reason: ErrorKind,
    },
}

impl Error {
    /// A stable word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Full => "blobs-full",
            Self::Unusable { .. } => "blobs-unusable",
        }
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Full => ErrorKind::StorageFull.into(),
            Error::Unusable { reason } => reason.into(),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::FileTooLarge | ErrorKind::QuotaExceeded | ErrorKind::StorageFull => Self::Full,
            reason => Self::Unusable { reason },
        }
    }
}
