//! The organisations of the configuration.

use canonical::organisation::{Organisation, OrganisationId, Role};
use rusqlite::{Connection, Row, params};

use super::columns::{Col, Pack};
use crate::Error;

/// Records organisations under their ids. Those not named stay: earlier records speak of them.
pub(super) fn put(conn: &Connection, organisations: &[Organisation]) -> Result<(), Error> {
    let mut insert = conn.prepare_cached("INSERT OR REPLACE INTO organisations VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    for organisation in organisations {
        let Organisation { id, name, sector, identifiers, roles, acts_for, hosted } = organisation;
        let acts_for: Vec<_> = acts_for.iter().map(OrganisationId::as_str).collect();
        insert.execute(params![
            id.as_str(),
            name,
            Col(*sector),
            hosted,
            Pack(identifiers),
            Col(&roles[..]),
            acts_for.join(","),
        ])?;
    }
    Ok(())
}

/// All that were ever recorded, by id.
pub(super) fn all(conn: &Connection) -> Result<Vec<Organisation>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT id, name, sector, hosted, identifiers, roles, acts_for FROM organisations ORDER BY id",
    )?;
    let rows = select.query_map([], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Organisation> {
    let (Col(id), Col(sector), Pack(identifiers)) = (row.get(0)?, row.get(2)?, row.get(4)?);
    let Col(roles): Col<Vec<Role>> = row.get(5)?;
    let acts_for: String = row.get(6)?;
    let acts_for = acts_for.split(',').filter_map(OrganisationId::parse).collect();
    Ok(Organisation { id, name: row.get(1)?, sector, identifiers, roles, acts_for, hosted: row.get(3)? })
}
