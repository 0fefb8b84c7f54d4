//! Care relations. Whoever changes one has locked the end of the audit first, so that equal ones are seen.

use canonical::relation::CareRelation;
use jiff::Timestamp;
use tokio_postgres::Row;

use super::audit;
use super::columns::{Col, Pack, Text, words};
use super::statements::{Client, Param, row, rows};
use crate::model::{AuditRow, RelationId, RelationRow};
use crate::{Error, PatientKey};

const COLUMNS: &str = "id, patient, organisation, identifier, basis, from_at, to_at, kinds";

/// Gives an equal relation back if there is one; then nothing is written.
pub(super) async fn record(
    client: &Client,
    patient: PatientKey,
    relation: &CareRelation,
    added: AuditRow,
) -> Result<RelationRow, Error> {
    let end = audit::lock(client).await?;
    let CareRelation { organisation, patient: identifier, basis, from, to, kinds } = relation;
    let kinds = words(kinds, canonical::Kind::word);
    let params: [Param<'_>; 7] = [
        &Col(patient),
        &Text(organisation.as_str()),
        &Pack(identifier),
        &Col(*basis),
        &Col(*from),
        &to.map(Col),
        &kinds,
    ];
    let equal = format!(
        "SELECT {COLUMNS} FROM relations WHERE patient = $1 AND organisation = $2 AND identifier = $3 AND basis = $4
         AND from_at = $5 AND to_at IS NOT DISTINCT FROM $6 AND kinds = $7 ORDER BY id LIMIT 1"
    );
    if let Some(there) = row(client, &equal, &params).await? {
        return read(&there);
    }
    let insert = format!(
        "INSERT INTO relations (patient, organisation, identifier, basis, from_at, to_at, kinds)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING {COLUMNS}"
    );
    let inserted = row(client, &insert, &params).await?;
    audit::add(client, end, &[added]).await?;
    read(&inserted.ok_or(Error::NotFound)?)
}

/// Ends a relation; one that has ended by then stays as it is, and nothing is written.
pub(super) async fn end(client: &Client, id: RelationId, at: Timestamp, added: AuditRow) -> Result<RelationRow, Error> {
    let end = audit::lock(client).await?;
    let there = relation_with(client, id).await?;
    if there.relation.to.is_some_and(|to| to <= at) {
        return Ok(there);
    }
    let update = format!("UPDATE relations SET to_at = $2 WHERE id = $1 RETURNING {COLUMNS}");
    let ended = row(client, &update, &[&Col(id), &Col(at)]).await?;
    audit::add(client, end, &[added]).await?;
    read(&ended.ok_or(Error::NotFound)?)
}

/// # Errors
/// [`Error::NotFound`].
pub(super) async fn relation_with(client: &Client, id: RelationId) -> Result<RelationRow, Error> {
    let select = format!("SELECT {COLUMNS} FROM relations WHERE id = $1");
    read(&row(client, &select, &[&Col(id)]).await?.ok_or(Error::NotFound)?)
}

/// Newest first; one under several of the keys comes once.
pub(super) async fn of(client: &Client, patients: &[PatientKey]) -> Result<Vec<RelationRow>, Error> {
    let select = format!("SELECT {COLUMNS} FROM relations WHERE patient = ANY($1) ORDER BY id DESC");
    let patients: Vec<_> = patients.iter().copied().map(Col).collect();
    rows(client, &select, &[&patients]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<RelationRow, Error> {
    let (Col(id), Col(patient), Col(organisation)) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let (Pack(identifier), Col(basis), Col(from)) = (row.try_get(3)?, row.try_get(4)?, row.try_get(5)?);
    let (to, Col(kinds)): (Option<Col<_>>, _) = (row.try_get(6)?, row.try_get(7)?);
    let to = to.map(|Col(to)| to);
    Ok(RelationRow {
        id,
        patient,
        relation: CareRelation { organisation, patient: identifier, basis, from, to, kinds },
    })
}
