//! Messages that could not be appended, kept for an operator.

use rusqlite::{Connection, params};

use super::columns::Col;
use super::{events, state};
use crate::Error;
use crate::model::SetAside;

/// Keeps messages; one that is there already stays as it is.
pub(super) fn keep(conn: &Connection, epoch: u64, messages: &[SetAside]) -> Result<(), Error> {
    state::check_appending(&state::read(conn)?, epoch)?;
    let mut insert = conn.prepare_cached(
        "INSERT OR IGNORE INTO set_aside (digest, at, reason, message_key, message) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for SetAside { digest, at, reason, message } in messages {
        insert.execute(params![Col(*digest), Col(*at), reason, message.key_id, &message.bytes[..]])?;
    }
    Ok(())
}

/// Messages after a sequence number, in order.
pub(super) fn after(conn: &Connection, sequence: u64, limit: usize) -> Result<Vec<(u64, SetAside)>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT sequence, digest, at, reason, message_key, message
         FROM set_aside WHERE sequence > ?1 ORDER BY sequence LIMIT ?2",
    )?;
    let rows = select.query_map(params![Col(sequence), Col(limit)], |row| {
        let (Col(sequence), Col(digest), Col(at)) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok((sequence, SetAside { digest, at, reason: row.get(3)?, message: events::sealed(row, 4, 5)? }))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
