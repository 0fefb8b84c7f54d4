//! Links between events, and the keys by which they are found.

use canonical::EventId;
use canonical::digest::Digest;
use rusqlite::{Connection, params};

use super::columns::Col;
use crate::Error;
use crate::linking::{self, CANDIDATES, Candidate, Linked};
use crate::model::{EventPosition, Link, LinkRelation, NewEvent};

/// Links an event to the earlier ones that offer what it seeks and to those that wait for it, then offers its own keys.
pub(super) fn make(conn: &Connection, position: EventPosition, event: &NewEvent) -> Result<(), Error> {
    let id = event.labels.id;
    let Linked { links, waits } = linking::link(event, |key| candidates(conn, *key))?;
    links.into_iter().try_for_each(|link| add(conn, link))?;
    let mut wait = conn.prepare_cached("INSERT OR IGNORE INTO link_waits VALUES (?1, ?2, ?3, ?4)")?;
    for (relation, key) in waits {
        wait.execute(params![Col(key), Col(id), Col(relation), Col(event.written_at)])?;
    }
    for key in linking::awaited(event) {
        meet(conn, key, event)?;
    }
    let mut offer = conn.prepare_cached("INSERT OR IGNORE INTO link_keys VALUES (?1, ?2, ?3)")?;
    for key in &event.offers_links {
        offer.execute(params![Col(*key), Col(position), Col(id)])?;
    }
    Ok(())
}

/// Writes a link; one that is there already stays.
pub(super) fn add(conn: &Connection, link: Link) -> Result<(), Error> {
    let Link { relation, from, to, is_ambiguous } = link;
    conn.prepare_cached("INSERT OR IGNORE INTO links VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        Col(from),
        Col(to),
        Col(relation),
        is_ambiguous
    ])?;
    Ok(())
}

/// Links from an event and to it.
pub(super) fn of(conn: &Connection, event: EventId) -> Result<Vec<Link>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT from_event, to_event, relation, is_ambiguous FROM links WHERE from_event = ?1
         UNION SELECT from_event, to_event, relation, is_ambiguous FROM links WHERE to_event = ?1",
    )?;
    let rows = select.query_map([Col(event)], |row| {
        let (Col(from), Col(to)) = (row.get(0)?, row.get(1)?);
        let Col(relation): Col<LinkRelation> = row.get(2)?;
        Ok(Link { relation, from, to, is_ambiguous: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The newest events that offer a key.
fn candidates(conn: &Connection, key: Digest) -> Result<Vec<Candidate>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT k.event, k.position, EXISTS (SELECT 1 FROM links l WHERE l.to_event = k.event
                AND l.relation IN ('cancels', 'corrects') AND NOT l.is_ambiguous)
         FROM link_keys k WHERE k.link_key = ?1 ORDER BY k.position DESC LIMIT ?2",
    )?;
    let rows = select.query_map(params![Col(key), Col(CANDIDATES)], |row| {
        let (Col(event), Col(position)) = (row.get(0)?, row.get(1)?);
        Ok(Candidate { event, position, is_replaced: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Links the events that wait for this one under this key, and ends their waiting.
fn meet(conn: &Connection, key: Digest, event: &NewEvent) -> Result<(), Error> {
    let to = event.labels.id;
    let mut select =
        conn.prepare_cached("SELECT event, relation FROM link_waits WHERE link_key = ?1 AND written_at >= ?2")?;
    let waiting = select.query_map(params![Col(key), Col(event.written_at)], |row| {
        let (Col(from), Col(relation)) = (row.get(0)?, row.get(1)?);
        Ok(Link { relation, from, to, is_ambiguous: false })
    })?;
    let waiting: Vec<Link> = waiting.collect::<rusqlite::Result<_>>()?;
    for link in waiting.into_iter().filter(|link| link.from != to) {
        add(conn, link)?;
        conn.prepare_cached("DELETE FROM link_waits WHERE event = ?1 AND relation = ?2")?
            .execute(params![Col(link.from), Col(link.relation)])?;
    }
    Ok(())
}
