//! Reading the entries of a subscription.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::columns::Col;
use super::{events, links};
use crate::Error;
use crate::model::{EntryHead, StoredEntry, SubscriptionId};

/// Heads after a number, in order.
pub(super) fn after(
    conn: &Connection,
    subscription: SubscriptionId,
    after: u64,
    limit: usize,
) -> Result<Vec<EntryHead>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT number, lane, size FROM entries WHERE subscription = ?1 AND number > ?2 ORDER BY number LIMIT ?3",
    )?;
    let rows = select.query_map(params![Col(subscription), Col(after), Col(limit)], |row| {
        let (Col(number), Col(lane), Col(size)) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(EntryHead { number, lane, size })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whole entries, in the order of their numbers.
pub(super) fn whole(
    conn: &Connection,
    subscription: SubscriptionId,
    numbers: &[u64],
) -> Result<Vec<StoredEntry>, Error> {
    let wanted: std::collections::BTreeSet<u64> = numbers.iter().copied().collect();
    wanted.into_iter().filter_map(|number| one(conn, subscription, number).transpose()).collect()
}

fn one(conn: &Connection, subscription: SubscriptionId, number: u64) -> Result<Option<StoredEntry>, Error> {
    let columns = events::COLUMNS;
    let mut select = conn.prepare_cached(&format!(
        "SELECT {columns}, e.body_key, e.body, n.salt, n.commitment, n.digest
         FROM entries n JOIN events e ON e.position = n.position WHERE n.subscription = ?1 AND n.number = ?2",
    ))?;
    let found = select.query_row(params![Col(subscription), Col(number)], |row| {
        let (Col(salt), Col(commitment), Col(digest)) = (row.get(11)?, row.get(12)?, row.get(13)?);
        let (event, body) = (events::event_row(row)?, events::sealed(row, 9, 10)?);
        Ok(StoredEntry { number, salt, commitment, digest, event, body, links: Vec::new() })
    });
    let Some(mut entry) = found.optional()? else { return Ok(None) };
    entry.links = links::of(conn, entry.event.labels.id)?;
    Ok(Some(entry))
}
