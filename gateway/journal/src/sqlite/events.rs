//! Reading events, originals and timelines.

use std::collections::BTreeSet;

use canonical::EventId;
use canonical::digest::Digest;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::columns::{Col, Pack};
use super::links;
use crate::model::{Document, EventPosition, EventRow, Labels, Sealed, Stored};
use crate::packing::split_keys;
use crate::{Error, PatientKey};

/// The index columns, in the order [`event_row`] reads them; `e` is the table.
pub(super) const COLUMNS: &str =
    "e.position, e.accepted_at, e.id, e.kind, e.sender, e.receivers, e.patients, e.lane, e.occurred_at";

/// Reads [`COLUMNS`] from the first column on.
pub(super) fn event_row(row: &Row<'_>) -> rusqlite::Result<EventRow> {
    let (Col(position), Col(accepted_at)) = (row.get(0)?, row.get(1)?);
    let (Col(id), Col(kind)) = (row.get(2)?, row.get(3)?);
    let (Pack(sender), Pack(receivers)) = (row.get(4)?, row.get(5)?);
    let patients = split_keys(row.get_ref(6)?.as_blob()?).ok_or(rusqlite::types::FromSqlError::InvalidType)?;
    let (Col(lane), Col(occurred_at)) = (row.get(7)?, row.get(8)?);
    let labels = Labels { id, kind, sender, receivers, patients, lane, occurred_at };
    Ok(EventRow { position, accepted_at, labels })
}

/// Reads an envelope column: the key's id, then the bytes.
pub(super) fn sealed(row: &Row<'_>, key: usize, bytes: usize) -> rusqlite::Result<Sealed> {
    let Col(bytes) = row.get(bytes)?;
    Ok(Sealed { key_id: row.get(key)?, bytes })
}

pub(super) fn after(conn: &Connection, after: EventPosition, limit: usize) -> Result<Vec<EventRow>, Error> {
    let select = format!("SELECT {COLUMNS} FROM events e WHERE e.position > ?1 ORDER BY e.position LIMIT ?2");
    let mut select = conn.prepare_cached(&select)?;
    let rows = select.query_map(params![Col(after), Col(limit)], event_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn event(conn: &Connection, id: EventId) -> Result<Stored, Error> {
    let mut select =
        conn.prepare_cached(&format!("SELECT {COLUMNS}, e.body_key, e.body FROM events e WHERE e.id = ?1"))?;
    let (row, body) = select.query_row([Col(id)], |row| Ok((event_row(row)?, sealed(row, 9, 10)?)))?;
    Ok(Stored { row, body, links: links::of(conn, id)? })
}

pub(super) fn document(conn: &Connection, id: EventId) -> Result<Document, Error> {
    let mut select = conn.prepare_cached(
        "SELECT o.sha256, coalesce(o.blob_size, length(o.content)), o.letters, o.blob_size IS NOT NULL
         FROM events e JOIN originals o ON o.sha256 = e.original WHERE e.id = ?1",
    )?;
    let (sha256, size, letters, is_blob) = select.query_row([Col(id)], |row| {
        let (Col(sha256), Col(size)): (Col<Digest>, Col<u64>) = (row.get(0)?, row.get(1)?);
        Ok((sha256, size, row.get(2)?, row.get(3)?))
    })?;
    let mut select = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM document_events d JOIN events e ON e.id = d.event WHERE d.document = ?1 ORDER BY e.position"
    ))?;
    let events = select.query_map([Col(sha256)], event_row)?.collect::<rusqlite::Result<_>>()?;
    Ok(Document { sha256, size, is_blob, letters, events })
}

/// Newest position first; an event under several of the keys comes once.
pub(super) fn timeline(
    conn: &Connection,
    patients: &[PatientKey],
    before: Option<EventPosition>,
    limit: usize,
) -> Result<Vec<Stored>, Error> {
    let mut positions = BTreeSet::new();
    let mut select = conn.prepare_cached(
        "SELECT position FROM event_patients WHERE patient = ?1 AND position < ?2 ORDER BY position DESC LIMIT ?3",
    )?;
    for patient in patients {
        let before = Col(before.unwrap_or(u64::MAX));
        for position in select.query_map(params![Col(*patient), before, Col(limit)], |row| row.get(0))? {
            let Col(position): Col<u64> = position?;
            positions.insert(position);
        }
    }
    let newest = positions.into_iter().rev().take(limit);
    newest.filter_map(|position| at(conn, position).transpose()).collect()
}

fn at(conn: &Connection, position: EventPosition) -> Result<Option<Stored>, Error> {
    let mut select = conn.prepare_cached("SELECT id FROM events WHERE position = ?1")?;
    let found = select.query_row([Col(position)], |row| row.get(0)).optional()?;
    found.map(|Col(id)| event(conn, id)).transpose()
}
