//! Where and how entries are posted.

use tokio_postgres::Row;

use super::columns::{Col, Text};
use super::statements::{Client, Param, execute};
use crate::Error;
use crate::model::{Push, SubscriptionId};

/// What [`read`] reads; `p` is the table.
pub(super) const COLUMNS: &str =
    "p.endpoint, p.format, p.ack, p.paused, p.requests, p.answer_ns, p.receipt_ns, p.resends,
    p.receipts";

/// How many those are.
pub(super) const COUNT: usize = 9;

/// Writes it in place of what was there.
pub(super) async fn write(client: &Client, subscription: SubscriptionId, push: &Push) -> Result<(), Error> {
    let Push { endpoint, format, ack, paused, requests, answer_time, receipt_time, resends, receipts } = push;
    let write = "INSERT INTO pushes VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (subscription) DO UPDATE SET endpoint = excluded.endpoint, format = excluded.format,
            ack = excluded.ack, paused = excluded.paused, requests = excluded.requests, answer_ns = excluded.answer_ns,
            receipt_ns = excluded.receipt_ns, resends = excluded.resends,
            receipts = excluded.receipts";
    let params: [Param<'_>; 10] = [
        &Col(subscription),
        &Text(endpoint),
        &Col(*format),
        &Col(*ack),
        paused,
        &Col(*requests),
        &Col(*answer_time),
        &Col(*receipt_time),
        &Col(*resends),
        receipts,
    ];
    execute(client, write, &params).await?;
    Ok(())
}

/// Its subscriber pulls from now on.
pub(super) async fn remove(client: &Client, subscription: SubscriptionId) -> Result<(), Error> {
    execute(client, "DELETE FROM pushes WHERE subscription = $1", &[&Col(subscription)]).await?;
    execute(client, "DELETE FROM push_turns WHERE subscription = $1", &[&Col(subscription)]).await?;
    Ok(())
}

/// Reads [`COLUMNS`] from this column on.
pub(super) fn read(row: &Row, first: usize) -> Result<Option<Push>, Error> {
    let Some(endpoint) = row.try_get(first)? else { return Ok(None) };
    let (Col(format), Col(ack)) = (row.try_get(first + 1)?, row.try_get(first + 2)?);
    let (Col(requests), Col(resends)) = (row.try_get(first + 4)?, row.try_get(first + 7)?);
    let (Col(answer_time), Col(receipt_time)) = (row.try_get(first + 5)?, row.try_get(first + 6)?);
    let (paused, receipts) = (row.try_get(first + 3)?, row.try_get(first + 8)?);
    Ok(Some(Push { endpoint, format, ack, paused, requests, answer_time, receipt_time, resends, receipts }))
}
