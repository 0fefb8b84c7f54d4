//! What can go wrong with the spool.

/// Why the spool cannot be used now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// What stands on disk is not what was written.
    #[error("read the spool: it is damaged")]
    Damaged,
    /// It has no room for the document.
    #[error("keep the document: the spool is full")]
    Full,
    /// The disk refuses.
    #[error("use the spool: {reason}")]
    Unusable {
        /// The kind of input or output error.
        reason: std::io::ErrorKind,
    },
}

impl Error {
    /// A stable word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Damaged => "spool-damaged",
            Self::Full => "spool-full",
            Self::Unusable { .. } => "spool-unusable",
        }
    }

    /// Whether it may work later.
    #[must_use]
    pub const fn again(&self) -> bool {
        match self {
            Self::Damaged => false,
            Self::Full | Self::Unusable { .. } => true,
        }
    }
}

impl From<redb::Error> for Error {
    fn from(error: redb::Error) -> Self {
        match error {
            redb::Error::Corrupted(_) => Self::Damaged,
            redb::Error::Io(error) => Self::Unusable { reason: error.kind() },
            _ => Self::Unusable { reason: std::io::ErrorKind::Other },
        }
    }
}

/// Every step of a transaction has an error of its own.
macro_rules! through {
    ($($step:ident),+) => {
        $(impl From<redb::$step> for Error {
            fn from(error: redb::$step) -> Self {
                redb::Error::from(error).into()
            }
        })+
    };
}
through!(CommitError, CompactionError, DatabaseError, StorageError, TableError, TransactionError);

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Unusable { reason: error.kind() }
    }
}

impl From<Error> for crate::publish::Unavailable {
    fn from(error: Error) -> Self {
        Self { reason: error.code() }
    }
}
