//! Which notifications of subscriptions at other servers have come.

use async_trait::async_trait;
use canonical::notification::{Gap, Noted, ReceivedNotification, Standing};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::columns::Col;
use super::store::SqliteJournal;
use super::writer::Wakes;
use crate::model::NotificationGap;
use crate::notifications::SUBSCRIPTIONS;
use crate::{Error, Notifications};

#[async_trait]
impl Notifications for SqliteJournal {
    async fn note(&self, received: ReceivedNotification) -> Result<Noted, Error> {
        self.writer.call(Wakes::Nobody, move |conn| note(conn, &received)).await
    }

    async fn gaps_after(&self, after: u64, limit: usize) -> Result<Vec<(u64, NotificationGap)>, Error> {
        self.readers.read(move |conn| gaps_after(conn, after, limit)).await
    }
}

/// Takes note of a notification.
fn note(conn: &Connection, received: &ReceivedNotification) -> Result<Noted, Error> {
    let ReceivedNotification { notification, at, submitted_by } = received;
    let (organisation, subscription) = (submitted_by.as_str(), &notification.subscription);
    let known = "SELECT id, highest FROM notified WHERE organisation = ?1 AND subscription = ?2";
    let known = conn.prepare_cached(known)?.query_row(params![organisation, subscription], |row| {
        let Col(highest) = row.get(1)?;
        Ok((row.get(0)?, highest))
    });
    let (id, before): (i64, Standing) = match known.optional()? {
        Some((id, highest)) => (id, Standing { highest, gaps: gaps(conn, id)? }),
        None => (begin(conn, organisation, subscription)?, Standing::begun(notification)),
    };
    let mut standing = before.clone();
    let noted = standing.note(notification);
    conn.prepare_cached("UPDATE notified SET highest = ?2, topic = ?3, heard_at = ?4 WHERE id = ?1")?
        .execute(params![id, Col(standing.highest), notification.topic, Col(*at)])?;
    write(conn, id, &before.gaps, &standing.gaps, *at)?;
    Ok(noted)
}

/// Remembers a subscription, and forgets those of the organisation that were not heard of for longest if it has too many.
fn begin(conn: &Connection, organisation: &str, subscription: &str) -> Result<i64, Error> {
    let oldest = "SELECT id FROM notified WHERE organisation = ?1 ORDER BY heard_at DESC LIMIT -1 OFFSET ?2";
    let mut oldest = conn.prepare_cached(oldest)?;
    let most = SUBSCRIPTIONS.saturating_sub(1);
    let forgotten: Vec<i64> =
        oldest.query_map(params![organisation, most], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for id in forgotten {
        conn.prepare_cached("DELETE FROM notified_gaps WHERE notified = ?1")?.execute([id])?;
        conn.prepare_cached("DELETE FROM notified WHERE id = ?1")?.execute([id])?;
    }
    let insert =
        "INSERT INTO notified (organisation, subscription, highest, heard_at) VALUES (?1, ?2, 0, 0) RETURNING id";
    Ok(conn.prepare_cached(insert)?.query_row(params![organisation, subscription], |row| row.get(0))?)
}

fn gaps(conn: &Connection, id: i64) -> Result<Vec<Gap>, Error> {
    let mut select = conn.prepare_cached("SELECT first, last FROM notified_gaps WHERE notified = ?1 ORDER BY first")?;
    let rows = select.query_map([id], |row| {
        let (Col(first), Col(last)) = (row.get(0)?, row.get(1)?);
        Ok(Gap { first, last })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Writes what has changed; the rest keeps its number and its time.
fn write(conn: &Connection, id: i64, before: &[Gap], now: &[Gap], at: Timestamp) -> Result<(), Error> {
    let mut delete =
        conn.prepare_cached("DELETE FROM notified_gaps WHERE notified = ?1 AND first = ?2 AND last = ?3")?;
    for Gap { first, last } in before.iter().filter(|gap| !now.contains(gap)) {
        delete.execute(params![id, Col(*first), Col(*last)])?;
    }
    let insert = "INSERT INTO notified_gaps (notified, first, last, found_at) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = conn.prepare_cached(insert)?;
    for Gap { first, last } in now.iter().filter(|gap| !before.contains(gap)) {
        insert.execute(params![id, Col(*first), Col(*last), Col(at)])?;
    }
    Ok(())
}

/// Gaps after a sequence number, in order.
fn gaps_after(conn: &Connection, after: u64, limit: usize) -> Result<Vec<(u64, NotificationGap)>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT g.sequence, n.organisation, n.subscription, n.topic, g.first, g.last, g.found_at
         FROM notified_gaps g JOIN notified n ON n.id = g.notified WHERE g.sequence > ?1 ORDER BY g.sequence LIMIT ?2",
    )?;
    let rows = select.query_map(params![Col(after), Col(limit)], |row| {
        let (Col(sequence), Col(first), Col(last)) = (row.get(0)?, row.get(4)?, row.get(5)?);
        let Col(found_at) = row.get(6)?;
        let (organisation, subscription, topic) = (row.get(1)?, row.get(2)?, row.get(3)?);
        Ok((sequence, NotificationGap { organisation, subscription, topic, gap: Gap { first, last }, found_at }))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
