//! What becomes of every event of a batch, decided in memory.

use jiff::Timestamp;

use super::super::audit;
use super::super::numbering::Entries;
use super::acceptances::Acceptances;
use super::batch::Batch;
use super::columns::{Documents, Events, Identities, Patients};
use super::linking::Linking;
use super::picture::{Known, Picture};
use crate::Error;
use crate::end::Placed;
use crate::model::{Appended, EventPosition, Link, LinkRelation, NewEvent, Original};

/// Everything that is written, table by table.
pub(super) struct Plan<'a> {
    pub(super) picture: Picture,
    pub(super) originals: Vec<&'a Original>,
    pub(super) documents: Documents,
    /// As many statements as keep each of them small.
    pub(super) events: Vec<Events<'a>>,
    pub(super) patients: Patients,
    pub(super) identities: Identities,
    pub(super) acceptances: Acceptances<'a>,
    pub(super) linking: Linking,
    pub(super) entries: Entries,
    pub(super) audit: audit::Rows<'a>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(picture: Picture) -> Self {
        Self {
            audit: audit::Rows::after(picture.audit),
            picture,
            originals: Vec::new(),
            documents: Documents::default(),
            events: vec![Events::default()],
            patients: Patients::default(),
            identities: Identities::default(),
            acceptances: Acceptances::default(),
            linking: Linking::default(),
            entries: Entries::default(),
        }
    }

    /// Plans a batch, all of it or nothing.
    pub(super) fn batch(&mut self, batch: &'a Batch) -> Result<Vec<Appended>, Error> {
        let Batch { epoch, version, events } = batch;
        self.picture.state.check_appending(*epoch)?;
        if self.picture.state.version != *version {
            return Err(Error::InterestsChanged);
        }
        let mut named = events.iter().flat_map(|event| &event.entries);
        if !named.all(|entry| self.picture.numbering.knows(entry.subscription)) {
            return Err(Error::NotFound);
        }
        Ok(events.iter().map(|event| self.event(event)).collect())
    }

    fn event(&mut self, event: &'a NewEvent) -> Appended {
        let id = event.labels.id;
        let reuses_envelope = self.picture.envelopes.takes(event);
        let known = self.picture.known.entry(event.identity).or_default();
        if reuses_envelope && event.envelope_is_its_own && known.is_empty() {
            return Appended::EnvelopeTaken;
        }
        self.documents.push(event.original.sha256, id);
        if let Some(first) = known.iter().find(|known| known.event == id) {
            let resend = Appended::Resend { position: first.position, first_at: first.at };
            self.acceptances.push(event, false);
            // The content of a document comes with one of its letters, and others of them may be new.
            if event.original.letters > 1 {
                self.originals.push(&event.original);
            }
            return resend;
        }
        self.picture.state.head += 1;
        let position = self.picture.state.head;
        let reused = known.last().map(|newest| newest.event);
        known.push(Known { event: id, position, at: cut(event.acceptance.at) });
        self.acceptances.push(event, reuses_envelope);
        self.originals.push(&event.original);
        self.insert(position, event);
        self.linking.link(&mut self.picture.correlated, position, event);
        if let Some(to) = reused {
            self.linking.links.push(Link { relation: LinkRelation::ReusesId, from: id, to, is_ambiguous: false });
        }
        self.enter(position, event);
        event.audit.iter().for_each(|row| self.audit.push(row));
        Appended::New { position, envelope_reused: reuses_envelope, identity_reused: reused.is_some() }
    }

    fn insert(&mut self, position: EventPosition, event: &'a NewEvent) {
        let full = self.events.last().is_none_or(|events| events.is_full(event.body.bytes.len()));
        if full {
            self.events.push(Events::default());
        }
        if let Some(events) = self.events.last_mut() {
            events.push(position, event);
        }
        event.labels.patients.iter().for_each(|patient| self.patients.push(*patient, position));
        self.identities.push(event, position);
    }

    fn enter(&mut self, position: EventPosition, event: &NewEvent) {
        let placed = Placed::of(event, position);
        for entry in &event.entries {
            if self.picture.numbering.caught_up(entry.subscription) {
                self.picture.numbering.enter(&placed, entry, &mut self.entries);
            }
        }
    }
}

/// As it will be read back.
fn cut(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}
