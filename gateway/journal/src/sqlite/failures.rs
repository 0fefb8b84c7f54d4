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
        transient => Error::Unavailable { reason: format!("{transient:?}") },
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
        assert_eq!(error, Error::Unavailable { reason: "DiskFull".to_owned() });
    }
}
