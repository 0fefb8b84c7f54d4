//! What holders report, and decisions that stand by themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::super::audit;
use super::super::columns::Col;
use super::super::lane::{Answers, Shared};
use super::super::statements::{Client, asked, prepared, sent};
use super::standing::{LOCK, PARK, Parked, STORE, Standing, Stored, UNPARK, Unparked};
use crate::Error;
use crate::audit_chain::GENESIS;
use crate::model::{Attempt, AuditRow, Offer, Settlement, SubscriptionId};

/// A report to write down.
pub(in super::super) enum Report {
    /// Decisions.
    Decided(Vec<AuditRow>),
    /// Offers about to be made, and the decisions behind them.
    Offers { subscription: SubscriptionId, epoch: u64, offers: Vec<Offer>, audit: Vec<AuditRow> },
    /// Acks, attempts and parked lanes.
    Settled { subscription: SubscriptionId, epoch: u64, settlement: Settlement },
}

impl Shared for Report {
    type Answer = ();

    const WAKES: bool = false;

    fn size(&self) -> usize {
        match self {
            Self::Decided(rows) | Self::Offers { audit: rows, .. } => 256 * rows.len(),
            Self::Settled { settlement, .. } => 64 + 16 * settlement.progress.ranges.len(),
        }
    }

    async fn commit(client: &Client, reports: &[Self]) -> Result<Answers<Self>, Error> {
        let mut written = Written::begin(client, reports).await?;
        let answers = reports.iter().map(|report| written.take(report)).collect();
        written.commit(client).await?;
        Ok(answers)
    }
}

impl Report {
    const fn subscription(&self) -> Option<SubscriptionId> {
        match self {
            Self::Decided(_) => None,
            Self::Offers { subscription, .. } | Self::Settled { subscription, .. } => Some(*subscription),
        }
    }

    fn decisions(&self) -> &[AuditRow] {
        match self {
            Self::Decided(rows) | Self::Offers { audit: rows, .. } => rows,
            Self::Settled { .. } => &[],
        }
    }
}

/// What a transaction has locked, and what it will write.
struct Written<'a> {
    standings: BTreeMap<SubscriptionId, Standing>,
    changed: BTreeSet<SubscriptionId>,
    settled: BTreeSet<SubscriptionId>,
    parked: Parked<'a>,
    audit: audit::Rows<'a>,
}

impl<'a> Written<'a> {
    /// Begins the transaction and locks: the end of the audit first, then the holds.
    async fn begin(client: &Client, reports: &[Report]) -> Result<Self, Error> {
        let wanted: BTreeSet<_> = reports.iter().filter_map(Report::subscription).collect();
        let wanted: Vec<_> = wanted.into_iter().map(Col).collect();
        let audits = reports.iter().any(|report| !report.decisions().is_empty());
        let [end, holds] = prepared(client, [audit::LOCK, LOCK]).await?;
        let (_, end, holds) = tokio::try_join!(
            biased;
            client.say("BEGIN"),
            asked(client, audits, &end, []),
            asked(client, !wanted.is_empty(), &holds, [&wanted]),
        )?;
        let standings = holds.iter().map(|row| Standing::read(row).map(|standing| (standing.subscription, standing)));
        Ok(Self {
            standings: standings.collect::<Result<_, _>>()?,
            changed: BTreeSet::new(),
            settled: BTreeSet::new(),
            parked: Parked::default(),
            audit: audit::Rows::after(if audits { audit::end(end.first())? } else { GENESIS }),
        })
    }

    /// Takes a report, all of it or nothing.
    fn take(&mut self, report: &'a Report) -> Result<(), Error> {
        match report {
            Report::Decided(_) => {}
            Report::Offers { subscription, epoch, offers, audit: _ } => {
                let standing = self.held(*subscription, *epoch)?;
                offers.iter().for_each(|Offer { number, attempts }| standing.attempted(*number, *attempts));
            }
            Report::Settled { subscription, epoch, settlement } => {
                let Settlement { progress, attempts, parked } = settlement;
                let standing = self.held(*subscription, *epoch)?;
                attempts.iter().for_each(|Attempt { number, attempts }| standing.attempted(*number, *attempts));
                standing.settle(progress.clone());
                parked.iter().for_each(|park| self.parked.push(*subscription, park));
                self.settled.insert(*subscription);
            }
        }
        report.decisions().iter().for_each(|row| self.audit.push(row));
        Ok(())
    }

    fn held(&mut self, subscription: SubscriptionId, epoch: u64) -> Result<&mut Standing, Error> {
        let standing = self.standings.get_mut(&subscription).ok_or(Error::NotFound)?;
        standing.check(epoch)?;
        self.changed.insert(subscription);
        Ok(standing)
    }

    /// Writes everything and commits; with nothing to write, ends the transaction.
    async fn commit(self, client: &Client) -> Result<(), Error> {
        let (mut stored, mut unparked) = (Stored::default(), Unparked::default());
        for standing in self.changed.iter().filter_map(|subscription| self.standings.get(subscription)) {
            stored.push(standing);
            if self.settled.contains(&standing.subscription) {
                standing.settled().for_each(|range| unparked.push(standing.subscription, range));
            }
        }
        let parked = self.parked.columns();
        let (sequence, digest) = self.audit.end();
        let audits = !self.audit.is_empty();
        if stored.is_empty() && !audits {
            return client.say("ROLLBACK").await;
        }
        let [store, park, unpark, add, end] = prepared(client, [STORE, PARK, UNPARK, audit::ADD, audit::MOVE]).await?;
        tokio::try_join!(
            biased;
            sent(client, !stored.is_empty(), &store, stored.params()),
            sent(client, !self.parked.is_empty(), &park, parked.params()),
            sent(client, !self.settled.is_empty(), &unpark, unparked.params()),
            sent(client, audits, &add, self.audit.params()),
            sent(client, audits, &end, [&sequence, &digest]),
            // Should one of the statements have failed, this undoes the others; the failure is what is answered.
            client.say("COMMIT"),
        )?;
        Ok(())
    }
}
