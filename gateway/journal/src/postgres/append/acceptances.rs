//! How letters came in: rows to write, and whether a sender uses the id of an envelope again.

use std::collections::{BTreeSet, HashMap, HashSet};

use canonical::EventId;
use canonical::digest::Digest;
use jiff::Timestamp;
use tokio_postgres::Row;

use super::super::columns::{Col, Text};
use super::super::statements::Param;
use super::batch::Batch;
use crate::Error;
use crate::model::{Acceptance, NewEvent};

/// How letters came in.
#[derive(Default)]
pub(super) struct Acceptances<'a> {
    event: Vec<Col<EventId>>,
    at: Vec<Col<Timestamp>>,
    submitted_by: Vec<Text<'a>>,
    channel: Vec<Text<'a>>,
    envelope_id: Vec<Text<'a>>,
    sent_at: Vec<Option<Col<Timestamp>>>,
    wants_receipt: Vec<bool>,
    envelope_reused: Vec<bool>,
    sender: Vec<String>,
    document: Vec<Col<Digest>>,
    vans_envelope_id: Vec<Option<Text<'a>>>,
    vans_message_id: Vec<Option<Text<'a>>>,
    is_late: Vec<bool>,
}

impl<'a> Acceptances<'a> {
    pub(super) const ADD: &'static str =
        "INSERT INTO acceptances (event, at, submitted_by, channel, envelope_id, sent_at, wants_receipt,
            envelope_reused, sender, document, vans_envelope_id, vans_message_id, is_late)
        SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[],
            $7::boolean[], $8::boolean[], $9::text[], $10::bytea[], $11::text[], $12::text[], $13::boolean[])";

    pub(super) fn push(&mut self, event: &'a NewEvent, envelope_reused: bool) {
        let Acceptance {
            at,
            submitted_by,
            channel,
            envelope_id,
            sent_at,
            network,
            wants_receipt,
            is_late,
            envelope_reused: _,
        } = &event.acceptance;
        self.event.push(Col(event.labels.id));
        self.at.push(Col(*at));
        self.submitted_by.push(Text(submitted_by));
        self.channel.push(Text(channel));
        self.envelope_id.push(Text(envelope_id));
        self.sent_at.push(sent_at.map(Col));
        self.wants_receipt.push(*wants_receipt);
        self.envelope_reused.push(envelope_reused);
        self.sender.push(sender(event));
        self.document.push(Col(event.original.sha256));
        self.vans_envelope_id.push(network.as_ref().map(|network| Text(&network.envelope_id)));
        self.vans_message_id.push(network.as_ref().map(|network| Text(&network.message_id)));
        self.is_late.push(*is_late);
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.event.is_empty()
    }

    pub(super) fn params(&self) -> [Param<'_>; 13] {
        [
            &self.event,
            &self.at,
            &self.submitted_by,
            &self.channel,
            &self.envelope_id,
            &self.sent_at,
            &self.wants_receipt,
            &self.envelope_reused,
            &self.sender,
            &self.document,
            &self.vans_envelope_id,
            &self.vans_message_id,
            &self.is_late,
        ]
    }
}

fn sender(event: &NewEvent) -> String {
    event.labels.sender_name().replace('\0', "\u{2400}")
}

/// The documents in which senders have used the ids of envelopes: those that the batches name.
#[derive(Default)]
pub(super) struct Envelopes {
    /// Sender, envelope and document, where the journal has the same envelope of that sender with another document.
    reused: HashSet<(String, String, Digest)>,
    /// What came earlier in the same batches.
    before: HashMap<(String, String), BTreeSet<Digest>>,
}

/// What is asked about envelopes.
#[derive(Default)]
pub(super) struct EnvelopesWanted {
    sender: Vec<String>,
    envelope_id: Vec<String>,
    document: Vec<Col<Digest>>,
}

impl EnvelopesWanted {
    pub(super) const ASK: &str = "SELECT named.sender, named.envelope_id, named.document
        FROM unnest($1::text[], $2::text[], $3::bytea[]) AS named (sender, envelope_id, document)
        WHERE EXISTS (SELECT FROM acceptances a WHERE left(a.envelope_id, 128) = left(named.envelope_id, 128)
            AND left(a.sender, 128) = left(named.sender, 128)
            AND a.envelope_id = named.envelope_id AND a.sender = named.sender AND a.document <> named.document)";

    pub(super) fn of(batches: &[Batch]) -> Self {
        let events = batches.iter().flat_map(|batch| &batch.events);
        let distinct: BTreeSet<_> = events.filter_map(named).collect();
        let mut wanted = Self::default();
        for (sender, envelope_id, document) in distinct {
            wanted.sender.push(sender);
            wanted.envelope_id.push(envelope_id);
            wanted.document.push(Col(document));
        }
        wanted
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.sender.is_empty()
    }

    pub(super) fn params(&self) -> [Param<'_>; 3] {
        [&self.sender, &self.envelope_id, &self.document]
    }
}

impl Envelopes {
    pub(super) fn read(rows: &[Row]) -> Result<Self, Error> {
        let mut reused = HashSet::new();
        for row in rows {
            let Col(document) = row.try_get(2)?;
            reused.insert((row.try_get(0)?, row.try_get(1)?, document));
        }
        Ok(Self { reused, before: HashMap::new() })
    }

    /// Whether the sender has used the envelope's id for another document before; remembers this one.
    pub(super) fn takes(&mut self, event: &NewEvent) -> bool {
        let Some(key) = named(event) else { return false };
        let in_journal = self.reused.contains(&key);
        let (sender, envelope_id, document) = key;
        let before = self.before.entry((sender, envelope_id)).or_default();
        let in_batch = before.iter().any(|other| *other != document);
        before.insert(document);
        in_journal || in_batch
    }
}

/// Sender, envelope and document; `None` where the envelope has no id.
fn named(event: &NewEvent) -> Option<(String, String, Digest)> {
    let envelope_id = event.acceptance.envelope_id.replace('\0', "\u{2400}");
    (!envelope_id.is_empty()).then(|| (sender(event), envelope_id, event.original.sha256))
}
