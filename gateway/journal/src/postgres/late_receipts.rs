//! [`LateReceipts`] of a [`PostgresJournal`].

use async_trait::async_trait;
use canonical::EventId;
use canonical::digest::Digest;
use canonical::organisation::OrganisationId;
use canonical::receipt::Verdict;
use jiff::Timestamp;
use tokio_postgres::Row;

use super::columns::{Col, Text};
use super::events::{COLUMNS as EVENT, event_row, sealed};
use super::overdue::told;
use super::statements::{Client, Param, execute, rows};
use super::store::{PostgresJournal, Wakes, change, read};
use crate::model::{Awaited, Decided, Decision, LateReceipt};
use crate::{Error, LateReceipts};

#[async_trait]
impl LateReceipts for PostgresJournal {
    async fn undecided_after(&self, after: u64, limit: usize) -> Result<Vec<(LateReceipt, Awaited)>, Error> {
        read!(self, client => undecided(client, after, limit))
    }

    async fn decide(&self, decisions: Vec<Decision>) -> Result<Vec<u64>, Error> {
        change!(self, Wakes::Nobody, client => decide(client, &decisions))
    }

    async fn due_after(
        &self,
        organisation: &OrganisationId,
        channel: Option<&str>,
        after: u64,
        limit: usize,
    ) -> Result<Vec<LateReceipt>, Error> {
        let which = "a.submitted_by = $1 AND a.serial > $2 AND a.channel = coalesce($4, a.channel) AND a.late_verdict IS NOT NULL AND a.late_taken_at IS NULL
            ORDER BY a.serial LIMIT $3";
        let (organisation, channel) = (Text(organisation.as_str()), channel.map(Text));
        read!(self, client => found(client, which, &[&organisation, &Col(after), &Col(limit), &channel]))
    }

    async fn late_of_event(&self, event: EventId) -> Result<Vec<LateReceipt>, Error> {
        read!(self, client => found(client, "a.event = $1 ORDER BY a.serial", &[&Col(event)]))
    }

    async fn late_of_document(
        &self,
        organisation: &OrganisationId,
        document: Digest,
    ) -> Result<Vec<LateReceipt>, Error> {
        let which = "a.document = $1 AND a.submitted_by = $2 AND a.serial = (
                SELECT max(b.serial) FROM acceptances b
                WHERE b.is_late AND b.document = a.document AND b.submitted_by = a.submitted_by AND b.event = a.event
            ) ORDER BY a.serial";
        let organisation = Text(organisation.as_str());
        read!(self, client => found(client, which, &[&Col(document), &organisation]))
    }

    async fn take_late(&self, organisation: &OrganisationId, numbers: &[u64], at: Timestamp) -> Result<u64, Error> {
        let (organisation, numbers) = (organisation.to_string(), numbers.to_vec());
        change!(self, Wakes::Nobody, client => take(client, &organisation, &numbers, at))
    }
}

/// The advisory lock of whoever decides: `late` in ASCII.
const LOCK: &str = "SELECT pg_advisory_xact_lock(x'6c617465'::bigint)";

/// What was decided of the event of a receipt.
const BEFORE: &str = "a.late_verdict IS NOT NULL AND a.event = (SELECT event FROM acceptances WHERE serial = $1)
    ORDER BY a.serial LIMIT 1";

/// What [`late_receipt`] reads; `a` is the table.
const COLUMNS: &str = "a.serial, a.event, a.submitted_by, a.channel, a.envelope_id, a.document,
    a.wants_receipt, a.at, a.late_verdict, a.late_reasons_key, a.late_reasons, a.late_at,
    a.late_taken_at";

async fn undecided(client: &Client, after: u64, limit: usize) -> Result<Vec<(LateReceipt, Awaited)>, Error> {
    let select = format!(
        "SELECT {EVENT}, {COLUMNS} FROM acceptances a JOIN events e ON e.id = a.event
         WHERE a.is_late AND a.late_verdict IS NULL AND a.serial > $1 ORDER BY a.serial LIMIT $2"
    );
    let (mut late, mut events) = (Vec::new(), Vec::new());
    for row in rows(client, &select, &[&Col(after), &Col(limit)]).await? {
        late.push(late_receipt(&row, 9)?);
        events.push((event_row(&row)?, true));
    }
    Ok(late.into_iter().zip(told(client, events).await?).collect())
}

async fn found(client: &Client, which: &str, values: &[Param<'_>]) -> Result<Vec<LateReceipt>, Error> {
    let select = format!("SELECT {COLUMNS} FROM acceptances a WHERE a.is_late AND {which}");
    rows(client, &select, values).await?.iter().map(|row| late_receipt(row, 0)).collect()
}

async fn decide(client: &Client, decisions: &[Decision]) -> Result<Vec<u64>, Error> {
    let update = "UPDATE acceptances SET late_verdict = $2, late_reasons_key = $3, late_reasons = $4, late_at = $5,
            late_taken_at = $6
        WHERE serial = $1 AND is_late AND late_verdict IS NULL";
    // Other gateways decide too, and two receipts of one event may be decided at once.
    rows(client, LOCK, &[]).await?;
    let mut now = Vec::new();
    for Decision { number, decided, is_told } in decisions {
        let before = found(client, BEFORE, &[&Col(*number)]).await?.into_iter().find_map(|late| late.decided);
        let Decided { verdict, reasons, at } = before.as_ref().unwrap_or(decided);
        let (taken_at, bytes) = ((!is_told).then_some(Col(*at)), &reasons.bytes[..]);
        let what: [Param<'_>; 6] = [&Col(*number), &Col(*verdict), &reasons.key_id, &bytes, &Col(*at), &taken_at];
        if execute(client, update, &what).await? > 0 {
            now.push(*number);
        }
    }
    Ok(now)
}

async fn take(client: &Client, organisation: &str, numbers: &[u64], at: Timestamp) -> Result<u64, Error> {
    let update = "UPDATE acceptances SET late_taken_at = $3
        WHERE serial = ANY($1) AND submitted_by = $2 AND is_late AND late_verdict IS NOT NULL AND late_taken_at IS NULL";
    let numbers: Vec<_> = numbers.iter().copied().map(Col).collect();
    execute(client, update, &[&numbers, &Text(organisation), &Col(at)]).await
}

/// Reads [`COLUMNS`] from this column on.
fn late_receipt(row: &Row, first: usize) -> Result<LateReceipt, Error> {
    let (Col(number), Col(event)) = (row.try_get(first)?, row.try_get(first + 1)?);
    let (Col(organisation), Col(at)) = (row.try_get(first + 2)?, row.try_get(first + 7)?);
    let document: Option<Col<Digest>> = row.try_get(first + 5)?;
    let verdict: Option<Col<Verdict>> = row.try_get(first + 8)?;
    let decided = match verdict {
        Some(Col(verdict)) => {
            let Col(at) = row.try_get(first + 11)?;
            Some(Decided { verdict, reasons: sealed(row, first + 9, first + 10)?, at })
        }
        None => None,
    };
    let taken_at: Option<Col<Timestamp>> = row.try_get(first + 12)?;
    Ok(LateReceipt {
        number,
        event,
        organisation,
        channel: row.try_get(first + 3)?,
        envelope_id: row.try_get(first + 4)?,
        document: document.map(|Col(document)| document),
        wants_receipt: row.try_get(first + 6)?,
        at,
        decided,
        taken_at: taken_at.map(|Col(at)| at),
    })
}
