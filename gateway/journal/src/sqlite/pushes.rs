//! Where and how entries are posted.

use rusqlite::{Connection, Row, params};

use super::columns::Col;
use crate::Error;
use crate::model::{Push, PushAck, SubscriptionId};

/// What [`read`] reads; `p` is the table.
pub(super) const COLUMNS: &str =
    "p.endpoint, p.format, p.ack, p.paused, p.requests, p.answer_ns, p.receipt_ns, p.resends,
    p.receipts";

/// Writes it in place of what was there.
pub(super) fn write(conn: &Connection, subscription: SubscriptionId, push: &Push) -> Result<(), Error> {
    let Push { endpoint, format, ack, paused, requests, answer_time, receipt_time, resends, receipts } = push;
    conn.prepare_cached("INSERT OR REPLACE INTO pushes VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?.execute(
        params![
            Col(subscription),
            endpoint,
            Col(*format),
            Col(*ack),
            paused,
            requests,
            Col(*answer_time),
            Col(*receipt_time),
            resends,
            receipts,
        ],
    )?;
    Ok(())
}

/// Its subscriber pulls from now on.
pub(super) fn remove(conn: &Connection, subscription: SubscriptionId) -> Result<(), Error> {
    for table in ["pushes", "push_turns"] {
        conn.prepare_cached(&format!("DELETE FROM {table} WHERE subscription = ?1"))?.execute([Col(subscription)])?;
    }
    Ok(())
}

/// Reads [`COLUMNS`] from this column on.
pub(super) fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Push>> {
    let Some(endpoint) = row.get(first)? else { return Ok(None) };
    let (Col(format), Col(ack)): (_, Col<PushAck>) = (row.get(first + 1)?, row.get(first + 2)?);
    let (Col(answer_time), Col(receipt_time)) = (row.get(first + 5)?, row.get(first + 6)?);
    Ok(Some(Push {
        endpoint,
        format,
        ack,
        paused: row.get(first + 3)?,
        requests: row.get(first + 4)?,
        answer_time,
        receipt_time,
        resends: row.get(first + 7)?,
        receipts: row.get(first + 8)?,
    }))
}
