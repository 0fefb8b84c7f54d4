//! Receipts that came in, and what they answer.

use canonical::EventId;
use canonical::digest::Digest;
use canonical::organisation::OrganisationId;
use tokio_postgres::Row;

use super::columns::{Col, Text};
use super::events::{COLUMNS, event_row, sealed};
use super::statements::{Client, Param, execute, row, rows};
use crate::Error;
use crate::model::{Answer, Enveloped, EventRow, Found, NamedEnvelope, NewAnswer, NewReceipt};

/// The newest events that came in an envelope, by position, each once for every document.
pub(super) async fn enveloped(
    client: &Client,
    envelope: &NamedEnvelope,
    limit: usize,
) -> Result<Vec<Enveloped>, Error> {
    let (named, id) = match envelope {
        // As the index has it.
        NamedEnvelope::Letters(id) => ("left(a.envelope_id, 128) = left($1, 128) AND a.envelope_id = $1", id),
        NamedEnvelope::Network(id) => ("a.vans_envelope_id = $1", id),
        NamedEnvelope::NetworkMessage(id) => ("a.vans_message_id = $1", id),
    };
    let select = format!(
        "SELECT {COLUMNS}, d.document FROM (SELECT DISTINCT a.event, a.document FROM acceptances a WHERE {named}) AS d
         JOIN events e ON e.id = d.event ORDER BY e.position DESC, d.document DESC LIMIT $2"
    );
    let read = |row: &Row| {
        let document: Option<Col<Digest>> = row.try_get(9)?;
        Ok(Enveloped { document: document.map(|Col(document)| document), event: event_row(row)? })
    };
    rows(client, &select, &[&Text(id), &Col(limit)]).await?.iter().rev().map(read).collect()
}

/// The events of these letters, by position.
pub(super) async fn of_letters(client: &Client, identities: &[Digest]) -> Result<Vec<(Digest, EventRow)>, Error> {
    let select = format!(
        "SELECT {COLUMNS}, i.identity FROM identities i JOIN events e ON e.id = i.event
         WHERE i.identity = ANY($1) ORDER BY e.position"
    );
    let identities: Vec<_> = identities.iter().copied().map(Col).collect();
    let read = |row: &Row| {
        let Col(identity) = row.try_get(9)?;
        Ok((identity, event_row(row)?))
    };
    rows(client, &select, &[&identities]).await?.iter().map(read).collect()
}

/// Keeps a receipt, and gives the answers that are news.
pub(super) async fn record(client: &Client, receipt: &NewReceipt) -> Result<Vec<NewAnswer>, Error> {
    let NewReceipt { fingerprint, at, submitted_by, channel, form, verdict, receipt_id, envelope_id, answers } =
        receipt;
    let insert = "INSERT INTO receipts (fingerprint, submitted_by, at, channel, form, verdict, receipt_id, envelope_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id";
    let (receipt_id, envelope_id) = (receipt_id.as_deref().map(Text), envelope_id.as_deref().map(Text));
    let what: [Param<'_>; 8] = [
        &Col(*fingerprint),
        &Text(submitted_by),
        &Col(*at),
        &Text(channel),
        &Col(*form),
        &Col(*verdict),
        &receipt_id,
        &envelope_id,
    ];
    let Some(new) = row(client, insert, &what).await? else { return record_again(client, receipt).await };
    add(client, new.try_get(0)?, answers).await?;
    Ok(answers.clone())
}

/// Replaces what a known receipt has said without an event.
async fn record_again(client: &Client, receipt: &NewReceipt) -> Result<Vec<NewAnswer>, Error> {
    // Locked, because another gateway may hold the same receipt.
    let select = "SELECT id FROM receipts WHERE fingerprint = $1 AND submitted_by = $2 FOR UPDATE";
    let known = row(client, select, &[&Col(receipt.fingerprint), &Text(&receipt.submitted_by)]).await?;
    let id: i64 = known.ok_or(Error::Corrupt { what: "a receipt" })?.try_get(0)?;
    if execute(client, "DELETE FROM receipt_answers WHERE receipt = $1 AND event IS NULL", &[&id]).await? == 0 {
        return Ok(Vec::new());
    }
    let read = |row: &Row| {
        let Col(event) = row.try_get(1)?;
        Ok((row.try_get(0)?, event))
    };
    let kept = rows(client, "SELECT letter_id, event FROM receipt_answers WHERE receipt = $1", &[&id]).await?;
    let kept = kept.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    let outstanding = receipt.outstanding(&kept);
    add(client, id, &outstanding).await?;
    Ok(outstanding.into_iter().filter(NewAnswer::is_matched).collect())
}

async fn add(client: &Client, id: i64, answers: &[NewAnswer]) -> Result<(), Error> {
    let insert =
        "INSERT INTO receipt_answers (receipt, letter_id, event, organisation, unmatched, reasons_key, reasons)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    for NewAnswer { letter_id, found, reasons } in answers {
        let (event, organisation, unmatched) = match found {
            Found::Event(event, organisation) => (Some(Col(*event)), Some(organisation.as_str()), None),
            Found::Nothing(why) => (None, None, Some(Col(*why))),
        };
        let (letter_id, bytes) = (letter_id.as_deref().map(Text), &reasons.bytes[..]);
        let what: [Param<'_>; 7] = [&id, &letter_id, &event, &organisation, &unmatched, &reasons.key_id, &bytes];
        execute(client, insert, &what).await?;
    }
    Ok(())
}

/// The columns of an answer, in the order [`answer`] reads them.
const ANSWER: &str = "r.at, r.submitted_by, r.form, r.verdict, r.receipt_id, r.envelope_id, a.letter_id, a.event,
    a.organisation, a.unmatched, a.reasons_key, a.reasons";

/// What receipts have said of an event, oldest first.
pub(super) async fn answers(client: &Client, event: EventId) -> Result<Vec<Answer>, Error> {
    let select = format!(
        "SELECT {ANSWER} FROM receipt_answers a JOIN receipts r ON r.id = a.receipt WHERE a.event = $1 ORDER BY a.sequence"
    );
    rows(client, &select, &[&Col(event)]).await?.iter().map(answer).collect()
}

/// Answers without an event after a sequence number, in order.
pub(super) async fn unmatched(client: &Client, after: u64, limit: usize) -> Result<Vec<(u64, Answer)>, Error> {
    let select = format!(
        "SELECT {ANSWER}, a.sequence FROM receipt_answers a JOIN receipts r ON r.id = a.receipt
         WHERE a.event IS NULL AND a.sequence > $1 ORDER BY a.sequence LIMIT $2"
    );
    let read = |row: &Row| {
        let Col(sequence) = row.try_get(12)?;
        Ok((sequence, answer(row)?))
    };
    rows(client, &select, &[&Col(after), &Col(limit)]).await?.iter().map(read).collect()
}

fn answer(row: &Row) -> Result<Answer, Error> {
    let (Col(at), Col(form), Col(verdict)) = (row.try_get(0)?, row.try_get(2)?, row.try_get(3)?);
    let (event, organisation): (Option<Col<EventId>>, Option<Col<OrganisationId>>) = (row.try_get(7)?, row.try_get(8)?);
    let found = match (event, organisation, row.try_get::<_, Option<Col<_>>>(9)?) {
        (Some(Col(event)), Some(Col(organisation)), _) => Found::Event(event, organisation),
        (None, _, Some(Col(why))) => Found::Nothing(why),
        (Some(_), None, _) | (None, _, None) => return Err(Error::Corrupt { what: "the answer of a receipt" }),
    };
    Ok(Answer {
        at,
        submitted_by: row.try_get(1)?,
        form,
        verdict,
        receipt_id: row.try_get(4)?,
        envelope_id: row.try_get(5)?,
        answer: NewAnswer { letter_id: row.try_get(6)?, found, reasons: sealed(row, 10, 11)? },
    })
}
