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
    let lease = connections.lease().await?;
    let client = lease.client();
    let result = lease
        .within(async {
            client.batch_execute("BEGIN").await?;
            let result = work(client).await;
            let end = if result.is_ok() { "COMMIT" } else { "ROLLBACK" };
            match result {
                Err(error @ (Error::Unavailable { .. } | Error::Corrupt { .. })) => Err(error),
                result => client.batch_execute(end).await.map_err(Error::from).and(result),
            }
        })
        .await;
    lease.done(result)
}
