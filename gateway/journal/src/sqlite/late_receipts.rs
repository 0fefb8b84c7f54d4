//! [`LateReceipts`] of a [`SqliteJournal`].

use async_trait::async_trait;
use canonical::EventId;
use canonical::digest::Digest;
use canonical::organisation::OrganisationId;
use canonical::receipt::Verdict;
use jiff::Timestamp;
use rusqlite::{Connection, Params, Row, params};

use super::columns::Col;
use super::events::{self, COLUMNS as EVENT, event_row};
use super::overdue::told;
use super::store::SqliteJournal;
use super::writer::Wakes;
use crate::model::{Awaited, Decided, Decision, LateReceipt};
use crate::{Error, LateReceipts};

#[async_trait]
impl LateReceipts for SqliteJournal {
    async fn undecided_after(&self, after: u64, limit: usize) -> Result<Vec<(LateReceipt, Awaited)>, Error> {
        self.readers.read(move |conn| undecided(conn, after, limit)).await
    }

    async fn decide(&self, decisions: Vec<Decision>) -> Result<Vec<u64>, Error> {
        self.writer.call(Wakes::Nobody, move |conn| decide(conn, &decisions)).await
    }

    async fn due_after(
        &self,
        organisation: &OrganisationId,
        channel: Option<&str>,
        after: u64,
        limit: usize,
    ) -> Result<Vec<LateReceipt>, Error> {
        let (organisation, channel) = (organisation.to_string(), channel.map(str::to_owned));
        let select = "a.submitted_by = ?1 AND a.row > ?2 AND a.channel = coalesce(?4, a.channel) AND a.late_verdict IS NOT NULL AND a.late_taken_at IS NULL
            ORDER BY a.row LIMIT ?3";
        self.readers.read(move |conn| found(conn, select, params![organisation, Col(after), Col(limit), channel])).await
    }

    async fn late_of_event(&self, event: EventId) -> Result<Vec<LateReceipt>, Error> {
        self.readers.read(move |conn| found(conn, "a.event = ?1 ORDER BY a.row", params![Col(event)])).await
    }

    async fn late_of_document(
        &self,
        organisation: &OrganisationId,
        document: Digest,
    ) -> Result<Vec<LateReceipt>, Error> {
        let organisation = organisation.to_string();
        let select = "a.document = ?1 AND a.submitted_by = ?2 AND a.row = (
                SELECT max(b.row) FROM acceptances b
                WHERE b.is_late AND b.document = a.document AND b.submitted_by = a.submitted_by AND b.event = a.event
            ) ORDER BY a.row";
        self.readers.read(move |conn| found(conn, select, params![Col(document), organisation])).await
    }

    async fn take_late(&self, organisation: &OrganisationId, numbers: &[u64], at: Timestamp) -> Result<u64, Error> {
        let (organisation, numbers) = (organisation.to_string(), numbers.to_vec());
        self.writer.call(Wakes::Nobody, move |conn| take(conn, &organisation, &numbers, at)).await
    }
}

/// What was decided of the event of a receipt.
const BEFORE: &str = "a.late_verdict IS NOT NULL AND a.event = (SELECT event FROM acceptances WHERE row = ?1)
    ORDER BY a.row LIMIT 1";

/// What [`late_receipt`] reads; `a` is the table.
const COLUMNS: &str = "a.row, a.event, a.submitted_by, a.channel, a.envelope_id, a.document,
    a.wants_receipt, a.at, a.late_verdict, a.late_reasons_key, a.late_reasons, a.late_at, a.late_taken_at";

fn undecided(conn: &Connection, after: u64, limit: usize) -> Result<Vec<(LateReceipt, Awaited)>, Error> {
    let mut select = conn.prepare_cached(&format!(
        "SELECT {EVENT}, {COLUMNS} FROM acceptances a JOIN events e ON e.id = a.event
         WHERE a.is_late AND a.late_verdict IS NULL AND a.row > ?1 ORDER BY a.row LIMIT ?2"
    ))?;
    let rows = select.query_map(params![Col(after), Col(limit)], |row| Ok((late_receipt(row, 9)?, event_row(row)?)))?;
    let rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    rows.into_iter().map(|(late, event)| Ok((late, told(conn, event, true)?))).collect()
}

fn found(conn: &Connection, which: &str, values: impl Params) -> Result<Vec<LateReceipt>, Error> {
    let mut select =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM acceptances a WHERE a.is_late AND {which}"))?;
    let rows = select.query_map(values, |row| late_receipt(row, 0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn decide(conn: &Connection, decisions: &[Decision]) -> Result<Vec<u64>, Error> {
    let mut update = conn.prepare_cached(
        "UPDATE acceptances SET late_verdict = ?2, late_reasons_key = ?3, late_reasons = ?4, late_at = ?5, late_taken_at = ?6
         WHERE row = ?1 AND is_late AND late_verdict IS NULL",
    )?;
    let mut now = Vec::new();
    for Decision { number, decided, is_told } in decisions {
        let before = found(conn, BEFORE, params![Col(*number)])?.into_iter().find_map(|late| late.decided);
        let Decided { verdict, reasons, at } = before.as_ref().unwrap_or(decided);
        let taken_at = (!is_told).then_some(Col(*at));
        let bytes = &reasons.bytes[..];
        if update.execute(params![Col(*number), Col(*verdict), reasons.key_id, bytes, Col(*at), taken_at])? > 0 {
            now.push(*number);
        }
    }
    Ok(now)
}

fn take(conn: &Connection, organisation: &str, numbers: &[u64], at: Timestamp) -> Result<u64, Error> {
    let mut update = conn.prepare_cached(
        "UPDATE acceptances SET late_taken_at = ?3
         WHERE row = ?1 AND submitted_by = ?2 AND is_late AND late_verdict IS NOT NULL AND late_taken_at IS NULL",
    )?;
    let mut taken = 0;
    for number in numbers {
        taken += update.execute(params![Col(*number), organisation, Col(at)])? as u64;
    }
    Ok(taken)
}

/// Reads [`COLUMNS`] from this column on.
fn late_receipt(row: &Row<'_>, first: usize) -> rusqlite::Result<LateReceipt> {
    let (Col(number), Col(event)) = (row.get(first)?, row.get(first + 1)?);
    let (Col(organisation), Col(at)) = (row.get(first + 2)?, row.get(first + 7)?);
    let document: Option<Col<Digest>> = row.get(first + 5)?;
    let verdict: Option<Col<Verdict>> = row.get(first + 8)?;
    let decided = match verdict {
        Some(Col(verdict)) => {
            let Col(at) = row.get(first + 11)?;
            Some(Decided { verdict, reasons: events::sealed(row, first + 9, first + 10)?, at })
        }
        None => None,
    };
    let taken_at: Option<Col<Timestamp>> = row.get(first + 12)?;
    Ok(LateReceipt {
        number,
        event,
        organisation,
        channel: row.get(first + 3)?,
        envelope_id: row.get(first + 4)?,
        document: document.map(|Col(document)| document),
        wants_receipt: row.get(first + 6)?,
        at,
        decided,
        taken_at: taken_at.map(|Col(at)| at),
    })
}
