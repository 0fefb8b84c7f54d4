//! Entering older events into a subscription that began before the head.

use std::collections::HashMap;

use super::columns::Col;
use super::numbering::{self, Entries, Numbering};
use super::statements::{Client, execute, row, rows};
use super::{audit, state};
use crate::Error;
use crate::caught_up::CaughtUp;
use crate::end::Placed;
use crate::model::{EventPosition, NewEntry, SubscriptionId};

/// Does nothing if the subscription does not stand at `from`. At the head it has caught up.
pub(super) async fn catch_up(client: &Client, page: &CaughtUp) -> Result<(), Error> {
    let CaughtUp { subscription, through, audit, .. } = page;
    let state = state::lock(client).await?;
    if !page.follows(stands_at(client, *subscription).await?) {
        return Ok(());
    }
    let entries = page.entries();
    let placed = placed(client, &entries).await?;
    let ends = rows(client, numbering::ENDS, &[&vec![Col(*subscription)]]).await?;
    let (mut numbering, mut rows) = (Numbering::read(&ends)?, Entries::default());
    for (position, entry) in &entries {
        if let Some(placed) = placed.get(position) {
            numbering.enter(placed, entry, &mut rows);
        }
    }
    if !rows.is_empty() {
        execute(client, numbering::ADD, &rows.params()).await?;
        execute(client, numbering::MOVE, &numbering.ends().params()).await?;
    }
    if !audit.is_empty() {
        audit::add(client, audit::lock(client).await?, audit).await?;
    }
    advance(client, *subscription, *through, state.head).await
}

/// `None` if it has caught up, or does not exist.
async fn stands_at(client: &Client, subscription: SubscriptionId) -> Result<Option<EventPosition>, Error> {
    let select = "SELECT matched_through FROM subscription_ends WHERE subscription = $1";
    let found = row(client, select, &[&Col(subscription)]).await?;
    let stands: Option<Col<u64>> = found.map(|row| row.try_get(0)).transpose()?.flatten();
    Ok(stands.map(|Col(position)| position))
}

async fn placed(
    client: &Client,
    entries: &[(EventPosition, NewEntry)],
) -> Result<HashMap<EventPosition, Placed>, Error> {
    let positions: Vec<_> = entries.iter().map(|(position, _)| Col(*position)).collect();
    let select = "SELECT position, body_digest, lane, size FROM events WHERE position = ANY($1)";
    let mut placed = HashMap::new();
    for row in rows(client, select, &[&positions]).await? {
        let (Col(position), Col(body_digest)) = (row.try_get(0)?, row.try_get(1)?);
        let (Col(lane), Col(size)) = (row.try_get(2)?, row.try_get(3)?);
        placed.insert(position, Placed { position, body_digest, lane, size });
    }
    Ok(placed)
}

async fn advance(
    client: &Client,
    subscription: SubscriptionId,
    through: EventPosition,
    head: EventPosition,
) -> Result<(), Error> {
    let stands = (through < head).then_some(Col(through));
    let update = "UPDATE subscription_ends SET matched_through = $2 WHERE subscription = $1";
    execute(client, update, &[&Col(subscription), &stands]).await?;
    if stands.is_none() {
        state::interests_changed(client).await?;
    }
    Ok(())
}
