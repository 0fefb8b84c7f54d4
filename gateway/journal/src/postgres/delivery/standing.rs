//! Where a subscription's delivery stands: one row, read under its lock, changed in memory, and written back whole.

use tokio_postgres::Row;

use super::super::columns::{Col, Text};
use super::super::statements::{Client, Param, execute, row, rows};
use super::runs::{Attempts, pack_attempts, pack_ranges, unpack_attempts, unpack_ranges};
use crate::Error;
use crate::model::{Attempt, LaneState, Park, Progress, SubscriptionId, next_reign};
use crate::tidy::tidy;

/// Locks the holds of these subscriptions until the transaction ends, always in the same order.
pub(super) const LOCK: &str = "SELECT h.subscription, h.epoch, h.settled_through, h.settled_ranges, h.attempts,
        (SELECT e.last_number FROM subscription_ends e WHERE e.subscription = h.subscription)
    FROM holds h WHERE h.subscription = ANY($1) ORDER BY h.subscription FOR UPDATE OF h";

/// Writes holds back, column by column.
pub(super) const STORE: &str = "UPDATE holds SET epoch = now.epoch, settled_through = now.settled_through,
        settled_ranges = now.settled_ranges, attempts = now.attempts
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[])
        AS now (subscription, epoch, settled_through, settled_ranges, attempts)
    WHERE holds.subscription = now.subscription";

/// Parks lanes, column by column.
pub(super) const PARK: &str = "INSERT INTO parked_lanes
    SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bigint[], $4::text[], $5::bigint[])
    ON CONFLICT (subscription, lane) DO UPDATE
    SET number = excluded.number, reason = excluded.reason, parked_at = excluded.parked_at";

/// Forgets the lanes that are parked at entries of these ranges, both ends included.
pub(super) const UNPARK: &str = "DELETE FROM parked_lanes USING unnest($1::bigint[], $2::bigint[], $3::bigint[])
        AS settled (subscription, first, last)
    WHERE parked_lanes.subscription = settled.subscription
        AND parked_lanes.number BETWEEN settled.first AND settled.last";

/// A subscription's delivery.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) subscription: SubscriptionId,
    pub(super) epoch: u64,
    pub(super) progress: Progress,
    pub(super) last_number: u64,
    attempts: Attempts,
}

impl Standing {
    /// A row that [`LOCK`] gave.
    pub(super) fn read(row: &Row) -> Result<Self, Error> {
        let (Col(subscription), Col(epoch), Col(settled_through)) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let last: Option<Col<u64>> = row.try_get(5)?;
        let Col(last_number) = last.ok_or(Error::Corrupt { what: "a subscription without an end" })?;
        let progress = Progress { settled_through, ranges: unpack_ranges(row.try_get(3)?)? };
        let attempts = unpack_attempts(row.try_get(4)?)?;
        Ok(Self { subscription, epoch, progress, last_number, attempts })
    }

    /// Locks and reads one subscription's.
    pub(super) async fn lock(client: &Client, subscription: SubscriptionId) -> Result<Self, Error> {
        let row = row(client, LOCK, &[&vec![Col(subscription)]]).await?;
        Self::read(&row.ok_or(Error::NotFound)?)
    }

    /// Whether nobody has taken the subscription over.
    pub(super) const fn check(&self, epoch: u64) -> Result<(), Error> {
        if self.epoch == epoch { Ok(()) } else { Err(Error::Fenced) }
    }

    /// A new hold: whoever had one has none any more, and cannot have it again.
    pub(super) fn take(&mut self) {
        self.epoch = next_reign(self.epoch);
    }

    /// Whoever holds the subscription has to take hold of it again.
    pub(super) fn fence(&mut self) {
        self.epoch = self.epoch.saturating_add(1);
    }

    pub(super) fn attempted(&mut self, number: u64, attempts: u32) {
        self.attempts.insert(number, attempts);
    }

    /// Takes the whole progress; attempts at settled entries are forgotten.
    pub(super) fn settle(&mut self, progress: Progress) {
        self.progress = tidy(progress, self.last_number);
        let Progress { settled_through, ranges } = &self.progress;
        self.attempts = self.attempts.split_off(&settled_through.saturating_add(1));
        if !self.attempts.is_empty() {
            for (first, last) in ranges {
                self.attempts.extract_if(first..=last, |_, _| true).for_each(drop);
            }
        }
    }

    /// The ranges that are settled now: what is parked there is parked no longer.
    pub(super) fn settled(&self) -> impl Iterator<Item = (u64, u64)> {
        std::iter::once((0, self.progress.settled_through)).chain(self.progress.ranges.iter().copied())
    }

    pub(super) fn forget_attempts(&mut self, first: u64, last: u64) {
        self.attempts.retain(|number, _| !(first..=last).contains(number));
    }

    /// Attempts at entries that are not settled.
    pub(super) fn attempts(&self) -> Vec<Attempt> {
        self.attempts.iter().map(|(number, attempts)| Attempt { number: *number, attempts: *attempts }).collect()
    }

    /// Writes one back.
    pub(super) async fn store(&self, client: &Client) -> Result<(), Error> {
        let mut stored = Stored::default();
        stored.push(self);
        execute(client, STORE, &stored.params()).await.map(drop)
    }
}

/// Holds to write back, column by column.
#[derive(Default)]
pub(super) struct Stored {
    subscription: Vec<Col<SubscriptionId>>,
    epoch: Vec<Col<u64>>,
    settled_through: Vec<Col<u64>>,
    settled_ranges: Vec<Vec<u8>>,
    attempts: Vec<Vec<u8>>,
}

impl Stored {
    pub(super) fn push(&mut self, standing: &Standing) {
        self.subscription.push(Col(standing.subscription));
        self.epoch.push(Col(standing.epoch));
        self.settled_through.push(Col(standing.progress.settled_through));
        self.settled_ranges.push(pack_ranges(&standing.progress.ranges));
        self.attempts.push(pack_attempts(&standing.attempts));
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.subscription.is_empty()
    }

    /// The parameters of [`STORE`].
    pub(super) fn params(&self) -> [Param<'_>; 5] {
        [&self.subscription, &self.epoch, &self.settled_through, &self.settled_ranges, &self.attempts]
    }
}

/// Lanes to park, column by column; the last word about a lane holds.
#[derive(Default)]
pub(super) struct Parked<'a>(std::collections::BTreeMap<(SubscriptionId, [u8; 32]), &'a Park>);

/// The columns of [`PARK`].
#[derive(Default)]
pub(super) struct ParkColumns<'a> {
    subscription: Vec<Col<SubscriptionId>>,
    lane: Vec<Col<[u8; 32]>>,
    number: Vec<Col<u64>>,
    reason: Vec<Text<'a>>,
    parked_at: Vec<Col<jiff::Timestamp>>,
}

impl<'a> Parked<'a> {
    pub(super) fn push(&mut self, subscription: SubscriptionId, park: &'a Park) {
        self.0.insert((subscription, park.lane), park);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn columns(&self) -> ParkColumns<'a> {
        let mut columns = ParkColumns::default();
        for ((subscription, lane), park) in &self.0 {
            let Park { lane: _, number, reason, at } = park;
            columns.subscription.push(Col(*subscription));
            columns.lane.push(Col(*lane));
            columns.number.push(Col(*number));
            columns.reason.push(Text(reason));
            columns.parked_at.push(Col(*at));
        }
        columns
    }
}

impl ParkColumns<'_> {
    pub(super) fn params(&self) -> [Param<'_>; 5] {
        [&self.subscription, &self.lane, &self.number, &self.reason, &self.parked_at]
    }
}

/// Settled ranges, column by column.
#[derive(Default)]
pub(super) struct Unparked {
    subscription: Vec<Col<SubscriptionId>>,
    first: Vec<Col<u64>>,
    last: Vec<Col<u64>>,
}

impl Unparked {
    pub(super) fn push(&mut self, subscription: SubscriptionId, (first, last): (u64, u64)) {
        self.subscription.push(Col(subscription));
        self.first.push(Col(first));
        self.last.push(Col(last));
    }

    /// The parameters of [`UNPARK`].
    pub(super) fn params(&self) -> [Param<'_>; 3] {
        [&self.subscription, &self.first, &self.last]
    }
}

/// Forgets the lanes parked at entries of one range.
pub(super) async fn unpark(client: &Client, subscription: SubscriptionId, range: (u64, u64)) -> Result<(), Error> {
    let mut unparked = Unparked::default();
    unparked.push(subscription, range);
    execute(client, UNPARK, &unparked.params()).await.map(drop)
}

/// Parked lanes of a subscription, by the number of their heads.
pub(super) async fn parked(client: &Client, subscription: SubscriptionId) -> Result<Vec<LaneState>, Error> {
    let select = "SELECT lane, number, reason, parked_at FROM parked_lanes WHERE subscription = $1 ORDER BY number";
    rows(client, select, &[&Col(subscription)]).await?.iter().map(|row| lane(row, 0)).collect()
}

/// Reads a parked lane from this column on.
pub(super) fn lane(row: &Row, from: usize) -> Result<LaneState, Error> {
    let (Col(lane), Col(number)) = (row.try_get(from)?, row.try_get(from + 1)?);
    let Col(parked_at) = row.try_get(from + 3)?;
    Ok(LaneState { lane, number, reason: row.try_get(from + 2)?, parked_at })
}
