//! What an entry is for a receiver of some format: in its standard, and with the other half of its letter.

use std::sync::Arc;

use canonical::event::{Event, Standard};
use canonical::organisation::Organisation;
use canonical::{Body, EventId};
use jiff::Timestamp;
use journal::{Error, Journal, LinkRelation, PushFormat, Stored};

use crate::convert::{Settings, converted};
use crate::pairing::{Half, Pairing, Turn};

/// Makes of events what receivers of another standard are sent. Clones share the journal.
#[derive(Clone)]
pub struct Conversion {
    journal: Arc<dyn Journal>,
    organisations: Arc<[Organisation]>,
    pairing: Pairing,
    settings: Settings,
}

/// What becomes of an entry now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ready {
    /// These go, each in this format: one, or a letter and the one with its files.
    Now(Vec<(Event, PushFormat)>),
    /// Nothing goes: it is sent with its letter.
    WithItsLetter,
    /// Nothing goes before this time, unless its other half comes: ask again when the journal changes.
    WaitsUntil(Timestamp),
}

impl Conversion {
    /// Looks organisations up among these.
    #[must_use]
    pub fn new(
        journal: Arc<dyn Journal>,
        organisations: Arc<[Organisation]>,
        (pairing, settings): (Pairing, Settings),
    ) -> Self {
        Self { journal, organisations, pairing, settings }
    }

    /// What an event that was accepted then is for a receiver of this format.
    ///
    /// # Errors
    /// What the journal says; then ask again.
    pub async fn ready(
        &self,
        (event, accepted_at): (Event, Timestamp),
        format: PushFormat,
        now: Timestamp,
    ) -> Result<Ready, Error> {
        let standard = match format {
            PushFormat::FhirJson | PushFormat::FhirXml => Standard::Fhir,
            PushFormat::MedcomEmessage | PushFormat::MedcomVans => Standard::MedcomXml,
        };
        if event.source.standard == standard {
            return Ok(Ready::Now(vec![(event, format)]));
        }
        let others = if may_wait(&event) { self.other_halves(event.id).await? } else { Vec::new() };
        let half = Half { event, accepted_at };
        Ok(match self.pairing.turn(&half, &others, now) {
            Turn::AsItIs => Ready::Now(vec![(half.event, PushFormat::MedcomEmessage)]),
            Turn::With(files) => {
                let copies = converted(half.event, &files, standard, (&self.organisations, &self.settings));
                Ready::Now(copies.into_iter().map(|copy| (copy, format)).collect())
            }
            Turn::WaitsUntil(until) => Ready::WaitsUntil(until),
            Turn::WithItsLetter => Ready::WithItsLetter,
        })
    }

    /// The events that carry its files, or that it carries the files of.
    async fn other_halves(&self, id: EventId) -> Result<Vec<Half>, Error> {
        let Stored { links, .. } = self.journal.event(id).await?;
        let mut others: Vec<EventId> = links
            .into_iter()
            .filter(|link| link.relation == LinkRelation::Attaches)
            .map(|link| if link.from == id { link.to } else { link.from })
            .collect();
        others.sort_unstable();
        others.dedup();
        let mut halves = Vec::new();
        for other in others {
            let Stored { row, body, .. } = self.journal.event(other).await?;
            // One that cannot be read is no half of anything.
            halves.extend(wire::decode(&body.bytes).ok().map(|event| Half { event, accepted_at: row.accepted_at }));
        }
        Ok(halves)
    }
}

/// Whether it has, or may have, another half.
fn may_wait(event: &Event) -> bool {
    match &event.body {
        Body::Enclosure(_) => true,
        Body::Correspondence(_) => !event.attachments.is_empty(),
        _ => false,
    }
}
