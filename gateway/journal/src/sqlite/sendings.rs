//! What was posted, and what receipts have said of it.

use canonical::EventId;
use canonical::receipt::Verdict;
use jiff::Timestamp;
use rusqlite::{Connection, Row, ToSql, params};

use super::columns::Col;
use crate::Error;
use crate::model::{NewSending, Sending, SubscriptionId, SubscriptionName};

/// What [`read`] reads, without the names; `n` is the table, `s` that of subscriptions.
const COLUMNS: &str = "n.sequence, n.subscription, n.number, n.part, n.event, n.attempt, n.resend, n.at, n.said_at,
    n.verdict, s.organisation, s.name, n.posted";

const TABLES: &str = "sendings n JOIN subscriptions s ON s.id = n.subscription";

type Named = (SubscriptionName, Sending);

/// Records what is about to be posted.
pub(super) fn record(conn: &Connection, new: &[NewSending]) -> Result<Vec<u64>, Error> {
    let mut sequences = Vec::with_capacity(new.len());
    let mut insert = conn.prepare_cached(
        "INSERT INTO sendings (subscription, number, part, event, attempt, resend, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut name_it = conn.prepare_cached("INSERT INTO sending_names VALUES (?1, ?2)")?;
    for NewSending { subscription, number, part, event, attempt, resend, names, at } in new {
        let (subscription, number, event) = (Col(*subscription), Col(*number), Col(*event));
        let sequence = insert.insert(params![subscription, number, part, event, attempt, resend, Col(*at)])?;
        for name in names {
            name_it.execute(params![sequence, name.to_ascii_lowercase()])?;
        }
        sequences.push(u64::try_from(sequence).unwrap_or_default());
    }
    Ok(sequences)
}

/// Records that requests were taken.
pub(super) fn confirm(conn: &Connection, sequences: &[u64]) -> Result<(), Error> {
    let mut update = conn.prepare_cached("UPDATE sendings SET posted = 1 WHERE sequence = ?1")?;
    for sequence in sequences {
        update.execute([Col(*sequence)])?;
    }
    Ok(())
}

/// What was posted of these entries, oldest first.
pub(super) fn of(conn: &Connection, subscription: SubscriptionId, numbers: &[u64]) -> Result<Vec<Sending>, Error> {
    let mut found = Vec::new();
    for number in numbers {
        let place: [&dyn ToSql; 2] = [&Col(subscription), &Col(*number)];
        found.extend(select(conn, "n.subscription = ?1 AND n.number = ?2 ORDER BY n.sequence", &place)?);
    }
    let mut found: Vec<_> = found.into_iter().map(|(_, sending)| sending).collect();
    found.sort_by_key(|sending| sending.sequence);
    Ok(found)
}

/// What was posted under these names, newest first.
pub(super) fn named(conn: &Connection, names: &[String], limit: usize) -> Result<Vec<Named>, Error> {
    let by_name = "n.sequence IN (SELECT sending FROM sending_names WHERE name = ?1) ORDER BY n.sequence DESC LIMIT ?2";
    let mut found = Vec::new();
    for name in names {
        let params: [&dyn ToSql; 2] = [&name.to_ascii_lowercase(), &Col(limit)];
        found.extend(select(conn, by_name, &params)?);
    }
    found.sort_by_key(|(_, sending): &Named| std::cmp::Reverse(sending.sequence));
    found.dedup_by_key(|(_, sending)| sending.sequence);
    found.truncate(limit);
    Ok(found)
}

/// What was posted of an event to an organisation, newest first.
pub(super) fn of_event(
    conn: &Connection,
    event: EventId,
    organisation: &str,
    limit: usize,
) -> Result<Vec<Sending>, Error> {
    let to = "n.event = ?1 AND s.organisation = ?2 ORDER BY n.sequence DESC LIMIT ?3";
    let found = select(conn, to, &[&Col(event), &organisation, &Col(limit)])?;
    Ok(found.into_iter().map(|(_, sending)| sending).collect())
}

/// Records what a receipt says.
pub(super) fn answer(conn: &Connection, sequences: &[u64], verdict: Verdict, at: Timestamp) -> Result<(), Error> {
    let mut update = conn.prepare_cached(
        "UPDATE sendings SET verdict = ?2, said_at = ?3
         WHERE sequence = ?1 AND (verdict IS NULL OR verdict = ?4)",
    )?;
    for sequence in sequences {
        update.execute(params![Col(*sequence), Col(verdict), Col(at), Col(Verdict::Transient)])?;
    }
    Ok(())
}

/// What was posted of these entries belongs to no attempt any more: they are delivered afresh.
pub(super) fn forget_attempts(conn: &Connection, id: SubscriptionId, first: u64, last: u64) -> Result<(), Error> {
    conn.prepare_cached("UPDATE sendings SET attempt = 0 WHERE subscription = ?1 AND number BETWEEN ?2 AND ?3")?
        .execute(params![Col(id), Col(first), Col(last)])?;
    Ok(())
}

/// Forgets what was posted for a subscription.
pub(super) fn forget(conn: &Connection, subscription: SubscriptionId) -> Result<(), Error> {
    let names = "DELETE FROM sending_names WHERE sending IN (SELECT sequence FROM sendings WHERE subscription = ?1)";
    conn.prepare_cached(names)?.execute([Col(subscription)])?;
    conn.prepare_cached("DELETE FROM sendings WHERE subscription = ?1")?.execute([Col(subscription)])?;
    Ok(())
}

fn select(conn: &Connection, which: &str, params: &[&dyn ToSql]) -> Result<Vec<Named>, Error> {
    let mut select = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM {TABLES} WHERE {which}"))?;
    let mut names = conn.prepare_cached("SELECT name FROM sending_names WHERE sending = ?1 ORDER BY rowid")?;
    let mut found = Vec::new();
    for row in select.query_map(params, read)? {
        let (name, mut sending) = row?;
        let all = names.query_map([Col(sending.sequence)], |row| row.get(0))?;
        sending.sent.names = all.collect::<rusqlite::Result<_>>()?;
        found.push((name, sending));
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Named> {
    let (Col(sequence), Col(subscription), Col(number)) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let (Col(event), Col(at), Col(organisation)) = (row.get(4)?, row.get(7)?, row.get(10)?);
    let (said_at, verdict): (Option<Col<_>>, Option<Col<_>>) = (row.get(8)?, row.get(9)?);
    let (part, attempt, resend) = (row.get(3)?, row.get(5)?, row.get(6)?);
    let sent = NewSending { subscription, number, part, event, attempt, resend, names: Vec::new(), at };
    let said = said_at.zip(verdict).map(|(Col(at), Col(verdict))| (at, verdict));
    Ok((SubscriptionName { organisation, name: row.get(11)? }, Sending { sequence, sent, posted: row.get(12)?, said }))
}
