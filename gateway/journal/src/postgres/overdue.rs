//! Which events wait for a receipt, and which have waited too long.

use std::collections::HashMap;

use canonical::EventId;
use canonical::organisation::OrganisationId;
use jiff::Timestamp;

use super::columns::Col;
use super::delivery::settled;
use super::events::{COLUMNS, event_row};
use super::statements::{Client, execute, row, rows};
use crate::Error;
use crate::model::{Awaited, EventPosition, EventRow};

/// Up to where events have been looked at.
pub(super) async fn checked_through(client: &Client) -> Result<EventPosition, Error> {
    let found = row(client, "SELECT checked_through FROM receipt_clock", &[]).await?;
    let Col(position) = found.ok_or(Error::Corrupt { what: "the clock of receipts, which is gone" })?.try_get(0)?;
    Ok(position)
}

/// Events after a position, in order.
pub(super) async fn awaited(client: &Client, after: EventPosition, limit: usize) -> Result<Vec<Awaited>, Error> {
    let select = format!(
        "SELECT {COLUMNS}, EXISTS (SELECT FROM acceptances a WHERE a.event = e.id AND a.wants_receipt)
         FROM events e WHERE e.position > $1 ORDER BY e.position LIMIT $2"
    );
    let mut events = Vec::new();
    for row in rows(client, &select, &[&Col(after), &Col(limit)]).await? {
        events.push((event_row(&row)?, row.try_get(9)?));
    }
    told(client, events).await
}

/// Overdue events after a position, in order, with since when.
pub(super) async fn after(
    client: &Client,
    after: EventPosition,
    limit: usize,
) -> Result<Vec<(Timestamp, Awaited)>, Error> {
    let select = format!(
        "SELECT {COLUMNS}, o.at FROM overdue o JOIN events e ON e.position = o.position
         WHERE o.settled_at IS NULL AND o.position > $1 ORDER BY o.position LIMIT $2"
    );
    let (mut since, mut events) = (Vec::new(), Vec::new());
    for row in rows(client, &select, &[&Col(after), &Col(limit)]).await? {
        let Col(at) = row.try_get(9)?;
        since.push(at);
        events.push((event_row(&row)?, true));
    }
    Ok(since.into_iter().zip(told(client, events).await?).collect())
}

/// How many are overdue now.
pub(super) async fn count(client: &Client) -> Result<u64, Error> {
    let found = row(client, "SELECT count(*) FROM overdue WHERE settled_at IS NULL", &[]).await?;
    let Col(count) = found.ok_or(Error::Corrupt { what: "a count" })?.try_get(0)?;
    Ok(count)
}

/// Moves on, and records what is overdue; gives what was not recorded before.
pub(super) async fn mark(
    client: &Client,
    through: EventPosition,
    overdue: &[EventPosition],
    at: Timestamp,
) -> Result<Vec<EventPosition>, Error> {
    let moved = "UPDATE receipt_clock SET checked_through = greatest(checked_through, $1)";
    execute(client, moved, &[&Col(through)]).await?;
    let insert = "INSERT INTO overdue (position, at) SELECT position, $2 FROM unnest($1::bigint[]) AS late (position)
        ON CONFLICT DO NOTHING RETURNING position";
    let overdue: Vec<_> = overdue.iter().copied().map(Col).collect();
    let new = rows(client, insert, &[&overdue, &Col(at)]).await?;
    new.iter().map(|row| row.try_get(0).map(|Col(position)| position).map_err(Error::from)).collect()
}

/// Records that events are overdue no longer; gives how many were.
pub(super) async fn settle(client: &Client, settled: &[EventPosition], at: Timestamp) -> Result<u64, Error> {
    let settled: Vec<_> = settled.iter().copied().map(Col).collect();
    let update = "UPDATE overdue SET settled_at = $2 WHERE position = ANY($1) AND settled_at IS NULL";
    execute(client, update, &[&settled, &Col(at)]).await
}

/// What is known of the events' receipts, where their senders asked for one.
pub(super) async fn told(client: &Client, events: Vec<(EventRow, bool)>) -> Result<Vec<Awaited>, Error> {
    let wanting = || events.iter().filter(|(_, wants_receipt)| *wants_receipt).map(|(event, _)| event);
    let positions: Vec<_> = wanting().map(|event| event.position).collect();
    let ids: Vec<_> = wanting().map(|event| Col(event.labels.id)).collect();
    let (mut settled_by, mut answered_by) = (HashMap::new(), HashMap::new());
    if !positions.is_empty() {
        settled_by = settled::by(client, &positions).await?;
        answered_by = answered(client, &ids).await?;
    }
    let told = events.into_iter().map(|(event, wants_receipt)| Awaited {
        settled_by: settled_by.remove(&event.position).into_iter().flatten().collect(),
        answered_by: answered_by.remove(&event.labels.id).unwrap_or_default(),
        event,
        wants_receipt,
    });
    Ok(told.collect())
}

/// Who has answered these events with a receipt that took them over or refused them.
async fn answered(client: &Client, events: &[Col<EventId>]) -> Result<HashMap<EventId, Vec<OrganisationId>>, Error> {
    let select = "SELECT DISTINCT a.event, a.organisation FROM receipt_answers a JOIN receipts r ON r.id = a.receipt
        WHERE a.event = ANY($1) AND r.verdict <> 'transient'";
    let mut answered: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows(client, select, &[&events]).await? {
        let (Col(event), Col(organisation)) = (row.try_get(0)?, row.try_get(1)?);
        answered.entry(event).or_default().push(organisation);
    }
    Ok(answered)
}
