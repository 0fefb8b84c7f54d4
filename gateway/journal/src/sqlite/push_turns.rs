//! Whose turn it is to post, and how it goes.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::columns::Col;
use super::subscriptions;
use crate::Error;
use crate::model::{PushDuty, PushHealth, PushTurn, Pusher, SubscriptionId};

/// Every subscription with a push.
pub(super) fn all(conn: &Connection) -> Result<Vec<PushDuty>, Error> {
    let interests = subscriptions::interests(conn)?;
    let pushed = interests.subscriptions.into_iter().filter(|subscription| subscription.push.is_some());
    pushed.map(|subscription| Ok(PushDuty { turn: turn(conn, subscription.id)?, subscription })).collect()
}

fn turn(conn: &Connection, subscription: SubscriptionId) -> Result<PushTurn, Error> {
    let mut select = conn.prepare_cached("SELECT pusher, beat FROM push_turns WHERE subscription = ?1")?;
    let found = select.query_row([Col(subscription)], |row| {
        let (pusher, Col(beat)): (Option<Col<Pusher>>, _) = (row.get(0)?, row.get(1)?);
        Ok(PushTurn { pusher: pusher.map(|Col(pusher)| pusher), beat })
    });
    Ok(found.optional()?.unwrap_or_default())
}

/// Takes the turn if it is the one that was seen.
pub(super) fn take(conn: &Connection, subscription: SubscriptionId, me: Pusher, seen: PushTurn) -> Result<bool, Error> {
    let mut is_pushed = conn.prepare_cached("SELECT 1 FROM pushes WHERE subscription = ?1")?;
    if !is_pushed.exists([Col(subscription)])? || turn(conn, subscription)? != seen {
        return Ok(false);
    }
    let take = "INSERT INTO push_turns (subscription, pusher, beat) VALUES (?1, ?2, ?3)
        ON CONFLICT (subscription) DO UPDATE SET pusher = excluded.pusher, beat = excluded.beat";
    let beat = seen.beat.saturating_add(1);
    conn.prepare_cached(take)?.execute(params![Col(subscription), Col(me), Col(beat)])?;
    Ok(true)
}

/// Gives a sign of life; gives those that are still this pusher's.
pub(super) fn keep(
    conn: &Connection,
    me: Pusher,
    health: &[(SubscriptionId, PushHealth)],
) -> Result<Vec<SubscriptionId>, Error> {
    let mut update = conn.prepare_cached(
        "UPDATE push_turns SET beat = beat + 1, state = ?3, reason = ?4, since = ?5, taken_at = ?6, awaiting = ?7
         WHERE subscription = ?1 AND pusher = ?2",
    )?;
    let mut kept = Vec::new();
    for (subscription, PushHealth { state, reason, since, taken_at, awaiting }) in health {
        let (id, taken_at) = (Col(*subscription), taken_at.map(Col));
        if update.execute(params![id, Col(me), state, reason, Col(*since), taken_at, Col(*awaiting)])? > 0 {
            kept.push(*subscription);
        }
    }
    Ok(kept)
}

/// Gives up every turn.
pub(super) fn leave(conn: &Connection, me: Pusher) -> Result<(), Error> {
    conn.prepare_cached("UPDATE push_turns SET pusher = NULL, beat = beat + 1 WHERE pusher = ?1")?
        .execute([Col(me)])?;
    Ok(())
}

/// How it goes.
pub(super) fn health(conn: &Connection, subscription: SubscriptionId) -> Result<Option<PushHealth>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT state, reason, since, taken_at, awaiting FROM push_turns WHERE subscription = ?1 AND state IS NOT NULL",
    )?;
    let found = select.query_row([Col(subscription)], |row| {
        let (Col(since), taken_at, Col(awaiting)): (_, Option<Col<_>>, _) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let taken_at = taken_at.map(|Col(at)| at);
        Ok(PushHealth { state: row.get(0)?, reason: row.get(1)?, since, taken_at, awaiting })
    });
    Ok(found.optional()?)
}
