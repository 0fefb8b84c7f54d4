//! Rows to write, table by table and column by column, as one statement takes them.

use canonical::digest::Digest;
use canonical::event::Standard;
use canonical::{EventId, Kind};
use jiff::Timestamp;

use super::super::columns::Col;
use super::super::statements::Param;
use crate::PatientKey;
use crate::model::{EventPosition, Labels, NewEvent};
use crate::packing::{join_keys, packed};

/// Bytes that one statement may carry: it is held in memory several times, and has to arrive within seconds.
const ENOUGH: usize = 4 * 1024 * 1024;

/// Which document a letter came in this time.
#[derive(Default)]
pub(super) struct Documents {
    document: Vec<Col<Digest>>,
    event: Vec<Col<EventId>>,
}

impl Documents {
    pub(super) const ADD: &str = "INSERT INTO document_events SELECT * FROM unnest($1::bytea[], $2::bytea[])
        ON CONFLICT DO NOTHING";

    pub(super) fn push(&mut self, document: Digest, event: EventId) {
        self.document.push(Col(document));
        self.event.push(Col(event));
    }

    pub(super) fn params(&self) -> [Param<'_>; 2] {
        [&self.document, &self.event]
    }
}

/// Events.
#[derive(Default)]
pub(super) struct Events<'a> {
    position: Vec<Col<u64>>,
    id: Vec<Col<EventId>>,
    kind: Vec<Col<Kind>>,
    accepted_at: Vec<Col<Timestamp>>,
    occurred_at: Vec<Col<Timestamp>>,
    lane: Vec<Col<[u8; 32]>>,
    sender: Vec<Vec<u8>>,
    receivers: Vec<Vec<u8>>,
    patients: Vec<Vec<u8>>,
    original: Vec<Col<Digest>>,
    body_digest: Vec<Col<Digest>>,
    size: Vec<Col<usize>>,
    body_key: Vec<Option<&'a str>>,
    body: Vec<&'a [u8]>,
    standard: Vec<Col<Standard>>,
    is_whole: Vec<bool>,
    bytes: usize,
}

impl<'a> Events<'a> {
    pub(super) const ADD: &'static str = "INSERT INTO events
        SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::text[], $4::bigint[], $5::bigint[], $6::bytea[], $7::bytea[],
            $8::bytea[], $9::bytea[], $10::bytea[], $11::bytea[], $12::bigint[], $13::text[], $14::bytea[], $15::text[], $16::boolean[])";

    pub(super) fn push(&mut self, position: EventPosition, event: &'a NewEvent) {
        let Labels { id, kind, sender, receivers, patients, lane, occurred_at } = &event.labels;
        self.position.push(Col(position));
        self.id.push(Col(*id));
        self.kind.push(Col(*kind));
        self.accepted_at.push(Col(event.acceptance.at));
        self.occurred_at.push(Col(*occurred_at));
        self.lane.push(Col(*lane));
        self.sender.push(packed(sender));
        self.receivers.push(packed(receivers));
        self.patients.push(join_keys(patients));
        self.original.push(Col(event.original.sha256));
        self.body_digest.push(Col(event.body_digest));
        self.size.push(Col(event.body.bytes.len()));
        self.body_key.push(event.body.key_id.as_deref());
        self.body.push(&event.body.bytes);
        self.standard.push(Col(event.standard));
        self.is_whole.push(event.is_whole);
        self.bytes = self.bytes.saturating_add(event.body.bytes.len());
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.position.is_empty()
    }

    /// Whether a statement with a body of this size as well would be too large.
    pub(super) const fn is_full(&self, more: usize) -> bool {
        !self.is_empty() && self.bytes.saturating_add(more) > ENOUGH
    }

    pub(super) fn params(&self) -> [Param<'_>; 16] {
        [
            &self.position,
            &self.id,
            &self.kind,
            &self.accepted_at,
            &self.occurred_at,
            &self.lane,
            &self.sender,
            &self.receivers,
            &self.patients,
            &self.original,
            &self.body_digest,
            &self.size,
            &self.body_key,
            &self.body,
            &self.standard,
            &self.is_whole,
        ]
    }
}

/// Patients' places in the timeline.
#[derive(Default)]
pub(super) struct Patients {
    patient: Vec<Col<PatientKey>>,
    position: Vec<Col<u64>>,
}

impl Patients {
    pub(super) const ADD: &str = "INSERT INTO event_patients SELECT * FROM unnest($1::bytea[], $2::bigint[])
        ON CONFLICT DO NOTHING";

    pub(super) fn push(&mut self, patient: PatientKey, position: EventPosition) {
        self.patient.push(Col(patient));
        self.position.push(Col(position));
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.position.is_empty()
    }

    pub(super) fn params(&self) -> [Param<'_>; 2] {
        [&self.patient, &self.position]
    }
}

/// Letters to remember.
#[derive(Default)]
pub(super) struct Identities {
    identity: Vec<Col<Digest>>,
    event: Vec<Col<EventId>>,
    position: Vec<Col<u64>>,
    first_at: Vec<Col<Timestamp>>,
}

impl Identities {
    pub(super) const ADD: &str = "INSERT INTO identities
        SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::bigint[])";

    pub(super) fn push(&mut self, event: &NewEvent, position: EventPosition) {
        self.identity.push(Col(event.identity));
        self.event.push(Col(event.labels.id));
        self.position.push(Col(position));
        self.first_at.push(Col(event.acceptance.at));
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.position.is_empty()
    }

    pub(super) fn params(&self) -> [Param<'_>; 4] {
        [&self.identity, &self.event, &self.position, &self.first_at]
    }
}
