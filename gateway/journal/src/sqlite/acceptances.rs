//! Every time a letter came in.

use canonical::EventId;
use rusqlite::{Connection, params};

use super::columns::Col;
use crate::Error;
use crate::model::Acceptance;

pub(super) fn add(conn: &Connection, event: EventId, acceptance: &Acceptance) -> Result<(), Error> {
    let Acceptance { at, submitted_by, channel, envelope_id, sent_at } = acceptance;
    conn.prepare_cached(
        "INSERT INTO acceptances (event, at, submitted_by, channel, envelope_id, sent_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![Col(event), Col(*at), submitted_by, channel, envelope_id, sent_at.map(Col)])?;
    Ok(())
}

/// Oldest first; none for an unknown event.
pub(super) fn of(conn: &Connection, event: EventId) -> Result<Vec<Acceptance>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT at, submitted_by, channel, envelope_id, sent_at FROM acceptances WHERE event = ?1 ORDER BY row",
    )?;
    let rows = select.query_map([Col(event)], |row| {
        let (Col(at), sent_at) = (row.get(0)?, row.get::<_, Option<_>>(4)?);
        Ok(Acceptance {
            at,
            submitted_by: row.get(1)?,
            channel: row.get(2)?,
            envelope_id: row.get(3)?,
            sent_at: sent_at.map(|Col(at)| at),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
