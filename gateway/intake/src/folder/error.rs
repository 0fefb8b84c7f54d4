//! What can go wrong with a folder. Nothing is lost by it: the next look goes on where this one stopped.

use crate::publish::Unavailable;

/// Why a look at a folder stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A letter could not be made durable; its file waits in `work/`.
    #[error("settle a file: {0}")]
    Unavailable(#[from] Unavailable),
    /// The folder, or a file in it, cannot be read or written.
    #[error("use the folder: {reason}")]
    Unreachable {
        /// The kind of input or output error.
        reason: std::io::ErrorKind,
    },
}

impl Error {
    /// A stable word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unavailable(unavailable) => unavailable.code(),
            Self::Unreachable { .. } => "folder-unreachable",
        }
    }

    /// Whether the next look may succeed: always.
    #[must_use]
    pub const fn again(&self) -> bool {
        true
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Unreachable { reason: error.kind() }
    }
}
