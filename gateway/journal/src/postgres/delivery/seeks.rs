//! Moving a subscription, and deciding about its parked lanes.

use jiff::Timestamp;

use super::super::columns::Col;
use super::super::statements::{Client, row};
use super::super::{sendings, subscriptions};
use super::standing::{Standing, parked, unpark};
use crate::Error;
use crate::model::{LaneChange, Progress, SeekTarget, SubscriptionId, SubscriptionName};

/// Everything before the target counts as settled, everything from it on does not.
pub(in super::super) async fn seek(client: &Client, name: &SubscriptionName, target: SeekTarget) -> Result<u64, Error> {
    let id = subscriptions::id(client, name).await?;
    let mut standing = Standing::lock(client, id).await?;
    let end = standing.last_number.saturating_add(1);
    let first = match target {
        SeekTarget::Number(number) => number.clamp(1, end),
        SeekTarget::Time(at) => first_since(client, id, at).await?.unwrap_or(end).min(end),
    };
    unpark(client, id, (0, u64::MAX)).await?;
    standing.forget_attempts(0, u64::MAX);
    sendings::forget_attempts(client, id, first, u64::MAX).await?;
    standing.settle(Progress { settled_through: first - 1, ranges: Vec::new() });
    standing.fence();
    standing.store(client).await?;
    Ok(first)
}

/// Resumes or skips the parked lane whose head is this entry.
pub(in super::super) async fn change_lane(
    client: &Client,
    name: &SubscriptionName,
    number: u64,
    change: LaneChange,
) -> Result<(), Error> {
    let id = subscriptions::id(client, name).await?;
    let mut standing = Standing::lock(client, id).await?;
    if !parked(client, id).await?.iter().any(|lane| lane.number == number) {
        return Err(Error::NotFound);
    }
    match change {
        LaneChange::Resume => {
            standing.forget_attempts(number, number);
            sendings::forget_attempts(client, id, number, number).await?;
        }
        LaneChange::Skip => {
            let mut progress = standing.progress.clone();
            progress.ranges.push((number, number));
            standing.settle(progress);
        }
    }
    unpark(client, id, (number, number)).await?;
    standing.fence();
    standing.store(client).await
}

/// The first entry of an event accepted at or after a time.
async fn first_since(client: &Client, id: SubscriptionId, at: Timestamp) -> Result<Option<u64>, Error> {
    let Some(position) = subscriptions::first_accepted(client, at).await? else { return Ok(None) };
    // Not every event since then is in the subscription; and of those before the time none may begin it.
    let select = "SELECT n.number FROM entries n JOIN events e ON e.position = n.position
        WHERE n.subscription = $1 AND n.position >= $2 AND e.accepted_at >= $3 ORDER BY n.position LIMIT 1";
    let first = row(client, select, &[&Col(id), &Col(position), &Col(at)]).await?;
    first.map(|row| Ok(row.try_get(0).map(|Col(number)| number)?)).transpose()
}
