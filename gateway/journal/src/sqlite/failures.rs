//! What SQLite's errors mean to a caller.

use rusqlite::ErrorCode;

use crate::Error;

impl From<rusqlite::Error> for Error {
    /// Never passes the store's own text on: it may quote what was being written.
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
            rusqlite::Error::SqliteFailure(failure, _) => from_code(failure.code),
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..) => Self::Corrupt { what: "a column" },
            _ => Self::Corrupt { what: "a statement" },
        }
    }
}

/// The file is unreadable, the caller contradicts what is stored, or the store is out of reach for now.
fn from_code(code: ErrorCode) -> Error {
    match code {
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Error::Corrupt { what: "the database file" },
        ErrorCode::ConstraintViolation => Error::Corrupt { what: "a constraint" },
        ErrorCode::TooBig | ErrorCode::TypeMismatch => Error::Corrupt { what: "a value" },
        transient => Error::Unavailable { reason: word(transient).to_owned() },
    }
}

/// Why a store is out of reach, as a word of a closed list.
const fn word(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::CannotOpen => "cannot-open",
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => "locked",
        ErrorCode::DiskFull => "disk-full",
        ErrorCode::OutOfMemory => "out-of-memory",
        ErrorCode::PermissionDenied => "permission-denied",
        ErrorCode::ReadOnly => "read-only",
        ErrorCode::SystemIoFailure => "input-output",
        _ => "other",
    }
}

/// The word for what went wrong, for labels: never text that came from outside.
pub(super) fn label(error: &Error) -> &'static str {
    const WORDS: [&str; 7] =
        ["cannot-open", "disk-full", "input-output", "locked", "out-of-memory", "permission-denied", "read-only"];
    match error {
        Error::Unavailable { reason } => WORDS.into_iter().find(|word| word == reason).unwrap_or("other"),
        Error::Corrupt { .. } | Error::Exists | Error::Fenced | Error::InterestsChanged | Error::NotFound => {
            error.code()
        }
    }
}

/// An error of the file system: the kind, without the path.
pub(super) fn unreachable(error: &std::io::Error) -> Error {
    Error::Unavailable { reason: error.kind().to_string() }
}

/// The store was closed while, or before, it was asked.
pub(super) fn closed() -> Error {
    Error::Unavailable { reason: "the journal is closed".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_may_pass_and_a_broken_file_does_not() {
        assert!(from_code(ErrorCode::DiskFull).again());
        assert!(from_code(ErrorCode::SystemIoFailure).again());
        assert!(!from_code(ErrorCode::DatabaseCorrupt).again());
        assert!(!from_code(ErrorCode::ConstraintViolation).again());
    }

    #[test]
    fn the_text_of_a_failure_is_not_passed_on() {
        let failure = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL);
        let error = Error::from(rusqlite::Error::SqliteFailure(failure, Some("letter text".to_owned())));
        assert_eq!(error, Error::Unavailable { reason: "disk-full".to_owned() });
        assert_eq!(label(&error), "disk-full");
    }
}
