//! Whose turn it is to post, and how it goes.

use tokio_postgres::Row;

use super::columns::{Col, Text};
use super::statements::{Client, Param, execute, row, rows};
use super::subscriptions;
use crate::Error;
use crate::model::{PushDuty, PushHealth, PushTurn, Pusher, SubscriptionId};

/// Every subscription with a push.
pub(super) async fn all(client: &Client) -> Result<Vec<PushDuty>, Error> {
    let interests = subscriptions::interests(client).await?;
    let pushed: Vec<_> = interests.subscriptions.into_iter().filter(|one| one.push.is_some()).collect();
    if pushed.is_empty() {
        return Ok(Vec::new());
    }
    let mut turns = std::collections::HashMap::new();
    for row in rows(client, "SELECT subscription, pusher, beat FROM push_turns", &[]).await? {
        let Col(subscription): Col<SubscriptionId> = row.try_get(0)?;
        turns.insert(subscription, turn(&row, 1)?);
    }
    let duty = |subscription: crate::model::SubscriptionRow| PushDuty {
        turn: turns.get(&subscription.id).copied().unwrap_or_default(),
        subscription,
    };
    Ok(pushed.into_iter().map(duty).collect())
}

fn turn(row: &Row, first: usize) -> Result<PushTurn, Error> {
    let (pusher, Col(beat)): (Option<Col<Pusher>>, _) = (row.try_get(first)?, row.try_get(first + 1)?);
    Ok(PushTurn { pusher: pusher.map(|Col(pusher)| pusher), beat })
}

/// Takes the turn if it is the one that was seen.
pub(super) async fn take(
    client: &Client,
    subscription: SubscriptionId,
    me: Pusher,
    seen: PushTurn,
) -> Result<bool, Error> {
    let is_pushed = "SELECT 1 FROM pushes WHERE subscription = $1 FOR UPDATE";
    if row(client, is_pushed, &[&Col(subscription)]).await?.is_none() {
        return Ok(false);
    }
    // The row that is locked keeps others from taking it meanwhile.
    let select = "SELECT pusher, beat FROM push_turns WHERE subscription = $1";
    let found = row(client, select, &[&Col(subscription)]).await?;
    let found = found.map(|row| turn(&row, 0)).transpose()?.unwrap_or_default();
    if found != seen {
        return Ok(false);
    }
    let take = "INSERT INTO push_turns (subscription, pusher, beat) VALUES ($1, $2, $3)
        ON CONFLICT (subscription) DO UPDATE SET pusher = excluded.pusher, beat = excluded.beat";
    execute(client, take, &[&Col(subscription), &Col(me), &Col(seen.beat.saturating_add(1))]).await?;
    Ok(true)
}

/// Gives a sign of life; gives those that are still this pusher's.
pub(super) async fn keep(
    client: &Client,
    me: Pusher,
    health: &[(SubscriptionId, PushHealth)],
) -> Result<Vec<SubscriptionId>, Error> {
    let update =
        "UPDATE push_turns SET beat = beat + 1, state = $3, reason = $4, since = $5, taken_at = $6, awaiting = $7
        WHERE subscription = $1 AND pusher = $2";
    let mut kept = Vec::new();
    for (subscription, PushHealth { state, reason, since, taken_at, awaiting }) in health {
        let taken_at = taken_at.map(Col);
        let params: [Param<'_>; 7] =
            [&Col(*subscription), &Col(me), &Text(state), &Text(reason), &Col(*since), &taken_at, &Col(*awaiting)];
        if execute(client, update, &params).await? > 0 {
            kept.push(*subscription);
        }
    }
    Ok(kept)
}

/// Gives up every turn.
pub(super) async fn leave(client: &Client, me: Pusher) -> Result<(), Error> {
    execute(client, "UPDATE push_turns SET pusher = NULL, beat = beat + 1 WHERE pusher = $1", &[&Col(me)]).await?;
    Ok(())
}

/// How it goes.
pub(super) async fn health(client: &Client, subscription: SubscriptionId) -> Result<Option<PushHealth>, Error> {
    let select =
        "SELECT state, reason, since, taken_at, awaiting FROM push_turns WHERE subscription = $1 AND state IS NOT NULL";
    let Some(row) = row(client, select, &[&Col(subscription)]).await? else { return Ok(None) };
    let (Col(since), taken_at, Col(awaiting)): (_, Option<Col<_>>, _) =
        (row.try_get(2)?, row.try_get(3)?, row.try_get(4)?);
    let taken_at = taken_at.map(|Col(at)| at);
    Ok(Some(PushHealth { state: row.try_get(0)?, reason: row.try_get(1)?, since, taken_at, awaiting }))
}
