//! The organisations of the configuration.

use std::collections::BTreeMap;

use canonical::organisation::{Organisation, OrganisationId, Role};
use tokio_postgres::Row;

use super::columns::{Col, Pack, Text, words};
use super::statements::{Client, Param, execute, rows};
use crate::Error;

/// Records organisations under their ids. Those not named stay: earlier records speak of them.
pub(super) async fn put(client: &Client, organisations: &[Organisation]) -> Result<(), Error> {
    // In one order, so that two processes that start at once do not wait for each other for ever.
    let ordered: BTreeMap<_, _> =
        organisations.iter().map(|organisation| (organisation.id.as_str(), organisation)).collect();
    let insert = "INSERT INTO organisations VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE
        SET name = excluded.name, sector = excluded.sector, hosted = excluded.hosted,
            identifiers = excluded.identifiers, roles = excluded.roles, acts_for = excluded.acts_for";
    for (id, organisation) in ordered {
        let Organisation { id: _, name, sector, identifiers, roles, acts_for, hosted } = organisation;
        let acts_for: Vec<_> = acts_for.iter().map(OrganisationId::as_str).collect();
        let (roles, acts_for) = (words(roles, Role::word), acts_for.join(","));
        let params: [Param<'_>; 7] = [&id, &Text(name), &Col(*sector), hosted, &Pack(identifiers), &roles, &acts_for];
        execute(client, insert, &params).await?;
    }
    Ok(())
}

/// All that were ever recorded, by id.
pub(super) async fn all(client: &Client) -> Result<Vec<Organisation>, Error> {
    let select = "SELECT id, name, sector, hosted, identifiers, roles, acts_for FROM organisations ORDER BY id";
    rows(client, select, &[]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Organisation, Error> {
    let (Col(id), Col(sector), Pack(identifiers)) = (row.try_get(0)?, row.try_get(2)?, row.try_get(4)?);
    let Col(roles): Col<Vec<Role>> = row.try_get(5)?;
    let acts_for: &str = row.try_get(6)?;
    let acts_for = acts_for.split(',').filter_map(OrganisationId::parse).collect();
    Ok(Organisation { id, name: row.try_get(1)?, sector, identifiers, roles, acts_for, hosted: row.try_get(3)? })
}
