//! A transaction of one call's own.

use std::pin::Pin;

use super::connections::Connections;
use super::statements::Client;
use crate::Error;

/// What is done in a transaction.
pub(super) type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// Does the work in a transaction, and undoes it if it fails.
pub(super) async fn transact<T, F>(connections: &Connections, work: F) -> Result<T, Error>
where
    F: for<'a> FnOnce(&'a Client) -> Work<'a, T>,
{
    let client = connections.lend().await?;
    let result = attempt(&client, work).await;
    client.done(result)
}

async fn attempt<T, F>(client: &Client, work: F) -> Result<T, Error>
where
    F: for<'a> FnOnce(&'a Client) -> Work<'a, T>,
{
    client.say("BEGIN").await?;
    match work(client).await {
        Ok(done) => client.say("COMMIT").await.map(|()| done),
        // The connection is closed, and the transaction with it.
        Err(error @ (Error::Unavailable { .. } | Error::Corrupt { .. })) => Err(error),
        Err(error) => client.say("ROLLBACK").await.and(Err(error)),
    }
}
