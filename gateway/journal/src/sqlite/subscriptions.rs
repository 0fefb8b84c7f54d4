//! Subscriptions: creating, reading, deleting.

use canonical::Kind;
use canonical::chain;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::columns::{Col, Pack};
use super::{pushes, sendings, state};
use crate::Error;
use crate::model::{
    EventPosition, Filter, Interests, NewSubscription, Options, Page, Push, Start, SubscriptionId, SubscriptionName,
    SubscriptionRow,
};

/// What [`read`] reads, and then [`pushes::COLUMNS`]; `s` and `p` are the tables.
const COLUMNS: &str = "s.id, s.organisation, s.name, s.scope, s.kinds, s.senders, s.max_attempts, s.min_backoff_ns,
    s.max_backoff_ns, s.created_at, coalesce(s.matched_through, (SELECT head FROM state)), s.last_number, s.last_digest, s.standard";

const TABLES: &str = "subscriptions s LEFT JOIN pushes p ON p.subscription = s.id";

fn select(rest: &str) -> String {
    format!("SELECT {COLUMNS}, {} FROM {TABLES} {rest}", pushes::COLUMNS)
}

/// All subscriptions, at one version.
pub(super) fn interests(conn: &Connection) -> Result<Interests, Error> {
    let state = state::read(conn)?;
    let mut select = conn.prepare_cached(&select("ORDER BY s.id"))?;
    let subscriptions = select.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(Interests { version: state.version, head: state.head, subscriptions })
}

/// Gives the one that is there if it wants the same.
///
/// # Errors
/// [`Error::Exists`] if it wants something else.
pub(super) fn create(conn: &Connection, new: &NewSubscription) -> Result<SubscriptionRow, Error> {
    match by_name(conn, &new.name) {
        Ok(there) if there.is_wanted_by(new) => Ok(there),
        Ok(_) => Err(Error::Exists),
        Err(Error::NotFound) => insert(conn, new),
        Err(error) => Err(error),
    }
}

pub(super) fn by_name(conn: &Connection, name: &SubscriptionName) -> Result<SubscriptionRow, Error> {
    let SubscriptionName { organisation, name } = name;
    let select = select("WHERE s.organisation = ?1 AND s.name = ?2");
    Ok(conn.prepare_cached(&select)?.query_row([organisation.as_str(), name], read)?)
}

pub(super) fn of(conn: &Connection, organisation: &str, page: &Page) -> Result<Vec<SubscriptionRow>, Error> {
    let mut select =
        conn.prepare_cached(&select("WHERE s.organisation = ?1 AND s.name > ?2 ORDER BY s.name LIMIT ?3"))?;
    let rows = select.query_map(params![organisation, page.after, Col(page.size)], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn delete(conn: &Connection, name: &SubscriptionName) -> Result<(), Error> {
    let id = id(conn, name)?;
    for table in ["entries", "settled_ranges", "attempts", "parked_lanes", "pushes", "push_turns"] {
        conn.prepare_cached(&format!("DELETE FROM {table} WHERE subscription = ?1"))?.execute([Col(id)])?;
    }
    sendings::forget(conn, id)?;
    conn.prepare_cached("DELETE FROM subscriptions WHERE id = ?1")?.execute([Col(id)])?;
    state::interests_changed(conn)
}

pub(super) fn id(conn: &Connection, name: &SubscriptionName) -> Result<SubscriptionId, Error> {
    let SubscriptionName { organisation, name } = name;
    let mut select = conn.prepare_cached("SELECT id FROM subscriptions WHERE organisation = ?1 AND name = ?2")?;
    let Col(id) = select.query_row([organisation.as_str(), name], |row| row.get(0))?;
    Ok(id)
}

fn insert(conn: &Connection, new: &NewSubscription) -> Result<SubscriptionRow, Error> {
    let NewSubscription { name, filter, options, push, start, at } = new;
    let begins = begins(conn, *start)?;
    let stands = (begins < state::read(conn)?.head).then_some(Col(begins));
    conn.prepare_cached(
        "INSERT INTO subscriptions (organisation, name, scope, kinds, senders, max_attempts, min_backoff_ns,
            max_backoff_ns, created_at, matched_through, last_number, last_digest, epoch, settled_through, standard)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, ?11, 0, 0, ?12)",
    )?
    .execute(params![
        name.organisation.as_str(),
        name.name,
        Col(filter.scope),
        Col(&filter.kinds[..]),
        Pack(&filter.senders),
        options.max_attempts,
        Col(options.min_backoff),
        Col(options.max_backoff),
        Col(*at),
        stands,
        Col(chain::GENESIS),
        Col(options.standard),
    ])?;
    if let Some(push) = push {
        pushes::write(conn, id(conn, name)?, push)?;
    }
    state::interests_changed(conn)?;
    by_name(conn, name)
}

/// Changes where entries are posted.
pub(super) fn update_push(
    conn: &Connection,
    name: &SubscriptionName,
    push: Option<&Push>,
) -> Result<SubscriptionRow, Error> {
    let id = id(conn, name)?;
    match push {
        Some(push) => pushes::write(conn, id, push)?,
        None => pushes::remove(conn, id)?,
    }
    by_name(conn, name)
}

/// The position that the first event comes after.
fn begins(conn: &Connection, start: Start) -> Result<EventPosition, Error> {
    let head = state::read(conn)?.head;
    Ok(match start {
        Start::Beginning => 0,
        Start::Now => head,
        Start::Time(at) => first_accepted(conn, at)?.map_or(head, |first| first.saturating_sub(1)),
    })
}

/// The first event accepted at or after a time. Clocks may step back, so later events may have been accepted before it.
pub(super) fn first_accepted(conn: &Connection, at: Timestamp) -> Result<Option<EventPosition>, Error> {
    let mut select = conn.prepare_cached("SELECT min(position) FROM events WHERE accepted_at >= ?1")?;
    let first: Option<Col<u64>> = select.query_row([Col(at)], |row| row.get(0)).optional()?.flatten();
    Ok(first.map(|Col(position)| position))
}

/// Reads one row of [`select`].
fn read(row: &Row<'_>) -> rusqlite::Result<SubscriptionRow> {
    let (Col(id), Col(organisation), Col(scope)) = (row.get(0)?, row.get(1)?, row.get(3)?);
    let (Col(kinds), Pack(senders)): (Col<Vec<Kind>>, _) = (row.get(4)?, row.get(5)?);
    let (Col(min_backoff), Col(max_backoff)) = (row.get(7)?, row.get(8)?);
    let (Col(created_at), Col(matched_through)) = (row.get(9)?, row.get(10)?);
    let (Col(last_number), Col(last_digest), Col(standard)) = (row.get(11)?, row.get(12)?, row.get(13)?);
    Ok(SubscriptionRow {
        id,
        name: SubscriptionName { organisation, name: row.get(2)? },
        filter: Filter { scope, kinds, senders },
        options: Options { max_attempts: row.get(6)?, min_backoff, max_backoff, standard },
        push: pushes::read(row, 14)?,
        created_at,
        matched_through,
        last_number,
        last_digest,
    })
}
