//! Reading the entries of a subscription.

use tokio_postgres::Row;

use super::columns::Col;
use super::events::{COLUMNS, event_row, sealed};
use super::links;
use super::statements::{Client, rows};
use crate::Error;
use crate::model::{EntryHead, StoredEntry, SubscriptionId};

/// Heads after a number, in order.
pub(super) async fn after(
    client: &Client,
    subscription: SubscriptionId,
    after: u64,
    limit: usize,
) -> Result<Vec<EntryHead>, Error> {
    let select =
        "SELECT number, lane, size FROM entries WHERE subscription = $1 AND number > $2 ORDER BY number LIMIT $3";
    let found = rows(client, select, &[&Col(subscription), &Col(after), &Col(limit)]).await?;
    let read = |row: &Row| {
        let (Col(number), Col(lane), Col(size)) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        Ok(EntryHead { number, lane, size })
    };
    found.iter().map(read).collect()
}

/// Whole entries, in the order of their numbers.
pub(super) async fn whole(
    client: &Client,
    subscription: SubscriptionId,
    numbers: &[u64],
) -> Result<Vec<StoredEntry>, Error> {
    let select = format!(
        "SELECT {COLUMNS}, e.body_key, e.body, n.salt, n.commitment, n.digest, n.number
         FROM entries n JOIN events e ON e.position = n.position
         WHERE n.subscription = $1 AND n.number = ANY($2) ORDER BY n.number"
    );
    let numbers: Vec<_> = numbers.iter().copied().map(Col).collect();
    let found = rows(client, &select, &[&Col(subscription), &numbers]).await?;
    let ids: Vec<_> = found.iter().map(|row| row.try_get(2).map(|Col(id)| id)).collect::<Result<_, _>>()?;
    let mut links = links::of(client, &ids).await?;
    let read = |row: &Row| {
        let (event, body) = (event_row(row)?, sealed(row, 9, 10)?);
        let (Col(salt), Col(commitment)) = (row.try_get(11)?, row.try_get(12)?);
        let (Col(digest), Col(number)) = (row.try_get(13)?, row.try_get(14)?);
        let links = links.take(event.labels.id);
        Ok(StoredEntry { number, salt, commitment, digest, event, body, links })
    };
    found.iter().map(read).collect()
}
