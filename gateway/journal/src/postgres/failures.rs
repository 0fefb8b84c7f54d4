//! What the server's errors mean to a caller.

use std::error::Error as _;

use deadpool_postgres::PoolError;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{WasNull, WrongType};

use crate::Error;

impl From<tokio_postgres::Error> for Error {
    /// Never passes the server's own text on: it may quote what was being written.
    fn from(error: tokio_postgres::Error) -> Self {
        match error.code() {
            Some(state) => from_state(state),
            None if of_a_column(&error) => Self::Corrupt { what: "a column" },
            None => away("disconnected"),
        }
    }
}

impl From<PoolError> for Error {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            PoolError::Closed => closed(),
            PoolError::Timeout(_) => away("timeout"),
            PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => away("other"),
        }
    }
}

/// A value that was read is not what was written, or was asked for in the wrong way.
fn of_a_column(error: &tokio_postgres::Error) -> bool {
    let source = error.source();
    source.is_some_and(|source| source.is::<Unreadable>() || source.is::<WasNull>() || source.is::<WrongType>())
}

/// A column holds what the program never wrote.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("read a column")]
pub(super) struct Unreadable;

/// The caller contradicts what is stored, the database is broken, or it is out of reach for now.
fn from_state(state: &SqlState) -> Error {
    match state.code().get(..2) {
        _ if *state == SqlState::DATA_CORRUPTED || *state == SqlState::INDEX_CORRUPTED => {
            Error::Corrupt { what: "the database" }
        }
        _ if *state == SqlState::READ_ONLY_SQL_TRANSACTION => away("read-only"),
        Some("22") => Error::Corrupt { what: "a value" },
        Some("23") => Error::Corrupt { what: "a constraint" },
        Some("42") if *state == SqlState::INSUFFICIENT_PRIVILEGE => away("permission-denied"),
        Some("42" | "0A") => Error::Corrupt { what: "a statement" },
        _ => away(word(state)),
    }
}

/// Why a database is out of reach, as a word of a closed list.
fn word(state: &SqlState) -> &'static str {
    match state.code() {
        "53100" => "disk-full",
        "53200" => "out-of-memory",
        "53300" => "connections-full",
        "55P03" | "40001" | "40P01" => "locked",
        "57014" | "25P03" => "timeout",
        code => match code.get(..2) {
            Some("08") => "disconnected",
            Some("28") => "permission-denied",
            Some("3D") => "cannot-open",
            Some("57") => "shutting-down",
            Some("58") => "input-output",
            _ => "other",
        },
    }
}

const WORDS: [&str; 12] = [
    "cannot-open",
    "connections-full",
    "disconnected",
    "disk-full",
    "input-output",
    "locked",
    "other",
    "out-of-memory",
    "permission-denied",
    "read-only",
    "shutting-down",
    "timeout",
];

/// The word for what went wrong, for labels: never text that came from outside.
pub(super) fn label(error: &Error) -> &'static str {
    match error {
        Error::Unavailable { reason } => WORDS.into_iter().find(|word| word == reason).unwrap_or("other"),
        Error::Corrupt { .. } | Error::Exists | Error::Fenced | Error::InterestsChanged | Error::NotFound => {
            error.code()
        }
    }
}

/// The database cannot be reached now.
pub(super) fn away(reason: &'static str) -> Error {
    Error::Unavailable { reason: reason.to_owned() }
}

/// The server, or what it was asked with, will not do, and will not later.
pub(super) const fn unfit(what: &'static str) -> Error {
    Error::Corrupt { what }
}

/// The journal was closed while, or before, it was asked.
pub(super) fn closed() -> Error {
    Error::Unavailable { reason: "the journal is closed".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_may_pass_and_a_broken_table_does_not() {
        for transient in ["53100", "57P01", "57014", "25P03", "55P03", "08006", "40P01", "25006", "28P01", "58030"] {
            let error = from_state(&SqlState::from_code(transient));
            assert!(error.again(), "{transient}");
        }
        for lasting in ["XX001", "XX002", "23505", "22021", "42601", "0A000"] {
            assert!(!from_state(&SqlState::from_code(lasting)).again(), "{lasting}");
        }
    }

    #[test]
    fn every_word_is_in_the_list_of_labels() {
        for code in ["53100", "53200", "53300", "55P03", "57014", "08006", "28P01", "3D000", "57P01", "58030", "99999"]
        {
            assert_eq!(label(&away(word(&SqlState::from_code(code)))), word(&SqlState::from_code(code)));
        }
    }
}
