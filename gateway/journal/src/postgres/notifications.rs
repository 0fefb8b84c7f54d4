//! Which notifications of subscriptions at other servers have come.

use async_trait::async_trait;
use canonical::notification::{Gap, Noted, ReceivedNotification, Standing};
use jiff::Timestamp;
use tokio_postgres::Row;

use super::columns::{Col, Text};
use super::statements::{Client, execute, row, rows};
use super::store::{PostgresJournal, Wakes, change, read};
use crate::model::NotificationGap;
use crate::notifications::SUBSCRIPTIONS;
use crate::{Error, Notifications};

#[async_trait]
impl Notifications for PostgresJournal {
    async fn note(&self, received: ReceivedNotification) -> Result<Noted, Error> {
        change!(self, Wakes::Nobody, client => note(client, &received))
    }

    async fn gaps_after(&self, after: u64, limit: usize) -> Result<Vec<(u64, NotificationGap)>, Error> {
        read!(self, client => gaps_after(client, after, limit))
    }
}

/// Takes note of a notification. Others of the same subscription wait for it.
async fn note(client: &Client, received: &ReceivedNotification) -> Result<Noted, Error> {
    let ReceivedNotification { notification, at, submitted_by } = received;
    let (organisation, subscription) = (Text(submitted_by.as_str()), Text(&notification.subscription));
    let begin = "INSERT INTO notified (organisation, subscription, highest, heard_at) VALUES ($1, $2, 0, 0)
        ON CONFLICT DO NOTHING RETURNING id";
    let begun = row(client, begin, &[&organisation, &subscription]).await?;
    let known = "SELECT id, highest FROM notified WHERE organisation = $1 AND subscription = $2 FOR UPDATE";
    let known = row(client, known, &[&organisation, &subscription]).await?;
    let known = known.ok_or(Error::Corrupt { what: "a subscription, which is gone" })?;
    let (id, Col(highest)): (i64, Col<u64>) = (known.try_get(0)?, known.try_get(1)?);
    let before = match begun {
        Some(_) => Standing::begun(notification),
        None => Standing { highest, gaps: gaps(client, id).await? },
    };
    let mut standing = before.clone();
    let noted = standing.note(notification);
    let update = "UPDATE notified SET highest = $2, topic = $3, heard_at = $4 WHERE id = $1";
    let topic = notification.topic.as_deref().map(Text);
    execute(client, update, &[&id, &Col(standing.highest), &topic, &Col(*at)]).await?;
    write(client, id, &before.gaps, &standing.gaps, *at).await?;
    if begun.is_some() {
        forget(client, submitted_by.as_str()).await?;
    }
    Ok(noted)
}

/// Forgets those of the organisation that were not heard of for longest, if it has too many.
async fn forget(client: &Client, organisation: &str) -> Result<(), Error> {
    let oldest = "DELETE FROM notified WHERE id IN
        (SELECT id FROM notified WHERE organisation = $1 ORDER BY heard_at DESC OFFSET $2) RETURNING id";
    for forgotten in rows(client, oldest, &[&Text(organisation), &SUBSCRIPTIONS]).await? {
        let id: i64 = forgotten.try_get(0)?;
        execute(client, "DELETE FROM notified_gaps WHERE notified = $1", &[&id]).await?;
    }
    Ok(())
}

async fn gaps(client: &Client, id: i64) -> Result<Vec<Gap>, Error> {
    let select = "SELECT first, last FROM notified_gaps WHERE notified = $1 ORDER BY first";
    let read = |row: &Row| {
        let (Col(first), Col(last)) = (row.try_get(0)?, row.try_get(1)?);
        Ok(Gap { first, last })
    };
    rows(client, select, &[&id]).await?.iter().map(read).collect()
}

/// Writes what has changed; the rest keeps its number and its time.
async fn write(client: &Client, id: i64, before: &[Gap], now: &[Gap], at: Timestamp) -> Result<(), Error> {
    for Gap { first, last } in before.iter().filter(|gap| !now.contains(gap)) {
        let delete = "DELETE FROM notified_gaps WHERE notified = $1 AND first = $2 AND last = $3";
        execute(client, delete, &[&id, &Col(*first), &Col(*last)]).await?;
    }
    for Gap { first, last } in now.iter().filter(|gap| !before.contains(gap)) {
        let insert = "INSERT INTO notified_gaps (notified, first, last, found_at) VALUES ($1, $2, $3, $4)";
        execute(client, insert, &[&id, &Col(*first), &Col(*last), &Col(at)]).await?;
    }
    Ok(())
}

/// Gaps after a sequence number, in order.
async fn gaps_after(client: &Client, after: u64, limit: usize) -> Result<Vec<(u64, NotificationGap)>, Error> {
    let select = "SELECT g.sequence, n.organisation, n.subscription, n.topic, g.first, g.last, g.found_at
        FROM notified_gaps g JOIN notified n ON n.id = g.notified WHERE g.sequence > $1 ORDER BY g.sequence LIMIT $2";
    let read = |row: &Row| {
        let (Col(sequence), Col(first), Col(last)) = (row.try_get(0)?, row.try_get(4)?, row.try_get(5)?);
        let Col(found_at) = row.try_get(6)?;
        let (organisation, subscription, topic) = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        Ok((sequence, NotificationGap { organisation, subscription, topic, gap: Gap { first, last }, found_at }))
    };
    rows(client, select, &[&Col(after), &Col(limit)]).await?.iter().map(read).collect()
}
