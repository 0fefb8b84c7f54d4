//! Which events wait for a receipt, and which have waited too long.

use canonical::organisation::OrganisationId;
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::columns::Col;
use super::events::{COLUMNS, event_row};
use crate::Error;
use crate::model::{Awaited, EventPosition, EventRow};

/// Up to where events have been looked at.
pub(super) fn checked_through(conn: &Connection) -> Result<EventPosition, Error> {
    let mut select = conn.prepare_cached("SELECT checked_through FROM receipt_clock")?;
    let Col(position) = select.query_row([], |row| row.get(0))?;
    Ok(position)
}

/// Events after a position, in order.
pub(super) fn awaited(conn: &Connection, after: EventPosition, limit: usize) -> Result<Vec<Awaited>, Error> {
    let mut select = conn.prepare_cached(&format!(
        "SELECT {COLUMNS}, EXISTS (SELECT 1 FROM acceptances a WHERE a.event = e.id AND a.wants_receipt)
         FROM events e WHERE e.position > ?1 ORDER BY e.position LIMIT ?2"
    ))?;
    let rows = select.query_map(params![Col(after), Col(limit)], |row| Ok((event_row(row)?, row.get(9)?)))?;
    let rows: Vec<(EventRow, bool)> = rows.collect::<rusqlite::Result<_>>()?;
    rows.into_iter().map(|(event, wants_receipt)| told(conn, event, wants_receipt)).collect()
}

/// Overdue events after a position, in order, with since when.
pub(super) fn after(conn: &Connection, after: EventPosition, limit: usize) -> Result<Vec<(Timestamp, Awaited)>, Error> {
    let mut select = conn.prepare_cached(&format!(
        "SELECT {COLUMNS}, o.at FROM overdue o JOIN events e ON e.position = o.position
         WHERE o.settled_at IS NULL AND o.position > ?1 ORDER BY o.position LIMIT ?2"
    ))?;
    let rows = select.query_map(params![Col(after), Col(limit)], |row| {
        let Col(at) = row.get(9)?;
        Ok((at, event_row(row)?))
    })?;
    let rows: Vec<(Timestamp, EventRow)> = rows.collect::<rusqlite::Result<_>>()?;
    rows.into_iter().map(|(at, event)| Ok((at, told(conn, event, true)?))).collect()
}

/// How many are overdue now.
pub(super) fn count(conn: &Connection) -> Result<u64, Error> {
    let mut select = conn.prepare_cached("SELECT count(*) FROM overdue WHERE settled_at IS NULL")?;
    let Col(count) = select.query_row([], |row| row.get(0))?;
    Ok(count)
}

/// Moves on, and records what is overdue; gives what was not recorded before.
pub(super) fn mark(
    conn: &Connection,
    through: EventPosition,
    overdue: &[EventPosition],
    at: Timestamp,
) -> Result<Vec<EventPosition>, Error> {
    conn.prepare_cached("UPDATE receipt_clock SET checked_through = max(checked_through, ?1)")?
        .execute([Col(through)])?;
    let mut insert = conn.prepare_cached("INSERT OR IGNORE INTO overdue (position, at) VALUES (?1, ?2)")?;
    let mut new = Vec::new();
    for position in overdue {
        if insert.execute(params![Col(*position), Col(at)])? > 0 {
            new.push(*position);
        }
    }
    Ok(new)
}

/// Records that events are overdue no longer; gives how many were.
pub(super) fn settle(conn: &Connection, settled: &[EventPosition], at: Timestamp) -> Result<u64, Error> {
    let mut update =
        conn.prepare_cached("UPDATE overdue SET settled_at = ?2 WHERE position = ?1 AND settled_at IS NULL")?;
    let mut count = 0;
    for position in settled {
        count += update.execute(params![Col(*position), Col(at)])? as u64;
    }
    Ok(count)
}

/// What is known of the event's receipts, if its sender asked for one.
pub(super) fn told(conn: &Connection, event: EventRow, wants_receipt: bool) -> Result<Awaited, Error> {
    let (mut settled_by, mut answered_by) = (Vec::new(), Vec::new());
    if wants_receipt {
        let mut select = conn.prepare_cached(
            "SELECT DISTINCT s.organisation FROM subscriptions s
             JOIN entries n ON n.subscription = s.id AND n.position = ?1
             WHERE n.number <= s.settled_through OR EXISTS (
                 SELECT 1 FROM settled_ranges r WHERE r.subscription = s.id AND n.number BETWEEN r.first AND r.last
             )",
        )?;
        settled_by = names(select.query_map([Col(event.position)], |row| row.get(0))?)?;
        let mut select = conn.prepare_cached(
            "SELECT DISTINCT a.organisation FROM receipt_answers a JOIN receipts r ON r.id = a.receipt
             WHERE a.event = ?1 AND r.verdict <> 'transient'",
        )?;
        answered_by = names(select.query_map([Col(event.labels.id)], |row| row.get(0))?)?;
    }
    Ok(Awaited { event, wants_receipt, settled_by, answered_by })
}

type Name = rusqlite::Result<Col<OrganisationId>>;

fn names(rows: impl Iterator<Item = Name>) -> Result<Vec<OrganisationId>, Error> {
    Ok(rows.map(|row| row.map(|Col(name)| name)).collect::<rusqlite::Result<_>>()?)
}
