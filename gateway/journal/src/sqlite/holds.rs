//! The right to deliver, and what its holder reports.

use rusqlite::{Connection, OptionalExtension as _, ToSql, params};

use super::columns::Col;
use super::{audit, progress, subscriptions};
use crate::Error;
use crate::model::{
    Attempt, AuditRow, Hold, Offer, Park, Settlement, SubscriptionId, SubscriptionName, next_reign, reign,
};

/// Takes the right to deliver.
pub(super) fn hold(conn: &Connection, name: &SubscriptionName) -> Result<Hold, Error> {
    let subscription = subscriptions::id(conn, name)?;
    let epoch = next_reign(epoch(conn, subscription)?);
    conn.prepare_cached("UPDATE subscriptions SET epoch = ?2 WHERE id = ?1")?
        .execute([&Col(subscription) as &dyn ToSql, &Col(epoch)])?;
    held(conn, subscription, epoch)
}

/// Takes the right to deliver again, unless somebody else has taken it.
pub(super) fn hold_again(conn: &Connection, name: &SubscriptionName, held_under: u64) -> Result<Hold, Error> {
    let subscription = subscriptions::id(conn, name)?;
    let epoch = epoch(conn, subscription)?;
    if reign(epoch) == reign(held_under) { held(conn, subscription, epoch) } else { Err(Error::Fenced) }
}

fn held(conn: &Connection, subscription: SubscriptionId, epoch: u64) -> Result<Hold, Error> {
    Ok(Hold {
        subscription,
        epoch,
        progress: progress::read(conn, subscription)?,
        attempts: progress::attempts(conn, subscription)?,
        parked: progress::parked(conn, subscription)?,
    })
}

/// Whoever holds the subscription holds it no longer.
pub(super) fn fence(conn: &Connection, subscription: SubscriptionId) -> Result<(), Error> {
    conn.prepare_cached("UPDATE subscriptions SET epoch = epoch + 1 WHERE id = ?1")?.execute([Col(subscription)])?;
    Ok(())
}

/// Records offers about to be made.
pub(super) fn record_offers(
    conn: &Connection,
    subscription: SubscriptionId,
    held: u64,
    offers: &[Offer],
    rows: &[AuditRow],
) -> Result<(), Error> {
    check(conn, subscription, held)?;
    for Offer { number, attempts } in offers {
        attempt(conn, subscription, *number, *attempts)?;
    }
    audit::add(conn, rows)
}

/// Records acks, attempts and parked lanes.
pub(super) fn settle(
    conn: &Connection,
    subscription: SubscriptionId,
    held: u64,
    settlement: Settlement,
) -> Result<(), Error> {
    let Settlement { progress, attempts, parked } = settlement;
    check(conn, subscription, held)?;
    for Attempt { number, attempts } in attempts {
        attempt(conn, subscription, number, attempts)?;
    }
    for lane in &parked {
        park(conn, subscription, lane)?;
    }
    progress::write(conn, subscription, progress)
}

fn epoch(conn: &Connection, subscription: SubscriptionId) -> Result<u64, Error> {
    let mut select = conn.prepare_cached("SELECT epoch FROM subscriptions WHERE id = ?1")?;
    let found: Option<Col<u64>> = select.query_row([Col(subscription)], |row| row.get(0)).optional()?;
    found.map(|Col(epoch)| epoch).ok_or(Error::NotFound)
}

fn check(conn: &Connection, subscription: SubscriptionId, held: u64) -> Result<(), Error> {
    if epoch(conn, subscription)? == held { Ok(()) } else { Err(Error::Fenced) }
}

fn attempt(conn: &Connection, subscription: SubscriptionId, number: u64, attempts: u32) -> Result<(), Error> {
    conn.prepare_cached("INSERT OR REPLACE INTO attempts VALUES (?1, ?2, ?3)")?.execute(params![
        Col(subscription),
        Col(number),
        attempts
    ])?;
    Ok(())
}

fn park(conn: &Connection, subscription: SubscriptionId, lane: &Park) -> Result<(), Error> {
    let Park { lane, number, reason, at } = lane;
    conn.prepare_cached("INSERT OR REPLACE INTO parked_lanes VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
        Col(subscription),
        Col(*lane),
        Col(*number),
        reason,
        Col(*at)
    ])?;
    Ok(())
}
