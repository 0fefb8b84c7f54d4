//! The newest position, the version of all subscriptions together, and who may append.

use tokio_postgres::Row;

use super::columns::Col;
use super::statements::{Client, execute, row};
use crate::Error;
use crate::model::EventPosition;

/// Locks the state until the transaction ends: whoever else writes events or subscriptions waits.
pub(super) const LOCK: &str = "SELECT head, interests_version, appending_epoch FROM state FOR UPDATE";

/// Moves the head.
pub(super) const MOVE: &str = "UPDATE state SET head = $1";

#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    pub(super) head: EventPosition,
    pub(super) version: u64,
    /// Grows with every taking of the right to append.
    pub(super) epoch: u64,
}

/// What [`LOCK`] gave.
pub(super) fn read(row: Option<&Row>) -> Result<State, Error> {
    let row = row.ok_or(Error::Corrupt { what: "the state, which is gone" })?;
    let (Col(head), Col(version), Col(epoch)) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    Ok(State { head, version, epoch })
}

/// Locks the state, and reads it.
pub(super) async fn lock(client: &Client) -> Result<State, Error> {
    read(row(client, LOCK, &[]).await?.as_ref())
}

/// Whoever matched against the subscriptions as they were has to match again.
pub(super) async fn interests_changed(client: &Client) -> Result<(), Error> {
    execute(client, "UPDATE state SET interests_version = interests_version + 1", &[]).await.map(drop)
}

/// Takes the right to append, and fences out whoever had it.
pub(super) async fn take_appending(client: &Client) -> Result<u64, Error> {
    let epoch = "UPDATE state SET appending_epoch = appending_epoch + 1
        RETURNING head, interests_version, appending_epoch";
    read(row(client, epoch, &[]).await?.as_ref()).map(|state| state.epoch)
}

impl State {
    /// Whether nobody has taken the right to append since.
    pub(super) const fn check_appending(&self, epoch: u64) -> Result<(), Error> {
        if self.epoch == epoch { Ok(()) } else { Err(Error::Fenced) }
    }
}
