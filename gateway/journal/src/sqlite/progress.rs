//! How far a subscription is settled, and what waits in it.

use rusqlite::{Connection, params};

use super::columns::Col;
use crate::Error;
use crate::model::{Attempt, LaneState, Progress, SubscriptionId};
use crate::tidy::tidy;

/// What is settled.
pub(super) fn read(conn: &Connection, subscription: SubscriptionId) -> Result<Progress, Error> {
    let mut select = conn.prepare_cached("SELECT settled_through FROM subscriptions WHERE id = ?1")?;
    let Col(settled_through) = select.query_row([Col(subscription)], |row| row.get(0))?;
    let mut select =
        conn.prepare_cached("SELECT first, last FROM settled_ranges WHERE subscription = ?1 ORDER BY first")?;
    let ranges = select.query_map([Col(subscription)], |row| {
        let (Col(first), Col(last)) = (row.get(0)?, row.get(1)?);
        Ok((first, last))
    })?;
    Ok(Progress { settled_through, ranges: ranges.collect::<rusqlite::Result<_>>()? })
}

/// Writes what is settled; attempts and parked lanes at settled entries are forgotten.
pub(super) fn write(conn: &Connection, subscription: SubscriptionId, progress: Progress) -> Result<(), Error> {
    let Progress { settled_through, ranges } = tidy(progress, last_number(conn, subscription)?);
    let id = Col(subscription);
    conn.prepare_cached("UPDATE subscriptions SET settled_through = ?2 WHERE id = ?1")?
        .execute(params![id, Col(settled_through)])?;
    conn.prepare_cached("DELETE FROM settled_ranges WHERE subscription = ?1")?.execute([id])?;
    let mut insert = conn.prepare_cached("INSERT INTO settled_ranges VALUES (?1, ?2, ?3)")?;
    forget(conn, subscription, 0, settled_through)?;
    for (first, last) in ranges {
        insert.execute(params![id, Col(first), Col(last)])?;
        forget(conn, subscription, first, last)?;
    }
    Ok(())
}

/// Attempts at entries that are not settled.
pub(super) fn attempts(conn: &Connection, subscription: SubscriptionId) -> Result<Vec<Attempt>, Error> {
    let mut select =
        conn.prepare_cached("SELECT number, attempts FROM attempts WHERE subscription = ?1 ORDER BY number")?;
    let rows = select.query_map([Col(subscription)], |row| {
        let Col(number) = row.get(0)?;
        Ok(Attempt { number, attempts: row.get(1)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Parked lanes, by the number of their heads.
pub(super) fn parked(conn: &Connection, subscription: SubscriptionId) -> Result<Vec<LaneState>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT lane, number, reason, parked_at FROM parked_lanes WHERE subscription = ?1 ORDER BY number",
    )?;
    let rows = select.query_map([Col(subscription)], |row| {
        let (Col(lane), Col(number), Col(parked_at)) = (row.get(0)?, row.get(1)?, row.get(3)?);
        Ok(LaneState { lane, number, reason: row.get(2)?, parked_at })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Forgets attempts and parked lanes at the entries of this range, both ends included.
pub(super) fn forget(conn: &Connection, subscription: SubscriptionId, first: u64, last: u64) -> Result<(), Error> {
    for table in ["attempts", "parked_lanes"] {
        let delete = format!("DELETE FROM {table} WHERE subscription = ?1 AND number BETWEEN ?2 AND ?3");
        conn.prepare_cached(&delete)?.execute(params![Col(subscription), Col(first), Col(last)])?;
    }
    Ok(())
}

pub(super) fn last_number(conn: &Connection, subscription: SubscriptionId) -> Result<u64, Error> {
    let mut select = conn.prepare_cached("SELECT last_number FROM subscriptions WHERE id = ?1")?;
    let Col(last) = select.query_row([Col(subscription)], |row| row.get(0))?;
    Ok(last)
}
