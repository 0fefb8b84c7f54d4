//! Statements, each prepared once per connection, and each answered within a time or not at all.

use std::time::Duration;

use deadpool_postgres::Object;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Row, Statement};

use super::failures::away;
use crate::Error;

/// A connection with the statements that were prepared on it.
pub(super) struct Client {
    pub(super) connection: Object,
    /// The longest wait for one answer.
    pub(super) patience: Duration,
}

/// A parameter of a statement.
pub(super) type Param<'a> = &'a (dyn ToSql + Sync);

impl Client {
    /// Begins or ends a transaction.
    pub(super) async fn say(&self, words: &str) -> Result<(), Error> {
        self.within(self.connection.batch_execute(words)).await
    }

    /// Waits for an answer, but not for ever: a server that is stopped keeps its connections open.
    async fn within<T>(&self, asked: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, Error> {
        match tokio::time::timeout(self.patience, asked).await {
            Ok(answer) => Ok(answer?),
            Err(_) => Err(away("timeout")),
        }
    }

    async fn prepared(&self, sql: &str) -> Result<Statement, Error> {
        self.within(self.connection.prepare_cached(sql)).await
    }
}

/// All rows.
pub(super) async fn rows(client: &Client, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Error> {
    let statement = client.prepared(sql).await?;
    client.within(client.connection.query(&statement, params)).await
}

/// The only row, or none.
pub(super) async fn row(client: &Client, sql: &str, params: &[Param<'_>]) -> Result<Option<Row>, Error> {
    let statement = client.prepared(sql).await?;
    client.within(client.connection.query_opt(&statement, params)).await
}

/// Carries it out; gives the number of rows it changed.
pub(super) async fn execute(client: &Client, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
    let statement = client.prepared(sql).await?;
    client.within(client.connection.execute(&statement, params)).await
}

/// Prepares statements before they are sent one right after the other, so that none of them waits among the others.
pub(super) async fn prepared<const N: usize>(client: &Client, sqls: [&str; N]) -> Result<[Statement; N], Error> {
    let mut statements = Vec::with_capacity(N);
    for sql in sqls {
        statements.push(client.prepared(sql).await?);
    }
    statements.try_into().map_err(|_| Error::Corrupt { what: "a statement" })
}

/// Carries a prepared one out if there is something for it; it is sent when this is first looked at.
pub(super) async fn sent<const N: usize>(
    client: &Client,
    some: bool,
    statement: &Statement,
    params: [Param<'_>; N],
) -> Result<u64, Error> {
    if some { client.within(client.connection.execute(statement, &params)).await } else { Ok(0) }
}

/// Asks with a prepared one if there is something to ask; it is sent when this is first looked at.
pub(super) async fn asked<const N: usize>(
    client: &Client,
    some: bool,
    statement: &Statement,
    params: [Param<'_>; N],
) -> Result<Vec<Row>, Error> {
    if some { client.within(client.connection.query(statement, &params)).await } else { Ok(Vec::new()) }
}
