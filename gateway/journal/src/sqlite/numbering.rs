//! Numbers, commitments and chain digests of new entries.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::columns::Col;
use crate::Error;
use crate::end::{End, Numbered, Placed};
use crate::model::{NewEntry, SubscriptionId};

/// The ends of the subscriptions a transaction has touched; [`Numbering::store`] writes them back once.
#[derive(Debug, Default)]
pub(super) struct Numbering(HashMap<SubscriptionId, End>);

impl Numbering {
    /// Whether new events are entered directly. One that is still catching up gets them in their turn.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such subscription.
    pub(super) fn caught_up(&mut self, conn: &Connection, subscription: SubscriptionId) -> Result<bool, Error> {
        self.end(conn, subscription).map(|end| end.caught_up)
    }

    /// Gives the entry the next number. Events come in the order of their positions; naming one twice is once.
    pub(super) fn enter(&mut self, conn: &Connection, placed: &Placed, entry: &NewEntry) -> Result<(), Error> {
        let NewEntry { subscription, salt } = entry;
        let Placed { position, body_digest: _, lane, size } = placed;
        let Some(numbered) = self.end(conn, *subscription)?.enter(placed, salt) else { return Ok(()) };
        let Numbered { number, commitment, digest } = numbered;
        conn.prepare_cached("INSERT INTO entries VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?.execute(params![
            Col(*subscription),
            Col(number),
            Col(*position),
            Col(*lane),
            Col(*size),
            Col(*salt),
            Col(commitment),
            Col(digest),
        ])?;
        Ok(())
    }

    /// Writes the new ends.
    pub(super) fn store(self, conn: &Connection) -> Result<(), Error> {
        let mut update =
            conn.prepare_cached("UPDATE subscriptions SET last_number = ?2, last_digest = ?3 WHERE id = ?1")?;
        for (subscription, end) in self.0.into_iter().filter(|(_, end)| end.has_moved()) {
            update.execute(params![Col(subscription), Col(end.number), Col(end.digest)])?;
        }
        Ok(())
    }

    fn end(&mut self, conn: &Connection, subscription: SubscriptionId) -> Result<&mut End, Error> {
        match self.0.entry(subscription) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(stored(conn, subscription)?)),
        }
    }
}

fn stored(conn: &Connection, subscription: SubscriptionId) -> Result<End, Error> {
    let mut select = conn
        .prepare_cached("SELECT last_number, last_digest, matched_through IS NULL FROM subscriptions WHERE id = ?1")?;
    let found = select.query_row([Col(subscription)], |row| {
        let (Col(number), Col(digest)) = (row.get(0)?, row.get(1)?);
        Ok(End::stored(number, digest, row.get(2)?))
    });
    found.optional()?.ok_or(Error::NotFound)
}
