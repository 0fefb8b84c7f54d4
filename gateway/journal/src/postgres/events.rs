//! Reading events, timelines, acceptances.

use canonical::EventId;
use tokio_postgres::Row;

use super::columns::{Col, Pack};
use super::links;
use super::statements::{Client, row, rows};
use crate::model::{Acceptance, EventPosition, EventRow, Labels, NetworkIds, Sealed, Stored};
use crate::packing::split_keys;
use crate::{Error, PatientKey};

/// The index columns, in the order [`event_row`] reads them; `e` is the table.
pub(super) const COLUMNS: &str =
    "e.position, e.accepted_at, e.id, e.kind, e.sender, e.receivers, e.patients, e.lane, e.occurred_at";

/// Reads [`COLUMNS`] from the first column on.
pub(super) fn event_row(row: &Row) -> Result<EventRow, Error> {
    let (Col(position), Col(accepted_at)) = (row.try_get(0)?, row.try_get(1)?);
    let (Col(id), Col(kind)) = (row.try_get(2)?, row.try_get(3)?);
    let (Pack(sender), Pack(receivers)) = (row.try_get(4)?, row.try_get(5)?);
    let patients = split_keys(row.try_get(6)?).ok_or(Error::Corrupt { what: "a column" })?;
    let (Col(lane), Col(occurred_at)) = (row.try_get(7)?, row.try_get(8)?);
    let labels = Labels { id, kind, sender, receivers, patients, lane, occurred_at };
    Ok(EventRow { position, accepted_at, labels })
}

/// Reads an envelope column: the key's id, then the bytes.
pub(super) fn sealed(row: &Row, key: usize, bytes: usize) -> Result<Sealed, Error> {
    let bytes: &[u8] = row.try_get(bytes)?;
    Ok(Sealed { key_id: row.try_get(key)?, bytes: bytes::Bytes::copy_from_slice(bytes) })
}

pub(super) async fn after(client: &Client, after: EventPosition, limit: usize) -> Result<Vec<EventRow>, Error> {
    let select = format!("SELECT {COLUMNS} FROM events e WHERE e.position > $1 ORDER BY e.position LIMIT $2");
    rows(client, &select, &[&Col(after), &Col(limit)]).await?.iter().map(event_row).collect()
}

/// # Errors
/// [`Error::NotFound`].
pub(super) async fn event(client: &Client, id: EventId) -> Result<Stored, Error> {
    let select = format!("SELECT {COLUMNS}, e.body_key, e.body FROM events e WHERE e.id = $1");
    let found = row(client, &select, &[&Col(id)]).await?.ok_or(Error::NotFound)?;
    let mut links = links::of(client, &[id]).await?;
    stored(&found, &mut links)
}

/// Newest position first; an event under several of the keys comes once.
pub(super) async fn timeline(
    client: &Client,
    patients: &[PatientKey],
    before: Option<EventPosition>,
    limit: usize,
) -> Result<Vec<Stored>, Error> {
    let select = format!(
        "SELECT {COLUMNS}, e.body_key, e.body FROM (
            SELECT DISTINCT found.position FROM unnest($1::bytea[]) AS key (patient), LATERAL (
                SELECT p.position FROM event_patients p WHERE p.patient = key.patient AND p.position < $2
                ORDER BY p.position DESC LIMIT $3
            ) AS found ORDER BY found.position DESC LIMIT $3
        ) AS newest JOIN events e ON e.position = newest.position ORDER BY e.position DESC"
    );
    let patients: Vec<_> = patients.iter().copied().map(Col).collect();
    let found = rows(client, &select, &[&patients, &Col(before.unwrap_or(u64::MAX)), &Col(limit)]).await?;
    let ids: Vec<_> = found.iter().map(|row| row.try_get(2).map(|Col(id)| id)).collect::<Result<_, _>>()?;
    let mut links = links::of(client, &ids).await?;
    found.iter().map(|row| stored(row, &mut links)).collect()
}

fn stored(row: &Row, links: &mut links::ByEvent) -> Result<Stored, Error> {
    let event = event_row(row)?;
    let links = links.take(event.labels.id);
    Ok(Stored { row: event, body: sealed(row, 9, 10)?, links })
}

/// Every time a letter came in, oldest first; none for an unknown event.
pub(super) async fn acceptances(client: &Client, event: EventId) -> Result<Vec<Acceptance>, Error> {
    let select = "SELECT at, submitted_by, channel, envelope_id, sent_at, wants_receipt, envelope_reused,
            vans_envelope_id, vans_message_id, is_late
        FROM acceptances WHERE event = $1 ORDER BY serial";
    let found = rows(client, select, &[&Col(event)]).await?;
    let read = |row: &Row| {
        let (Col(at), sent_at): (_, Option<Col<_>>) = (row.try_get(0)?, row.try_get(4)?);
        let network: (Option<String>, Option<String>) = (row.try_get(7)?, row.try_get(8)?);
        Ok(Acceptance {
            at,
            submitted_by: row.try_get(1)?,
            channel: row.try_get(2)?,
            envelope_id: row.try_get(3)?,
            sent_at: sent_at.map(|Col(at)| at),
            network: network.0.zip(network.1).map(|(envelope_id, message_id)| NetworkIds { envelope_id, message_id }),
            wants_receipt: row.try_get(5)?,
            is_late: row.try_get(9)?,
            envelope_reused: row.try_get(6)?,
        })
    };
    found.iter().map(read).collect()
}
