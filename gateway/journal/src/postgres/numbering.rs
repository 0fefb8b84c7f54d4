//! Numbers, commitments and chain digests of new entries.

use std::collections::HashMap;

use canonical::digest::Digest;
use tokio_postgres::Row;

use super::columns::Col;
use super::statements::Param;
use crate::Error;
use crate::end::{End, Numbered, Placed};
use crate::model::{NewEntry, SubscriptionId};

/// The ends of subscriptions, to be read after the state is locked: nobody else moves them then.
pub(super) const ENDS: &str = "SELECT subscription, last_number, last_digest, matched_through IS NULL
    FROM subscription_ends WHERE subscription = ANY($1)";

/// Adds entries, column by column.
pub(super) const ADD: &str = "INSERT INTO entries
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bigint[], $6::bytea[], $7::bytea[],
        $8::bytea[])";

/// Moves the ends.
pub(super) const MOVE: &str = "UPDATE subscription_ends SET last_number = ends.number, last_digest = ends.digest
    FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) AS ends (subscription, number, digest)
    WHERE subscription_ends.subscription = ends.subscription";

/// The ends of the subscriptions a transaction touches.
#[derive(Debug, Default)]
pub(super) struct Numbering(HashMap<SubscriptionId, End>);

/// Entries, column by column.
#[derive(Default)]
pub(super) struct Entries {
    subscription: Vec<Col<SubscriptionId>>,
    number: Vec<Col<u64>>,
    position: Vec<Col<u64>>,
    lane: Vec<Col<[u8; 32]>>,
    size: Vec<Col<u64>>,
    salt: Vec<Col<[u8; 16]>>,
    commitment: Vec<Col<Digest>>,
    digest: Vec<Col<Digest>>,
}

/// Moved ends, column by column.
#[derive(Default)]
pub(super) struct Ends {
    subscription: Vec<Col<SubscriptionId>>,
    number: Vec<Col<u64>>,
    digest: Vec<Col<Digest>>,
}

impl Numbering {
    /// What [`ENDS`] gave.
    pub(super) fn read(rows: &[Row]) -> Result<Self, Error> {
        let mut ends = HashMap::new();
        for row in rows {
            let (Col(subscription), Col(number), Col(digest)) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            ends.insert(subscription, End::stored(number, digest, row.try_get(3)?));
        }
        Ok(Self(ends))
    }

    /// Whether there is such a subscription.
    pub(super) fn knows(&self, subscription: SubscriptionId) -> bool {
        self.0.contains_key(&subscription)
    }

    /// Whether new events are entered directly. One that is still catching up gets them in their turn.
    pub(super) fn caught_up(&self, subscription: SubscriptionId) -> bool {
        self.0.get(&subscription).is_some_and(|end| end.caught_up)
    }

    /// Gives the entry the next number. Events come in the order of their positions; naming one twice is once.
    pub(super) fn enter(&mut self, placed: &Placed, entry: &NewEntry, entries: &mut Entries) {
        let NewEntry { subscription, salt } = entry;
        let Placed { position, body_digest: _, lane, size } = placed;
        let numbered = self.0.get_mut(subscription).and_then(|end| end.enter(placed, salt));
        let Some(Numbered { number, commitment, digest }) = numbered else { return };
        entries.subscription.push(Col(*subscription));
        entries.number.push(Col(number));
        entries.position.push(Col(*position));
        entries.lane.push(Col(*lane));
        entries.size.push(Col(*size));
        entries.salt.push(Col(*salt));
        entries.commitment.push(Col(commitment));
        entries.digest.push(Col(digest));
    }

    /// The ends that have moved.
    pub(super) fn ends(&self) -> Ends {
        let mut ends = Ends::default();
        for (subscription, end) in self.0.iter().filter(|(_, end)| end.has_moved()) {
            ends.subscription.push(Col(*subscription));
            ends.number.push(Col(end.number));
            ends.digest.push(Col(end.digest));
        }
        ends
    }
}

impl Entries {
    pub(super) const fn is_empty(&self) -> bool {
        self.number.is_empty()
    }

    /// The parameters of [`ADD`].
    pub(super) fn params(&self) -> [Param<'_>; 8] {
        [
            &self.subscription,
            &self.number,
            &self.position,
            &self.lane,
            &self.size,
            &self.salt,
            &self.commitment,
            &self.digest,
        ]
    }
}

impl Ends {
    /// The parameters of [`MOVE`].
    pub(super) fn params(&self) -> [Param<'_>; 3] {
        [&self.subscription, &self.number, &self.digest]
    }
}
