//! How far a subscription is settled, and what waits in it.

use rusqlite::{Connection, params};

use super::columns::Col;
use crate::Error;
use crate::model::{Attempt, LaneState, Progress, SubscriptionId};

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

/// Ranges in order, none empty, touching, or beyond the last entry; what touches the mark moves it.
fn tidy(progress: Progress, last_number: u64) -> Progress {
    let Progress { settled_through, mut ranges } = progress;
    ranges.sort_unstable();
    let mut tidied = Progress { settled_through: settled_through.min(last_number), ranges: Vec::new() };
    for (first, last) in ranges.into_iter().map(|(first, last)| (first, last.min(last_number))) {
        let end = tidied.ranges.last_mut().map_or(&mut tidied.settled_through, |(_, end)| end);
        if first <= end.saturating_add(1) {
            *end = last.max(*end);
        } else if first <= last {
            tidied.ranges.push((first, last));
        }
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(settled_through: u64, ranges: &[(u64, u64)]) -> (u64, Vec<(u64, u64)>) {
        let Progress { settled_through, ranges } = tidy(Progress { settled_through, ranges: ranges.to_vec() }, 20);
        (settled_through, ranges)
    }

    #[test]
    fn ranges_that_touch_become_one() {
        assert_eq!(tidied(3, &[(8, 9), (5, 6), (7, 7)]), (3, vec![(5, 9)]));
        assert_eq!(tidied(3, &[(5, 9), (6, 7), (12, 12)]), (3, vec![(5, 9), (12, 12)]));
    }

    #[test]
    fn what_touches_the_mark_moves_it() {
        assert_eq!(tidied(3, &[(4, 6), (7, 8), (10, 11)]), (8, vec![(10, 11)]));
        assert_eq!(tidied(3, &[(1, 2)]), (3, vec![]));
    }

    #[test]
    fn nothing_is_settled_that_does_not_exist() {
        assert_eq!(tidied(30, &[(40, 50)]), (20, vec![]));
        assert_eq!(tidied(3, &[(18, 25), (22, 30)]), (3, vec![(18, 20)]));
        assert_eq!(tidied(3, &[(9, 7)]), (3, vec![]));
    }
}
