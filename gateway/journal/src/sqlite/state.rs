//! The newest position, and the version of all subscriptions together.

use rusqlite::Connection;

use super::columns::Col;
use crate::Error;
use crate::model::EventPosition;

#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    pub(super) head: EventPosition,
    pub(super) version: u64,
}

pub(super) fn read(conn: &Connection) -> Result<State, Error> {
    let state = conn.prepare_cached("SELECT head, interests_version FROM state")?.query_row([], |row| {
        let (Col(head), Col(version)) = (row.get(0)?, row.get(1)?);
        Ok(State { head, version })
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
