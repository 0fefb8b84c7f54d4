//! The chain of audit rows: each carries the digest of itself and of the row before it.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::columns::Col;
use crate::Error;
use crate::audit_chain::{GENESIS, Link};
use crate::model::AuditRow;

/// Adds rows at the end of the chain.
pub(super) fn add(conn: &Connection, rows: &[AuditRow]) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut insert = conn.prepare_cached("INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?;
    let mut link = last(conn)?;
    for row in rows {
        link = link.next(row);
        let AuditRow { at, organisation, action, event, patient, permitted, ground } = row;
        insert.execute(params![
            Col(link.sequence),
            Col(*at),
            organisation,
            Col(*action),
            event.map(Col),
            patient.map(Col),
            permitted,
            ground,
            Col(link.digest),
        ])?;
    }
    Ok(())
}

/// Rows after a sequence number, in order.
///
/// # Errors
/// [`Error::Corrupt`] where a row does not follow from the one before it.
pub(super) fn after(conn: &Connection, sequence: u64, limit: usize) -> Result<Vec<(u64, AuditRow)>, Error> {
    let mut link = if sequence == 0 { GENESIS } else { at(conn, sequence)? };
    let mut select = conn.prepare_cached(
        "SELECT sequence, digest, at, organisation, action, event, patient, permitted, ground
         FROM audit WHERE sequence > ?1 ORDER BY sequence LIMIT ?2",
    )?;
    let mut found = Vec::new();
    for row in select.query_map(params![Col(sequence), Col(limit)], |row| Ok((read_link(row)?, read(row)?)))? {
        let (stated, row) = row?;
        link = link.next(&row);
        if (link.sequence, link.digest) != (stated.sequence, stated.digest) {
            return Err(Error::Corrupt { what: "the chain of audit rows" });
        }
        found.push((link.sequence, row));
    }
    Ok(found)
}

fn last(conn: &Connection) -> Result<Link, Error> {
    let mut select = conn.prepare_cached("SELECT sequence, digest FROM audit ORDER BY sequence DESC LIMIT 1")?;
    Ok(select.query_row([], read_link).optional()?.unwrap_or(GENESIS))
}

/// The row that a page begins after. Past the end there is nothing to follow, and nothing to verify.
fn at(conn: &Connection, sequence: u64) -> Result<Link, Error> {
    let mut select = conn.prepare_cached("SELECT sequence, digest FROM audit WHERE sequence = ?1")?;
    let found = select.query_row([Col(sequence)], read_link).optional()?;
    match found {
        Some(link) => Ok(link),
        None if last(conn)?.sequence < sequence => Ok(GENESIS),
        None => Err(Error::Corrupt { what: "the chain of audit rows" }),
    }
}

fn read_link(row: &Row<'_>) -> rusqlite::Result<Link> {
    let (Col(sequence), Col(digest)) = (row.get(0)?, row.get(1)?);
    Ok(Link { sequence, digest })
}

fn read(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    let (Col(at), Col(action)) = (row.get(2)?, row.get(4)?);
    let (event, patient) = (row.get::<_, Option<_>>(5)?, row.get::<_, Option<_>>(6)?);
    Ok(AuditRow {
        at,
        organisation: row.get(3)?,
        action,
        event: event.map(|Col(event)| event),
        patient: patient.map(|Col(patient)| patient),
        permitted: row.get(7)?,
        ground: row.get(8)?,
    })
}
