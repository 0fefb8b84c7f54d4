//! Statements, each prepared once per connection.

use tokio_postgres::types::ToSql;
use tokio_postgres::{Row, Statement};

use crate::Error;

/// A connection with the statements that were prepared on it.
pub(super) type Client = deadpool_postgres::ClientWrapper;

/// A parameter of a statement.
pub(super) type Param<'a> = &'a (dyn ToSql + Sync);

/// All rows.
pub(super) async fn rows(client: &Client, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Error> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.query(&statement, params).await?)
}

/// The only row, or none.
pub(super) async fn row(client: &Client, sql: &str, params: &[Param<'_>]) -> Result<Option<Row>, Error> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.query_opt(&statement, params).await?)
}

/// Carries it out; gives the number of rows it changed.
pub(super) async fn execute(client: &Client, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.execute(&statement, params).await?)
}

/// Prepares statements before they are sent one right after the other, so that none of them waits among the others.
pub(super) async fn prepared<const N: usize>(client: &Client, sqls: [&str; N]) -> Result<[Statement; N], Error> {
    let mut statements = Vec::with_capacity(N);
    for sql in sqls {
        statements.push(client.prepare_cached(sql).await?);
    }
    statements.try_into().map_err(|_| Error::Corrupt { what: "a statement" })
}

/// Carries a prepared one out if there is something for it; it is sent when this is first looked at.
pub(super) async fn sent<const N: usize>(
    client: &Client,
    some: bool,
    statement: &Statement,
    params: [Param<'_>; N],
) -> Result<u64, tokio_postgres::Error> {
    if some { client.execute(statement, &params).await } else { Ok(0) }
}

/// Asks with a prepared one if there is something to ask; it is sent when this is first looked at.
pub(super) async fn asked<const N: usize>(
    client: &Client,
    some: bool,
    statement: &Statement,
    params: [Param<'_>; N],
) -> Result<Vec<Row>, tokio_postgres::Error> {
    if some { client.query(statement, &params).await } else { Ok(Vec::new()) }
}
