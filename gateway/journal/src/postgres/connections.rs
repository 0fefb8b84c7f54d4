//! Connections that are lent out, each to one call at a time.

use std::time::Duration;

use deadpool_postgres::{Object, Pool};
use telemetry::occurrences::journal::{StoreCorrupt, StoreUnavailable};

use super::failures::label;
use super::statements::Client;
use crate::Error;

/// A pool, and how long its borrowers wait for one answer of the server.
#[derive(Clone)]
pub(super) struct Connections {
    pool: Pool,
    patience: Duration,
}

impl Connections {
    pub(super) const fn new(pool: Pool, patience: Duration) -> Self {
        Self { pool, patience }
    }

    /// Lends a connection, and opens one if need be.
    pub(super) async fn lend(&self) -> Result<Client, Error> {
        match self.pool.get().await {
            Ok(connection) => Ok(Client { connection, patience: self.patience }),
            Err(error) => {
                let error = error.into();
                tell(&error);
                Err(error)
            }
        }
    }

    /// Lends none any more, and closes those that are given back.
    pub(super) fn close(&self) {
        self.pool.close();
    }
}

impl Client {
    /// Gives the connection back. One that has failed is closed: nobody knows what it is still doing.
    pub(super) fn done<T>(self, result: Result<T, Error>) -> Result<T, Error> {
        if let Err(error) = &result {
            tell(error);
            if matches!(error, Error::Unavailable { .. } | Error::Corrupt { .. }) {
                drop(Object::take(self.connection));
            }
        }
        result
    }
}

/// A journal that cannot be read is the operator's business; a name that is not there is the caller's.
pub(super) fn tell(error: &Error) {
    match error {
        Error::Corrupt { what } => StoreCorrupt { what }.emit(),
        Error::Unavailable { .. } => StoreUnavailable { reason: label(error) }.emit(),
        Error::Exists | Error::Fenced | Error::InterestsChanged | Error::NotFound => {}
    }
}
