//! Appending: what is new gets a place, what was there already only another acceptance.

use canonical::EventId;
use canonical::digest::Digest;
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::columns::{Col, Pack};
use super::numbering::Numbering;
use super::{acceptances, audit, links, originals, state};
use crate::Error;
use crate::end::Placed;
use crate::model::{Appended, EventPosition, Labels, Link, LinkRelation, NewEvent};
use crate::packing::join_keys;

/// Appends a batch in order.
///
/// # Errors
/// [`Error::InterestsChanged`] if `version` is not the version of the interests any more, and [`Error::Fenced`] if
/// somebody else has taken the right to append.
pub(super) fn append(conn: &Connection, epoch: u64, version: u64, batch: &[NewEvent]) -> Result<Vec<Appended>, Error> {
    let mut state = state::read(conn)?;
    state::check_appending(&state, epoch)?;
    if state.version != version {
        return Err(Error::InterestsChanged);
    }
    let mut numbering = Numbering::default();
    let mut appended = Vec::with_capacity(batch.len());
    for event in batch {
        appended.push(one(conn, &mut state.head, &mut numbering, event)?);
    }
    numbering.store(conn)?;
    state::set_head(conn, state.head)?;
    Ok(appended)
}

fn one(
    conn: &Connection,
    head: &mut EventPosition,
    numbering: &mut Numbering,
    event: &NewEvent,
) -> Result<Appended, Error> {
    let id = event.labels.id;
    let known = known(conn, event.identity)?;
    let first = known.iter().find(|known| known.event == id);
    let envelope_reused = first.is_none() && acceptances::envelope_reused(conn, event)?;
    if envelope_reused && event.envelope_is_its_own && known.is_empty() {
        return Ok(Appended::EnvelopeTaken);
    }
    came_in(conn, event)?;
    acceptances::add(conn, event, envelope_reused)?;
    if let Some(first) = first {
        // The content of a document comes with one of its letters, and others of them may be new.
        if event.original.letters > 1 {
            originals::keep(conn, &event.original)?;
        }
        return Ok(Appended::Resend { position: first.position, first_at: first.at });
    }
    *head += 1;
    insert(conn, *head, event)?;
    remember(conn, *head, event)?;
    links::make(conn, *head, event)?;
    if let Some(newest) = known.last() {
        links::add(conn, Link { relation: LinkRelation::ReusesId, from: id, to: newest.event, is_ambiguous: false })?;
    }
    enter(conn, *head, numbering, event)?;
    audit::add(conn, &event.audit)?;
    Ok(Appended::New { position: *head, envelope_reused, identity_reused: !known.is_empty() })
}

/// An earlier event of the same letter identity.
struct Known {
    event: EventId,
    position: EventPosition,
    at: Timestamp,
}

/// In the order of their positions.
fn known(conn: &Connection, identity: Digest) -> Result<Vec<Known>, Error> {
    let mut select =
        conn.prepare_cached("SELECT event, position, first_at FROM identities WHERE identity = ?1 ORDER BY position")?;
    let rows = select.query_map([Col(identity)], |row| {
        let (Col(event), Col(position), Col(at)) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Known { event, position, at })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Notes which document the letter came in this time.
fn came_in(conn: &Connection, event: &NewEvent) -> Result<(), Error> {
    conn.prepare_cached("INSERT OR IGNORE INTO document_events VALUES (?1, ?2)")?
        .execute(params![Col(event.original.sha256), Col(event.labels.id)])?;
    Ok(())
}

fn insert(conn: &Connection, position: EventPosition, event: &NewEvent) -> Result<(), Error> {
    let Labels { id, kind, sender, receivers, patients, lane, occurred_at } = &event.labels;
    originals::keep(conn, &event.original)?;
    conn.prepare_cached(
        "INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?
    .execute(params![
        Col(position),
        Col(*id),
        Col(*kind),
        Col(event.acceptance.at),
        Col(*occurred_at),
        Col(*lane),
        Pack(sender),
        Pack(receivers),
        join_keys(patients),
        Col(event.original.sha256),
        Col(event.body_digest),
        Col(event.body.bytes.len()),
        event.body.key_id,
        &event.body.bytes[..],
        Col(event.standard),
        event.is_whole,
    ])?;
    let mut timeline = conn.prepare_cached("INSERT OR IGNORE INTO event_patients VALUES (?1, ?2)")?;
    for patient in patients {
        timeline.execute(params![Col(*patient), Col(position)])?;
    }
    Ok(())
}

fn remember(conn: &Connection, position: EventPosition, event: &NewEvent) -> Result<(), Error> {
    conn.prepare_cached("INSERT INTO identities VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        Col(event.identity),
        Col(event.labels.id),
        Col(position),
        Col(event.acceptance.at),
    ])?;
    Ok(())
}

fn enter(conn: &Connection, position: EventPosition, numbering: &mut Numbering, event: &NewEvent) -> Result<(), Error> {
    let placed = Placed::of(event, position);
    for entry in &event.entries {
        if numbering.caught_up(conn, entry.subscription)? {
            numbering.enter(conn, &placed, entry)?;
        }
    }
    Ok(())
}
