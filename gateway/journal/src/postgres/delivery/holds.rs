//! The right to deliver.

use super::super::statements::Client;
use super::super::subscriptions;
use super::standing::{Standing, parked};
use crate::Error;
use crate::model::{Hold, SubscriptionName, reign};

/// Takes the right to deliver.
pub(in super::super) async fn hold(client: &Client, name: &SubscriptionName) -> Result<Hold, Error> {
    let subscription = subscriptions::id(client, name).await?;
    let mut standing = Standing::lock(client, subscription).await?;
    standing.take();
    standing.store(client).await?;
    held(client, standing).await
}

/// Takes the right to deliver again, unless somebody else has taken it.
pub(in super::super) async fn hold_again(client: &Client, name: &SubscriptionName, epoch: u64) -> Result<Hold, Error> {
    let subscription = subscriptions::id(client, name).await?;
    let standing = Standing::lock(client, subscription).await?;
    if reign(standing.epoch) == reign(epoch) { held(client, standing).await } else { Err(Error::Fenced) }
}

async fn held(client: &Client, standing: Standing) -> Result<Hold, Error> {
    let subscription = standing.subscription;
    Ok(Hold {
        subscription,
        epoch: standing.epoch,
        attempts: standing.attempts(),
        progress: standing.progress,
        parked: parked(client, subscription).await?,
    })
}
