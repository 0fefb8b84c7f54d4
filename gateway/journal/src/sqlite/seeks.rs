//! Moving a subscription, and deciding about its parked lanes.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::columns::Col;
use super::{holds, progress, sendings, subscriptions};
use crate::Error;
use crate::model::{LaneChange, Progress, SeekTarget, SubscriptionId, SubscriptionName};

/// Everything before the target counts as settled, everything from it on does not.
pub(super) fn seek(conn: &Connection, name: &SubscriptionName, target: SeekTarget) -> Result<u64, Error> {
    let id = subscriptions::id(conn, name)?;
    let end = progress::last_number(conn, id)?.saturating_add(1);
    let first = match target {
        SeekTarget::Number(number) => number.clamp(1, end),
        SeekTarget::Time(at) => first_since(conn, id, at)?.unwrap_or(end),
    };
    progress::forget(conn, id, 0, u64::MAX)?;
    sendings::forget_attempts(conn, id, first, u64::MAX)?;
    progress::write(conn, id, Progress { settled_through: first - 1, ranges: Vec::new() })?;
    holds::fence(conn, id)?;
    Ok(first)
}

/// Resumes or skips the parked lane whose head is this entry.
pub(super) fn change_lane(
    conn: &Connection,
    name: &SubscriptionName,
    number: u64,
    change: LaneChange,
) -> Result<(), Error> {
    let id = subscriptions::id(conn, name)?;
    if !progress::parked(conn, id)?.iter().any(|lane| lane.number == number) {
        return Err(Error::NotFound);
    }
    match change {
        LaneChange::Resume => {
            progress::forget(conn, id, number, number)?;
            sendings::forget_attempts(conn, id, number, number)?;
        }
        LaneChange::Skip => {
            let Progress { settled_through, mut ranges } = progress::read(conn, id)?;
            ranges.push((number, number));
            progress::write(conn, id, Progress { settled_through, ranges })?;
        }
    }
    holds::fence(conn, id)
}

/// The first entry of an event accepted at or after a time.
fn first_since(conn: &Connection, id: SubscriptionId, at: Timestamp) -> Result<Option<u64>, Error> {
    let Some(position) = subscriptions::first_accepted(conn, at)? else { return Ok(None) };
    // Not every event since then is in the subscription; and of those before the time none may begin it.
    let mut select = conn.prepare_cached(
        "SELECT min(n.number) FROM entries n JOIN events e ON e.position = n.position
         WHERE n.subscription = ?1 AND n.position >= ?2 AND e.accepted_at >= ?3",
    )?;
    let first: Option<Col<u64>> = select.query_row(params![Col(id), Col(position), Col(at)], |row| row.get(0))?;
    Ok(first.map(|Col(number)| number))
}
