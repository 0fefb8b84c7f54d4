//! What was posted, and what receipts have said of it.

use canonical::EventId;
use canonical::receipt::Verdict;
use jiff::Timestamp;
use tokio_postgres::Row;

use super::columns::{Col, Text};
use super::statements::{Client, Param, execute, rows};
use crate::Error;
use crate::model::{NewSending, Sending, SubscriptionId, SubscriptionName};

/// What [`read`] reads; `n` is the table, `s` that of subscriptions.
const COLUMNS: &str = "n.sequence, n.subscription, n.number, n.part, n.event, n.attempt, n.resend, n.at, n.said_at,
    n.verdict, s.organisation, s.name,
    ARRAY(SELECT m.name FROM sending_names m WHERE m.sending = n.sequence ORDER BY m.place), n.posted";

const TABLES: &str = "sendings n JOIN subscriptions s ON s.id = n.subscription";

type Named = (SubscriptionName, Sending);

/// Records what is about to be posted.
pub(super) async fn record(client: &Client, new: &[NewSending]) -> Result<Vec<u64>, Error> {
    let mut sequences = Vec::with_capacity(new.len());
    let insert = "WITH new AS (
            INSERT INTO sendings (subscription, number, part, event, attempt, resend, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING sequence
        ), named AS (
            INSERT INTO sending_names
            SELECT sequence, place, name FROM new, unnest($8::text[]) WITH ORDINALITY AS t (name, place)
        ) SELECT sequence FROM new";
    for NewSending { subscription, number, part, event, attempt, resend, names, at } in new {
        let names: Vec<_> = names.iter().map(|name| written(name)).collect();
        let params: [Param<'_>; 8] = [
            &Col(*subscription),
            &Col(*number),
            &Col(*part),
            &Col(*event),
            &Col(*attempt),
            &Col(*resend),
            &Col(*at),
            &names,
        ];
        for new in rows(client, insert, &params).await? {
            let Col(sequence) = new.try_get(0)?;
            sequences.push(sequence);
        }
    }
    Ok(sequences)
}

/// Records that requests were taken.
pub(super) async fn confirm(client: &Client, sequences: &[u64]) -> Result<(), Error> {
    let sequences: Vec<_> = sequences.iter().copied().map(Col).collect();
    execute(client, "UPDATE sendings SET posted = true WHERE sequence = ANY($1)", &[&sequences]).await?;
    Ok(())
}

/// What was posted of these entries, oldest first.
pub(super) async fn of(client: &Client, subscription: SubscriptionId, numbers: &[u64]) -> Result<Vec<Sending>, Error> {
    let numbers: Vec<_> = numbers.iter().copied().map(Col).collect();
    let which = "n.subscription = $1 AND n.number = ANY($2) ORDER BY n.sequence";
    let found = select(client, which, &[&Col(subscription), &numbers]).await?;
    Ok(found.into_iter().map(|(_, sending)| sending).collect())
}

/// What was posted under these names, newest first.
pub(super) async fn named(client: &Client, names: &[String], limit: usize) -> Result<Vec<Named>, Error> {
    let whole: Vec<_> = names.iter().map(|name| written(name)).collect();
    // As the index has them.
    let begins: Vec<String> = whole.iter().map(|name| name.chars().take(128).collect()).collect();
    let which = "n.sequence IN (SELECT sending FROM sending_names WHERE left(name, 128) = ANY($1) AND name = ANY($2))
        ORDER BY n.sequence DESC LIMIT $3";
    select(client, which, &[&begins, &whole, &Col(limit)]).await
}

/// What was posted of an event to an organisation, newest first.
pub(super) async fn of_event(
    client: &Client,
    event: EventId,
    organisation: &str,
    limit: usize,
) -> Result<Vec<Sending>, Error> {
    let which = "n.event = $1 AND s.organisation = $2 ORDER BY n.sequence DESC LIMIT $3";
    let found = select(client, which, &[&Col(event), &Text(organisation), &Col(limit)]).await?;
    Ok(found.into_iter().map(|(_, sending)| sending).collect())
}

/// Records what a receipt says.
pub(super) async fn answer(client: &Client, sequences: &[u64], verdict: Verdict, at: Timestamp) -> Result<(), Error> {
    let update = "UPDATE sendings SET verdict = $2, said_at = $3
        WHERE sequence = ANY($1) AND (verdict IS NULL OR verdict = $4)";
    let sequences: Vec<_> = sequences.iter().copied().map(Col).collect();
    execute(client, update, &[&sequences, &Col(verdict), &Col(at), &Col(Verdict::Transient)]).await?;
    Ok(())
}

/// What was posted of these entries belongs to no attempt any more: they are delivered afresh.
pub(super) async fn forget_attempts(client: &Client, id: SubscriptionId, first: u64, last: u64) -> Result<(), Error> {
    let update = "UPDATE sendings SET attempt = 0 WHERE subscription = $1 AND number BETWEEN $2 AND $3";
    execute(client, update, &[&Col(id), &Col(first), &Col(last)]).await?;
    Ok(())
}

async fn select(client: &Client, which: &str, params: &[Param<'_>]) -> Result<Vec<Named>, Error> {
    let select = format!("SELECT {COLUMNS} FROM {TABLES} WHERE {which}");
    rows(client, &select, params).await?.iter().map(read).collect()
}

/// A name as it is kept: see [`Text`].
fn written(name: &str) -> String {
    name.to_ascii_lowercase().replace('\0', "\u{2400}")
}

fn read(row: &Row) -> Result<Named, Error> {
    let (Col(sequence), Col(subscription), Col(number)) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let (Col(part), Col(event), Col(attempt)) = (row.try_get(3)?, row.try_get(4)?, row.try_get(5)?);
    let (Col(resend), Col(at), Col(organisation)) = (row.try_get(6)?, row.try_get(7)?, row.try_get(10)?);
    let (said_at, verdict): (Option<Col<_>>, Option<Col<_>>) = (row.try_get(8)?, row.try_get(9)?);
    let sent = NewSending { subscription, number, part, event, attempt, resend, names: row.try_get(12)?, at };
    let said = said_at.zip(verdict).map(|(Col(at), Col(verdict))| (at, verdict));
    Ok((
        SubscriptionName { organisation, name: row.try_get(11)? },
        Sending { sequence, sent, posted: row.try_get(13)?, said },
    ))
}
