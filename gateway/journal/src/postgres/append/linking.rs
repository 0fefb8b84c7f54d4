//! Links of a batch, planned in memory.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::convert::Infallible;

use canonical::EventId;
use canonical::digest::Digest;
use jiff::Timestamp;
use tokio_postgres::Row;

use super::super::columns::Col;
use super::batch::Batch;
use super::link_columns::{Links, Met, Offers, Waiting, Waits};
use crate::Error;
use crate::linking::{self, CANDIDATES, Candidate, Linked};
use crate::model::{EventPosition, Link, NewEvent};

/// The newest events that offer what is sought: more than one only where that makes a difference.
pub(super) const OFFERED: &str = "SELECT sought.link_key, k.event, k.position,
        EXISTS (SELECT 1 FROM links l WHERE l.to_event = k.event AND l.relation IN ('cancels', 'corrects')
            AND NOT l.is_ambiguous)
    FROM unnest($1::bytea[], $2::bigint[]) AS sought (link_key, most)
    CROSS JOIN LATERAL (SELECT event, position FROM link_keys WHERE link_key = sought.link_key
        ORDER BY position DESC LIMIT sought.most) k";

/// The events that wait for what is offered.
pub(super) const WAITING: &str =
    "SELECT link_key, event, relation, written_at FROM link_waits WHERE link_key = ANY($1)";

/// What batches ask of the links.
#[derive(Default)]
pub(super) struct Wanted {
    pub(super) sought: Vec<Col<Digest>>,
    /// How many events of each that is sought.
    pub(super) most: Vec<Col<usize>>,
    pub(super) awaited: Vec<Col<Digest>>,
}

impl Wanted {
    pub(super) fn of(batches: &[Batch]) -> Self {
        let (mut sought, mut awaited) = (HashMap::new(), BTreeSet::new());
        for event in batches.iter().flat_map(|batch| &batch.events) {
            for (relation, key) in event.seeks_links.iter().chain(&event.guesses_links) {
                let most = if relation.replaces() { CANDIDATES } else { 1 };
                sought.entry(*key).and_modify(|known: &mut usize| *known = most.max(*known)).or_insert(most);
            }
            awaited.extend(linking::awaited(event));
        }
        let (sought, most) = sought.into_iter().map(|(key, most)| (Col(key), Col(most))).unzip();
        Self { sought, most, awaited: awaited.into_iter().map(Col).collect() }
    }
}

/// The earlier events that a batch may be linked to.
#[derive(Default)]
pub(super) struct Correlated {
    offered: HashMap<Digest, Vec<Candidate>>,
    /// Replaced by events of this transaction.
    replaced: HashSet<EventId>,
    waiting: HashMap<Digest, Vec<Waiting>>,
}

impl Correlated {
    /// Reads what [`OFFERED`] and [`WAITING`] have found.
    pub(super) fn read(offered: &[Row], waiting: &[Row]) -> Result<Self, Error> {
        let mut correlated = Self::default();
        for row in offered {
            let (Col(key), Col(event), Col(position)) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let candidate = Candidate { event, position, is_replaced: row.try_get(3)? };
            correlated.offered.entry(key).or_default().push(candidate);
        }
        for row in waiting {
            let (Col(key), Col(event), Col(relation)) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let Col(written_at) = row.try_get(3)?;
            correlated.waiting.entry(key).or_default().push(Waiting { event, relation, written_at });
        }
        Ok(correlated)
    }

    fn find(&self, key: &Digest) -> Vec<Candidate> {
        let found = self.offered.get(key).map(Vec::as_slice).unwrap_or_default();
        let now = |candidate: &Candidate| Candidate {
            is_replaced: candidate.is_replaced || self.replaced.contains(&candidate.event),
            ..*candidate
        };
        found.iter().map(now).collect()
    }

    /// The events that wait under this key for what was written then; they wait no more.
    fn meet(&mut self, key: &Digest, written_at: Timestamp) -> Vec<Waiting> {
        let waiting = self.waiting.get(key).map(Vec::as_slice).unwrap_or_default();
        // As precisely as a column keeps it.
        let is_later = |one: &&Waiting| one.written_at.as_microsecond() >= written_at.as_microsecond();
        let met: Vec<_> = waiting.iter().filter(is_later).copied().collect();
        if !met.is_empty() {
            self.waiting.values_mut().for_each(|waiting| waiting.retain(|one| !met.contains(one)));
        }
        met
    }
}

/// The links of a batch, and what later batches need to make theirs.
#[derive(Default)]
pub(super) struct Linking {
    pub(super) links: Links,
    pub(super) offers: Offers,
    pub(super) waits: Waits,
    pub(super) met: Met,
}

impl Linking {
    /// Links an event to the earlier ones that offer what it seeks and to those that wait for it, then offers its own keys.
    pub(super) fn link(&mut self, correlated: &mut Correlated, position: EventPosition, event: &NewEvent) {
        let id = event.labels.id;
        let Ok(Linked { links, waits }) = linking::link(event, |key| Ok::<_, Infallible>(correlated.find(key)));
        links.into_iter().for_each(|link| self.add(correlated, link));
        for (relation, key) in waits {
            let waiting = Waiting { event: id, relation, written_at: event.written_at };
            correlated.waiting.entry(key).or_default().push(waiting);
            self.waits.push(key, waiting);
        }
        for key in linking::awaited(event) {
            for Waiting { event: from, relation, .. } in correlated.meet(&key, event.written_at) {
                self.add(correlated, Link { relation, from, to: id, is_ambiguous: false });
                self.met.push(from, relation);
            }
        }
        for key in &event.offers_links {
            let offered = Candidate { event: id, position, is_replaced: false };
            correlated.offered.entry(*key).or_default().push(offered);
            self.offers.push(*key, position, id);
        }
    }

    fn add(&mut self, correlated: &mut Correlated, link: Link) {
        if link.relation.replaces() && !link.is_ambiguous {
            correlated.replaced.insert(link.to);
        }
        self.links.push(link);
    }
}
