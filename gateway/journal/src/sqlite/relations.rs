//! Care relations.

use std::collections::BTreeMap;

use canonical::relation::CareRelation;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::audit;
use super::columns::{Col, Pack};
use crate::model::{AuditRow, RelationId, RelationRow};
use crate::{Error, PatientKey};

const COLUMNS: &str = "id, patient, organisation, identifier, basis, from_at, to_at, kinds";

/// Gives an equal relation back if there is one; then nothing is written.
pub(super) fn record(
    conn: &Connection,
    patient: PatientKey,
    relation: &CareRelation,
    row: AuditRow,
) -> Result<RelationRow, Error> {
    if let Some(there) = equal(conn, patient, relation)? {
        return Ok(there);
    }
    let CareRelation { organisation, patient: identifier, basis, from, to, kinds } = relation;
    conn.prepare_cached(
        "INSERT INTO relations (patient, organisation, identifier, basis, from_at, to_at, kinds)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        Col(patient),
        organisation.as_str(),
        Pack(identifier),
        Col(*basis),
        Col(*from),
        to.map(Col),
        Col(&kinds[..]),
    ])?;
    let id = RelationId(conn.last_insert_rowid());
    audit::add(conn, &[row])?;
    relation_with(conn, id)
}

/// Ends a relation; one that has ended by then stays as it is, and nothing is written.
pub(super) fn end(conn: &Connection, id: RelationId, at: Timestamp, row: AuditRow) -> Result<RelationRow, Error> {
    let there = relation_with(conn, id)?;
    if there.relation.to.is_some_and(|to| to <= at) {
        return Ok(there);
    }
    conn.prepare_cached("UPDATE relations SET to_at = ?2 WHERE id = ?1")?.execute(params![id.0, Col(at)])?;
    audit::add(conn, &[row])?;
    relation_with(conn, id)
}

/// # Errors
/// [`Error::NotFound`].
pub(super) fn relation_with(conn: &Connection, id: RelationId) -> Result<RelationRow, Error> {
    let select = format!("SELECT {COLUMNS} FROM relations WHERE id = ?1");
    Ok(conn.prepare_cached(&select)?.query_row([id.0], read)?)
}

/// Newest first; one under several of the keys comes once.
pub(super) fn of(conn: &Connection, patients: &[PatientKey]) -> Result<Vec<RelationRow>, Error> {
    let mut select = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM relations WHERE patient = ?1"))?;
    let mut found = BTreeMap::new();
    for patient in patients {
        for row in select.query_map([Col(*patient)], read)? {
            let row = row?;
            found.insert(row.id, row);
        }
    }
    Ok(found.into_values().rev().collect())
}

fn equal(conn: &Connection, patient: PatientKey, relation: &CareRelation) -> Result<Option<RelationRow>, Error> {
    let CareRelation { organisation, patient: identifier, basis, from, to, kinds } = relation;
    let mut select = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM relations WHERE patient = ?1 AND organisation = ?2 AND identifier = ?3 AND basis = ?4
         AND from_at = ?5 AND to_at IS ?6 AND kinds = ?7 ORDER BY id LIMIT 1"
    ))?;
    let found = select.query_row(
        params![
            Col(patient),
            organisation.as_str(),
            Pack(identifier),
            Col(*basis),
            Col(*from),
            to.map(Col),
            Col(&kinds[..]),
        ],
        read,
    );
    Ok(found.optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<RelationRow> {
    let (Col(patient), Col(organisation), Pack(identifier)) = (row.get(1)?, row.get(2)?, row.get(3)?);
    let (Col(basis), Col(from), to) = (row.get(4)?, row.get(5)?, row.get::<_, Option<_>>(6)?);
    let Col(kinds) = row.get(7)?;
    let to = to.map(|Col(to)| to);
    let relation = CareRelation { organisation, patient: identifier, basis, from, to, kinds };
    Ok(RelationRow { id: RelationId(row.get(0)?), patient, relation })
}
