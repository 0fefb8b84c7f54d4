//! Receipts that came in, and what they answer.

use canonical::EventId;
use canonical::digest::Digest;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::columns::Col;
use super::events::{self, COLUMNS, event_row};
use crate::Error;
use crate::model::{Answer, Enveloped, EventRow, Found, NamedEnvelope, NewAnswer, NewReceipt};

/// The newest events that came in an envelope, by position, each once for every document.
pub(super) fn enveloped(conn: &Connection, envelope: &NamedEnvelope, limit: usize) -> Result<Vec<Enveloped>, Error> {
    let (column, id) = match envelope {
        NamedEnvelope::Letters(id) => ("envelope_id", id),
        NamedEnvelope::Network(id) => ("vans_envelope_id", id),
        NamedEnvelope::NetworkMessage(id) => ("vans_message_id", id),
    };
    let select = format!(
        "SELECT DISTINCT {COLUMNS}, a.document FROM acceptances a JOIN events e ON e.id = a.event
         WHERE a.{column} = ?1 ORDER BY e.position DESC, a.document DESC LIMIT ?2"
    );
    let mut select = conn.prepare_cached(&select)?;
    let rows = select.query_map(params![id, Col(limit)], |row| {
        let document: Option<Col<Digest>> = row.get(9)?;
        Ok(Enveloped { document: document.map(|Col(document)| document), event: event_row(row)? })
    })?;
    let mut found = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    found.reverse();
    Ok(found)
}

/// The events of these letters, by position.
pub(super) fn of_letters(conn: &Connection, identities: &[Digest]) -> Result<Vec<(Digest, EventRow)>, Error> {
    let select = format!(
        "SELECT {COLUMNS} FROM identities i JOIN events e ON e.id = i.event WHERE i.identity = ?1 ORDER BY e.position"
    );
    let mut select = conn.prepare_cached(&select)?;
    let mut found = Vec::new();
    for identity in identities {
        for row in select.query_map([Col(*identity)], event_row)? {
            found.push((*identity, row?));
        }
    }
    found.sort_by_key(|(_, row)| row.position);
    Ok(found)
}

/// Keeps a receipt, and gives the answers that are news.
pub(super) fn record(conn: &Connection, receipt: &NewReceipt) -> Result<Vec<NewAnswer>, Error> {
    let NewReceipt { fingerprint, at, submitted_by, channel, form, verdict, receipt_id, envelope_id, answers } =
        receipt;
    let mut insert = conn.prepare_cached(
        "INSERT INTO receipts (fingerprint, submitted_by, at, channel, form, verdict, receipt_id, envelope_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING RETURNING id",
    )?;
    let what =
        params![Col(*fingerprint), submitted_by, Col(*at), channel, Col(*form), Col(*verdict), receipt_id, envelope_id];
    let Some(id) = insert.query_row(what, |row| row.get(0)).optional()? else { return record_again(conn, receipt) };
    add(conn, id, answers)?;
    Ok(answers.clone())
}

/// Replaces what a known receipt has said without an event.
fn record_again(conn: &Connection, receipt: &NewReceipt) -> Result<Vec<NewAnswer>, Error> {
    let id: i64 = conn
        .prepare_cached("SELECT id FROM receipts WHERE fingerprint = ?1 AND submitted_by = ?2")?
        .query_row(params![Col(receipt.fingerprint), receipt.submitted_by], |row| row.get(0))?;
    let mut delete = conn.prepare_cached("DELETE FROM receipt_answers WHERE receipt = ?1 AND event IS NULL")?;
    if delete.execute([id])? == 0 {
        return Ok(Vec::new());
    }
    let mut select = conn.prepare_cached("SELECT letter_id, event FROM receipt_answers WHERE receipt = ?1")?;
    let kept = select.query_map([id], |row| {
        let Col(event) = row.get(1)?;
        Ok((row.get(0)?, event))
    })?;
    let outstanding = receipt.outstanding(&kept.collect::<rusqlite::Result<Vec<_>>>()?);
    add(conn, id, &outstanding)?;
    Ok(outstanding.into_iter().filter(NewAnswer::is_matched).collect())
}

fn add(conn: &Connection, id: i64, answers: &[NewAnswer]) -> Result<(), Error> {
    let mut insert = conn.prepare_cached(
        "INSERT INTO receipt_answers (receipt, letter_id, event, organisation, unmatched, reasons_key, reasons)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for NewAnswer { letter_id, found, reasons } in answers {
        let (event, organisation, unmatched) = match found {
            Found::Event(event, organisation) => (Some(Col(*event)), Some(organisation.as_str()), None),
            Found::Nothing(why) => (None, None, Some(Col(*why))),
        };
        let bytes = &reasons.bytes[..];
        insert.execute(params![id, letter_id, event, organisation, unmatched, reasons.key_id, bytes])?;
    }
    Ok(())
}

/// The columns of an answer, in the order [`answer`] reads them.
const ANSWER: &str = "r.at, r.submitted_by, r.form, r.verdict, r.receipt_id, r.envelope_id, a.letter_id, a.event,
    a.organisation, a.unmatched, a.reasons_key, a.reasons";

/// What receipts have said of an event, oldest first.
pub(super) fn answers(conn: &Connection, event: EventId) -> Result<Vec<Answer>, Error> {
    let mut select = conn.prepare_cached(&format!(
        "SELECT {ANSWER} FROM receipt_answers a JOIN receipts r ON r.id = a.receipt WHERE a.event = ?1 ORDER BY a.sequence"
    ))?;
    let rows = select.query_map([Col(event)], answer)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Answers without an event after a sequence number, in order.
pub(super) fn unmatched(conn: &Connection, after: u64, limit: usize) -> Result<Vec<(u64, Answer)>, Error> {
    let mut select = conn.prepare_cached(&format!(
        "SELECT {ANSWER}, a.sequence FROM receipt_answers a JOIN receipts r ON r.id = a.receipt
         WHERE a.event IS NULL AND a.sequence > ?1 ORDER BY a.sequence LIMIT ?2"
    ))?;
    let rows = select.query_map(params![Col(after), Col(limit)], |row| {
        let Col(sequence) = row.get(12)?;
        Ok((sequence, answer(row)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn answer(row: &Row<'_>) -> rusqlite::Result<Answer> {
    let (Col(at), Col(form), Col(verdict)) = (row.get(0)?, row.get(2)?, row.get(3)?);
    let (event, organisation) = (row.get::<_, Option<Col<EventId>>>(7)?, row.get::<_, Option<Col<_>>>(8)?);
    let found = match (event, organisation, row.get::<_, Option<Col<_>>>(9)?) {
        (Some(Col(event)), Some(Col(organisation)), _) => Found::Event(event, organisation),
        (None, _, Some(Col(why))) => Found::Nothing(why),
        (Some(_), None, _) | (None, _, None) => return Err(rusqlite::types::FromSqlError::InvalidType.into()),
    };
    Ok(Answer {
        at,
        submitted_by: row.get(1)?,
        form,
        verdict,
        receipt_id: row.get(4)?,
        envelope_id: row.get(5)?,
        answer: NewAnswer { letter_id: row.get(6)?, found, reasons: events::sealed(row, 10, 11)? },
    })
}
