//! Links between events, and the keys by which they are found.

use canonical::EventId;
use canonical::digest::Digest;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::columns::Col;
use crate::Error;
use crate::model::{EventPosition, Link, LinkRelation, NewEvent};

/// Links an event to the newest earlier ones that offer what it seeks, then offers its own keys.
pub(super) fn make(conn: &Connection, position: EventPosition, event: &NewEvent) -> Result<(), Error> {
    let from = event.labels.id;
    for (relation, key) in &event.seeks_links {
        if let Some(to) = newest(conn, *key)?.filter(|to| *to != from) {
            add(conn, Link { relation: *relation, from, to })?;
        }
    }
    let mut offer = conn.prepare_cached("INSERT OR IGNORE INTO link_keys VALUES (?1, ?2, ?3)")?;
    for key in &event.offers_links {
        offer.execute(params![Col(*key), Col(position), Col(from)])?;
    }
    Ok(())
}

/// Writes a link; one that is there already stays.
pub(super) fn add(conn: &Connection, link: Link) -> Result<(), Error> {
    let Link { relation, from, to } = link;
    conn.prepare_cached("INSERT OR IGNORE INTO links VALUES (?1, ?2, ?3)")?.execute(params![
        Col(from),
        Col(to),
        Col(relation)
    ])?;
    Ok(())
}

/// Links from an event and to it.
pub(super) fn of(conn: &Connection, event: EventId) -> Result<Vec<Link>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT from_event, to_event, relation FROM links WHERE from_event = ?1
         UNION SELECT from_event, to_event, relation FROM links WHERE to_event = ?1",
    )?;
    let rows = select.query_map([Col(event)], |row| {
        let (Col(from), Col(to)) = (row.get(0)?, row.get(1)?);
        let Col(relation): Col<LinkRelation> = row.get(2)?;
        Ok(Link { relation, from, to })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn newest(conn: &Connection, key: Digest) -> Result<Option<EventId>, Error> {
    let mut select =
        conn.prepare_cached("SELECT event FROM link_keys WHERE link_key = ?1 ORDER BY position DESC LIMIT 1")?;
    let found = select.query_row([Col(key)], |row| row.get(0)).optional()?;
    Ok(found.map(|Col(event)| event))
}
