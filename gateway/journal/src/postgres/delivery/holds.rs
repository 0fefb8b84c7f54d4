//! The right to deliver.

use super::super::statements::Client;
use super::super::subscriptions;
use super::standing::{Standing, parked};
use crate::Error;
use crate::model::{Hold, SubscriptionName};

/// Takes the right to deliver.
pub(in super::super) async fn hold(client: &Client, name: &SubscriptionName) -> Result<Hold, Error> {
    let subscription = subscriptions::id(client, name).await?;
    let mut standing = Standing::lock(client, subscription).await?;
    standing.fence();
    standing.store(client).await?;
    Ok(Hold {
        subscription,
        epoch: standing.epoch,
        attempts: standing.attempts(),
        progress: standing.progress,
        parked: parked(client, subscription).await?,
    })
}
