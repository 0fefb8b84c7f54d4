//! Messages that could not be appended, kept for an operator.

use tokio_postgres::Row;

use super::columns::{Col, Text};
use super::events::sealed;
use super::state;
use super::statements::{Client, Param, execute, rows};
use crate::Error;
use crate::model::SetAside;

/// Keeps messages; one that is there already stays as it is.
pub(super) async fn keep(client: &Client, epoch: u64, messages: &[SetAside]) -> Result<(), Error> {
    state::lock(client).await?.check_appending(epoch)?;
    // The state is locked: nobody else takes the same number.
    let insert = "INSERT INTO set_aside
        SELECT (SELECT coalesce(max(sequence), 0) + 1 FROM set_aside), $1, $2, $3, $4, $5
        WHERE NOT EXISTS (SELECT FROM set_aside WHERE digest = $1)";
    for SetAside { digest, at, reason, message } in messages {
        let bytes = &message.bytes[..];
        let params: [Param<'_>; 5] = [&Col(*digest), &Col(*at), &Text(reason), &message.key_id, &bytes];
        execute(client, insert, &params).await?;
    }
    Ok(())
}

/// Messages after a sequence number, in order.
pub(super) async fn after(client: &Client, sequence: u64, limit: usize) -> Result<Vec<(u64, SetAside)>, Error> {
    let select = "SELECT sequence, digest, at, reason, message_key, message
        FROM set_aside WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    let read = |row: &Row| {
        let (Col(sequence), Col(digest), Col(at)) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        Ok((sequence, SetAside { digest, at, reason: row.try_get(3)?, message: sealed(row, 4, 5)? }))
    };
    rows(client, select, &[&Col(sequence), &Col(limit)]).await?.iter().map(read).collect()
}
