//! Numbers, commitments and chain digests of new entries.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use canonical::chain;
use canonical::digest::Digest;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::columns::Col;
use crate::Error;
use crate::model::{EventPosition, NewEntry, SubscriptionId};

/// What an entry takes from its event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    pub(super) position: EventPosition,
    pub(super) body_digest: Digest,
    pub(super) lane: [u8; 32],
    pub(super) size: u64,
}

/// The ends of the subscriptions a transaction has touched; [`Numbering::store`] writes them back once.
#[derive(Debug, Default)]
pub(super) struct Numbering(HashMap<SubscriptionId, Tip>);

#[derive(Debug, Clone, Copy)]
struct Tip {
    number: u64,
    digest: Digest,
    /// The newest event entered in this transaction.
    position: EventPosition,
    caught_up: bool,
}

impl Numbering {
    /// Whether new events are entered directly. One that is still catching up gets them in their turn.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such subscription.
    pub(super) fn caught_up(&mut self, conn: &Connection, subscription: SubscriptionId) -> Result<bool, Error> {
        self.tip(conn, subscription).map(|tip| tip.caught_up)
    }

    /// Gives the entry the next number. Events come in the order of their positions; naming one twice is once.
    pub(super) fn enter(&mut self, conn: &Connection, placed: &Placed, entry: &NewEntry) -> Result<(), Error> {
        let NewEntry { subscription, salt } = entry;
        let Placed { position, body_digest, lane, size } = placed;
        let tip = self.tip(conn, *subscription)?;
        if tip.position >= *position {
            return Ok(());
        }
        let commitment = chain::commitment(salt, *body_digest);
        let number = tip.number + 1;
        *tip = Tip { number, digest: chain::next(tip.digest, number, commitment), position: *position, ..*tip };
        conn.prepare_cached("INSERT INTO entries VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?.execute(params![
            Col(*subscription),
            Col(tip.number),
            Col(*position),
            Col(*lane),
            Col(*size),
            Col(*salt),
            Col(commitment),
            Col(tip.digest),
        ])?;
        Ok(())
    }

    /// Writes the new ends.
    pub(super) fn store(self, conn: &Connection) -> Result<(), Error> {
        let mut update =
            conn.prepare_cached("UPDATE subscriptions SET last_number = ?2, last_digest = ?3 WHERE id = ?1")?;
        for (subscription, tip) in self.0.into_iter().filter(|(_, tip)| tip.position > 0) {
            update.execute(params![Col(subscription), Col(tip.number), Col(tip.digest)])?;
        }
        Ok(())
    }

    fn tip(&mut self, conn: &Connection, subscription: SubscriptionId) -> Result<&mut Tip, Error> {
        match self.0.entry(subscription) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(stored(conn, subscription)?)),
        }
    }
}

fn stored(conn: &Connection, subscription: SubscriptionId) -> Result<Tip, Error> {
    let mut select = conn
        .prepare_cached("SELECT last_number, last_digest, matched_through IS NULL FROM subscriptions WHERE id = ?1")?;
    let found = select.query_row([Col(subscription)], |row| {
        let (Col(number), Col(digest)) = (row.get(0)?, row.get(1)?);
        Ok(Tip { number, digest, position: 0, caught_up: row.get(2)? })
    });
    found.optional()?.ok_or(Error::NotFound)
}
