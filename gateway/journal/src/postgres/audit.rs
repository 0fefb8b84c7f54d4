//! The chain of audit rows: each carries the digest of itself and of the row before it.

use canonical::EventId;
use tokio_postgres::Row;

use super::columns::Col;
use super::statements::{Client, Param, execute, row, rows};
use crate::audit_chain::{GENESIS, Link};
use crate::model::{AuditAction, AuditRow};
use crate::{Error, PatientKey};

/// Locks the end of the chain until the transaction ends: whoever else writes audit rows waits.
pub(super) const LOCK: &str = "SELECT sequence, digest FROM audit_end FOR UPDATE";

/// Adds rows, column by column.
pub(super) const ADD: &str = "INSERT INTO audit
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bytea[], $6::bytea[], $7::boolean[],
        $8::text[], $9::bytea[])";

/// Moves the end.
pub(super) const MOVE: &str = "UPDATE audit_end SET sequence = $1, digest = $2";

/// Rows to add, column by column, and the end of the chain after them.
pub(super) struct Rows<'a> {
    end: Link,
    sequence: Vec<Col<u64>>,
    at: Vec<Col<jiff::Timestamp>>,
    organisation: Vec<&'a str>,
    action: Vec<Col<AuditAction>>,
    event: Vec<Option<Col<EventId>>>,
    patient: Vec<Option<Col<PatientKey>>>,
    permitted: Vec<bool>,
    ground: Vec<&'a str>,
    digest: Vec<Col<canonical::digest::Digest>>,
}

impl<'a> Rows<'a> {
    /// None yet, after this end.
    pub(super) const fn after(end: Link) -> Self {
        Self {
            end,
            sequence: Vec::new(),
            at: Vec::new(),
            organisation: Vec::new(),
            action: Vec::new(),
            event: Vec::new(),
            patient: Vec::new(),
            permitted: Vec::new(),
            ground: Vec::new(),
            digest: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, row: &'a AuditRow) {
        let AuditRow { at, organisation, action, event, patient, permitted, ground } = row;
        self.end = self.end.next(row);
        self.sequence.push(Col(self.end.sequence));
        self.at.push(Col(*at));
        self.organisation.push(organisation);
        self.action.push(Col(*action));
        self.event.push(event.map(Col));
        self.patient.push(patient.map(Col));
        self.permitted.push(*permitted);
        self.ground.push(ground);
        self.digest.push(Col(self.end.digest));
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.sequence.is_empty()
    }

    /// The parameters of [`ADD`].
    pub(super) fn params(&self) -> [Param<'_>; 9] {
        [
            &self.sequence,
            &self.at,
            &self.organisation,
            &self.action,
            &self.event,
            &self.patient,
            &self.permitted,
            &self.ground,
            &self.digest,
        ]
    }

    /// The parameters of [`MOVE`].
    pub(super) fn end(&self) -> (Col<u64>, Col<canonical::digest::Digest>) {
        (Col(self.end.sequence), Col(self.end.digest))
    }
}

/// What [`LOCK`] gave.
pub(super) fn end(row: Option<&Row>) -> Result<Link, Error> {
    link(row.ok_or(Error::Corrupt { what: "the end of the audit, which is gone" })?)
}

/// Locks the end of the chain, and reads it.
pub(super) async fn lock(client: &Client) -> Result<Link, Error> {
    end(row(client, LOCK, &[]).await?.as_ref())
}

/// Adds rows after an end that was locked.
pub(super) async fn add(client: &Client, locked: Link, added: &[AuditRow]) -> Result<(), Error> {
    let mut rows = Rows::after(locked);
    added.iter().for_each(|row| rows.push(row));
    if !rows.is_empty() {
        execute(client, ADD, &rows.params()).await?;
        let (sequence, digest) = rows.end();
        execute(client, MOVE, &[&sequence, &digest]).await?;
    }
    Ok(())
}

/// Rows after a sequence number, in order.
///
/// # Errors
/// [`Error::Corrupt`] where a row does not follow from the one before it.
pub(super) async fn after(client: &Client, sequence: u64, limit: usize) -> Result<Vec<(u64, AuditRow)>, Error> {
    let mut last = if sequence == 0 { GENESIS } else { at(client, sequence).await? };
    let select = "SELECT sequence, digest, at, organisation, action, event, patient, permitted, ground
        FROM audit WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    let mut found = Vec::new();
    for row in rows(client, select, &[&Col(sequence), &Col(limit)]).await? {
        let (stated, row) = (link(&row)?, read(&row)?);
        last = last.next(&row);
        if (last.sequence, last.digest) != (stated.sequence, stated.digest) {
            return Err(Error::Corrupt { what: "the chain of audit rows" });
        }
        found.push((last.sequence, row));
    }
    Ok(found)
}

/// The row that a page begins after. Past the end there is nothing to follow, and nothing to verify.
async fn at(client: &Client, sequence: u64) -> Result<Link, Error> {
    let select = "SELECT sequence, digest FROM audit WHERE sequence = $1";
    if let Some(row) = row(client, select, &[&Col(sequence)]).await? {
        return link(&row);
    }
    let last = end(row(client, "SELECT sequence, digest FROM audit_end", &[]).await?.as_ref())?;
    if last.sequence < sequence { Ok(GENESIS) } else { Err(Error::Corrupt { what: "the chain of audit rows" }) }
}

fn link(row: &Row) -> Result<Link, Error> {
    let (Col(sequence), Col(digest)) = (row.try_get(0)?, row.try_get(1)?);
    Ok(Link { sequence, digest })
}

fn read(row: &Row) -> Result<AuditRow, Error> {
    let (Col(at), Col(action)) = (row.try_get(2)?, row.try_get(4)?);
    let (event, patient): (Option<Col<_>>, Option<Col<_>>) = (row.try_get(5)?, row.try_get(6)?);
    Ok(AuditRow {
        at,
        organisation: row.try_get(3)?,
        action,
        event: event.map(|Col(event)| event),
        patient: patient.map(|Col(patient)| patient),
        permitted: row.try_get(7)?,
        ground: row.try_get(8)?,
    })
}
