//! What subscriptions have still to settle.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::columns::Col;
use super::{progress, subscriptions};
use crate::Error;
use crate::model::{Backlog, SubscriptionName, SubscriptionRow};

/// Of every subscription, or of the named one; none if that does not exist.
pub(super) fn of(conn: &Connection, only: Option<&SubscriptionName>) -> Result<Vec<Backlog>, Error> {
    let interests = subscriptions::interests(conn)?;
    let wanted = interests.subscriptions.into_iter().filter(|row| only.is_none_or(|only| *only == row.name));
    wanted.map(|row| backlog(conn, interests.head, row)).collect()
}

fn backlog(conn: &Connection, head: u64, row: SubscriptionRow) -> Result<Backlog, Error> {
    let progress = progress::read(conn, row.id)?;
    let ahead: u64 = progress.ranges.iter().map(|(first, last)| last.saturating_sub(*first).saturating_add(1)).sum();
    let unsettled = row.last_number.saturating_sub(progress.settled_through).saturating_sub(ahead);
    Ok(Backlog {
        last_number: row.last_number,
        settled_through: progress.settled_through,
        unsettled,
        // No range touches the mark, so the entry after it is the oldest one.
        oldest_unsettled_at: accepted_at(conn, &row, progress.settled_through + 1)?,
        parked: progress::parked(conn, row.id)?,
        catching_up: row.matched_through < head,
        name: row.name,
    })
}

fn accepted_at(conn: &Connection, row: &SubscriptionRow, number: u64) -> Result<Option<jiff::Timestamp>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT e.accepted_at FROM entries n JOIN events e ON e.position = n.position
         WHERE n.subscription = ?1 AND n.number = ?2",
    )?;
    let found = select.query_row(params![Col(row.id), Col(number)], |row| row.get(0)).optional()?;
    Ok(found.map(|Col(at)| at))
}
