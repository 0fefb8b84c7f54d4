//! Every time a letter came in.

use canonical::EventId;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::columns::Col;
use crate::Error;
use crate::model::{Acceptance, NetworkIds, NewEvent};

pub(super) fn add(conn: &Connection, event: &NewEvent, envelope_reused: bool) -> Result<(), Error> {
    let Acceptance {
        at,
        submitted_by,
        channel,
        envelope_id,
        sent_at,
        network,
        wants_receipt,
        is_late,
        envelope_reused: _,
    } = &event.acceptance;
    conn.prepare_cached(
        "INSERT INTO acceptances (event, at, submitted_by, channel, envelope_id, sent_at, wants_receipt, envelope_reused,
            sender, document, vans_envelope_id, vans_message_id, is_late)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        Col(event.labels.id),
        Col(*at),
        submitted_by,
        channel,
        envelope_id,
        sent_at.map(Col),
        wants_receipt,
        envelope_reused,
        event.labels.sender_name(),
        Col(event.original.sha256),
        network.as_ref().map(|network| &network.envelope_id),
        network.as_ref().map(|network| &network.message_id),
        is_late,
    ])?;
    Ok(())
}

/// Whether the sender has used the envelope's id for another document before.
pub(super) fn envelope_reused(conn: &Connection, event: &NewEvent) -> Result<bool, Error> {
    let envelope_id = &event.acceptance.envelope_id;
    if envelope_id.is_empty() {
        return Ok(false);
    }
    let mut select = conn.prepare_cached(
        "SELECT 1 FROM acceptances WHERE envelope_id = ?1 AND sender = ?2 AND document <> ?3 LIMIT 1",
    )?;
    let found =
        select.query_row(params![envelope_id, event.labels.sender_name(), Col(event.original.sha256)], |_| Ok(()));
    Ok(found.optional()?.is_some())
}

/// Oldest first; none for an unknown event.
pub(super) fn of(conn: &Connection, event: EventId) -> Result<Vec<Acceptance>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT at, submitted_by, channel, envelope_id, sent_at, wants_receipt, envelope_reused, vans_envelope_id,
            vans_message_id, is_late
         FROM acceptances WHERE event = ?1 ORDER BY row",
    )?;
    let rows = select.query_map([Col(event)], |row| {
        let (Col(at), sent_at) = (row.get(0)?, row.get::<_, Option<_>>(4)?);
        let network: (Option<String>, Option<String>) = (row.get(7)?, row.get(8)?);
        Ok(Acceptance {
            at,
            submitted_by: row.get(1)?,
            channel: row.get(2)?,
            envelope_id: row.get(3)?,
            sent_at: sent_at.map(|Col(at)| at),
            network: network.0.zip(network.1).map(|(envelope_id, message_id)| NetworkIds { envelope_id, message_id }),
            wants_receipt: row.get(5)?,
            is_late: row.get(9)?,
            envelope_reused: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
