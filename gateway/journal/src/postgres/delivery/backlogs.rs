//! What subscriptions have still to settle.

use std::collections::HashMap;

use tokio_postgres::Row;

use super::super::columns::Col;
use super::super::statements::{Client, rows};
use super::runs::unpack_ranges;
use super::standing::lane;
use crate::Error;
use crate::model::{Backlog, LaneState, SubscriptionId, SubscriptionName};

// No range touches the mark, so the entry after it is the oldest one.
const SELECT: &str = "SELECT s.id, s.organisation, s.name, t.last_number, h.settled_through, h.settled_ranges,
        t.matched_through IS NOT NULL, (
            SELECT e.accepted_at FROM entries n JOIN events e ON e.position = n.position
            WHERE n.subscription = s.id AND n.number = h.settled_through + 1
        )
    FROM subscriptions s JOIN subscription_ends t ON t.subscription = s.id JOIN holds h ON h.subscription = s.id
    WHERE ($1::text IS NULL OR s.organisation = $1) AND ($2::text IS NULL OR s.name = $2) ORDER BY s.id";

/// Of every subscription, or of the named one; none if that does not exist.
pub(in super::super) async fn of(client: &Client, only: Option<&SubscriptionName>) -> Result<Vec<Backlog>, Error> {
    let organisation = only.map(|only| only.organisation.as_str());
    let name = only.map(|only| only.name.replace('\0', "\u{2400}"));
    let found = rows(client, SELECT, &[&organisation, &name]).await?;
    let ids: Vec<Col<SubscriptionId>> = found.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    let select = "SELECT subscription, lane, number, reason, parked_at FROM parked_lanes WHERE subscription = ANY($1)
        ORDER BY number";
    let mut parked: HashMap<_, Vec<LaneState>> = HashMap::new();
    for row in rows(client, select, &[&ids]).await? {
        let Col(subscription): Col<SubscriptionId> = row.try_get(0)?;
        parked.entry(subscription).or_default().push(lane(&row, 1)?);
    }
    found.iter().zip(ids).map(|(row, Col(id))| backlog(row, parked.remove(&id).unwrap_or_default())).collect()
}

fn backlog(row: &Row, parked: Vec<LaneState>) -> Result<Backlog, Error> {
    let (Col(organisation), Col(last_number), Col(settled_through)): (_, Col<u64>, Col<u64>) =
        (row.try_get(1)?, row.try_get(3)?, row.try_get(4)?);
    let ranges = unpack_ranges(row.try_get(5)?)?;
    let ahead: u64 = ranges.iter().map(|(first, last)| last.saturating_sub(*first).saturating_add(1)).sum();
    let oldest: Option<Col<_>> = row.try_get(7)?;
    Ok(Backlog {
        name: SubscriptionName { organisation, name: row.try_get(2)? },
        last_number,
        settled_through,
        unsettled: last_number.saturating_sub(settled_through).saturating_sub(ahead),
        oldest_unsettled_at: oldest.map(|Col(at)| at),
        parked,
        catching_up: row.try_get(6)?,
    })
}
