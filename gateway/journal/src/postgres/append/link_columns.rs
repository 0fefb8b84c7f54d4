//! Rows of links and of what makes them, as one statement takes them.

use canonical::EventId;
use canonical::digest::Digest;
use jiff::Timestamp;

use super::super::columns::Col;
use super::super::statements::Param;
use crate::model::{EventPosition, Link, LinkRelation};

/// Links between events; one that is there already stays.
#[derive(Default)]
pub(super) struct Links {
    from: Vec<Col<EventId>>,
    to: Vec<Col<EventId>>,
    relation: Vec<Col<LinkRelation>>,
    is_ambiguous: Vec<bool>,
}

impl Links {
    pub(super) const ADD: &str = "INSERT INTO links
        SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::text[], $4::boolean[]) ON CONFLICT DO NOTHING";

    pub(super) fn push(&mut self, link: Link) {
        let Link { relation, from, to, is_ambiguous } = link;
        self.from.push(Col(from));
        self.to.push(Col(to));
        self.relation.push(Col(relation));
        self.is_ambiguous.push(is_ambiguous);
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.from.is_empty()
    }

    pub(super) fn params(&self) -> [Param<'_>; 4] {
        [&self.from, &self.to, &self.relation, &self.is_ambiguous]
    }
}

/// The keys by which later events find these.
#[derive(Default)]
pub(super) struct Offers {
    key: Vec<Col<Digest>>,
    position: Vec<Col<u64>>,
    event: Vec<Col<EventId>>,
}

impl Offers {
    pub(super) const ADD: &str = "INSERT INTO link_keys SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::bytea[])
        ON CONFLICT DO NOTHING";

    pub(super) fn push(&mut self, key: Digest, position: EventPosition, event: EventId) {
        self.key.push(Col(key));
        self.position.push(Col(position));
        self.event.push(Col(event));
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.key.is_empty()
    }

    pub(super) fn params(&self) -> [Param<'_>; 3] {
        [&self.key, &self.position, &self.event]
    }
}

/// An event that waits for the one it replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) event: EventId,
    pub(super) relation: LinkRelation,
    pub(super) written_at: Timestamp,
}

/// Events that wait for the one they replace.
#[derive(Default)]
pub(super) struct Waits {
    key: Vec<Col<Digest>>,
    event: Vec<Col<EventId>>,
    relation: Vec<Col<LinkRelation>>,
    written_at: Vec<Col<Timestamp>>,
}

impl Waits {
    pub(super) const ADD: &str = "INSERT INTO link_waits
        SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::text[], $4::bigint[]) ON CONFLICT DO NOTHING";

    pub(super) fn push(&mut self, key: Digest, waiting: Waiting) {
        let Waiting { event, relation, written_at } = waiting;
        self.key.push(Col(key));
        self.event.push(Col(event));
        self.relation.push(Col(relation));
        self.written_at.push(Col(written_at));
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.key.is_empty()
    }

    pub(super) fn params(&self) -> [Param<'_>; 4] {
        [&self.key, &self.event, &self.relation, &self.written_at]
    }
}

/// Events that wait no more.
#[derive(Default)]
pub(super) struct Met {
    event: Vec<Col<EventId>>,
    relation: Vec<Col<LinkRelation>>,
}

impl Met {
    pub(super) const REMOVE: &str = "DELETE FROM link_waits
        WHERE (event, relation) IN (SELECT * FROM unnest($1::bytea[], $2::text[]))";

    pub(super) fn push(&mut self, event: EventId, relation: LinkRelation) {
        self.event.push(Col(event));
        self.relation.push(Col(relation));
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.event.is_empty()
    }

    pub(super) fn params(&self) -> [Param<'_>; 2] {
        [&self.event, &self.relation]
    }
}
