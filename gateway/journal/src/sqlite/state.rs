//! The newest position, the version of all subscriptions together, and who may append.

use rusqlite::Connection;

use super::columns::Col;
use crate::Error;
use crate::model::EventPosition;

#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    pub(super) head: EventPosition,
    pub(super) version: u64,
    /// Grows with every taking of the right to append.
    pub(super) epoch: u64,
}

pub(super) fn read(conn: &Connection) -> Result<State, Error> {
    let mut state = conn.prepare_cached("SELECT head, interests_version, appending_epoch FROM state")?;
    let state = state.query_row([], |row| {
        let (Col(head), Col(version), Col(epoch)) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(State { head, version, epoch })
    })?;
    Ok(state)
}

pub(super) fn set_head(conn: &Connection, head: EventPosition) -> Result<(), Error> {
    conn.prepare_cached("UPDATE state SET head = ?1")?.execute([Col(head)])?;
    Ok(())
}

/// Whoever matched against the subscriptions as they were has to match again.
pub(super) fn interests_changed(conn: &Connection) -> Result<(), Error> {
    conn.prepare_cached("UPDATE state SET interests_version = interests_version + 1")?.execute([])?;
    Ok(())
}

/// Takes the right to append, and fences out whoever had it.
pub(super) fn take_appending(conn: &Connection) -> Result<u64, Error> {
    conn.prepare_cached("UPDATE state SET appending_epoch = appending_epoch + 1")?.execute([])?;
    read(conn).map(|state| state.epoch)
}

/// Whether nobody has taken the right to append since.
pub(super) fn check_appending(state: &State, epoch: u64) -> Result<(), Error> {
    if state.epoch == epoch { Ok(()) } else { Err(Error::Fenced) }
}
