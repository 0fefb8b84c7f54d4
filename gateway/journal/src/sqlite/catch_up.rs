//! Entering older events into a subscription that began before the head.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::columns::Col;
use super::numbering::Numbering;
use super::{audit, state};
use crate::Error;
use crate::caught_up::CaughtUp;
use crate::end::Placed;
use crate::model::{EventPosition, SubscriptionId};

/// Does nothing if the subscription does not stand at `from`. At the head it has caught up.
pub(super) fn catch_up(conn: &Connection, page: &CaughtUp) -> Result<(), Error> {
    if !page.follows(stands_at(conn, page.subscription)?) {
        return Ok(());
    }
    let mut numbering = Numbering::default();
    for (position, entry) in &page.entries() {
        if let Some(placed) = placed(conn, *position)? {
            numbering.enter(conn, &placed, entry)?;
        }
    }
    numbering.store(conn)?;
    audit::add(conn, &page.audit)?;
    advance(conn, page.subscription, page.through)
}

/// `None` if it has caught up, or does not exist.
fn stands_at(conn: &Connection, subscription: SubscriptionId) -> Result<Option<EventPosition>, Error> {
    let mut select = conn.prepare_cached("SELECT matched_through FROM subscriptions WHERE id = ?1")?;
    let found = select.query_row([Col(subscription)], |row| row.get::<_, Option<Col<u64>>>(0)).optional()?;
    Ok(found.flatten().map(|Col(position)| position))
}

fn placed(conn: &Connection, position: EventPosition) -> Result<Option<Placed>, Error> {
    let mut select = conn.prepare_cached("SELECT body_digest, lane, size FROM events WHERE position = ?1")?;
    let found = select.query_row([Col(position)], |row| {
        let (Col(body_digest), Col(lane), Col(size)) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Placed { position, body_digest, lane, size })
    });
    Ok(found.optional()?)
}

fn advance(conn: &Connection, subscription: SubscriptionId, through: EventPosition) -> Result<(), Error> {
    let caught_up = through >= state::read(conn)?.head;
    let stands = (!caught_up).then_some(Col(through));
    conn.prepare_cached("UPDATE subscriptions SET matched_through = ?2 WHERE id = ?1")?
        .execute(params![Col(subscription), stands])?;
    if caught_up {
        state::interests_changed(conn)?;
    }
    Ok(())
}
