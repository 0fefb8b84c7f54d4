//! What an entry is for a receiver of some format: in its standard, and with the other half of its letter.

use std::sync::Arc;

use canonical::event::{Event, Standard};
use canonical::organisation::Organisation;
use canonical::receipt::Verdict;
use canonical::{Body, EventId};
use jiff::Timestamp;
use journal::{Error, Journal, LinkRelation, PushFormat, Stored};

use crate::convert::{Settings, converted};
use crate::pairing::{Half, Pairing, Turn, carries_for};
use crate::passing::Said;
use crate::shortcomings::shortcomings;

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
        let standard = standard(format);
        if event.source.standard == standard {
            return Ok(Ready::Now(vec![(event, format)]));
        }
        let others = if may_wait(&event) { self.other_halves(event.id).await? } else { Vec::new() };
        let half = Half { event, accepted_at };
        Ok(match self.pairing.turn(&half, &others, now) {
            Turn::AsItIs => Ready::Now(vec![(half.event, PushFormat::MedcomEmessage)]),
            Turn::With(files) => {
                let copies = self.converted(half.event, &files, standard);
                Ready::Now(copies.into_iter().map(|copy| (copy, format)).collect())
            }
            Turn::WaitsUntil(until) => Ready::WaitsUntil(until),
            Turn::WithItsLetter => Ready::WithItsLetter,
        })
    }

    /// The events of files that went as one with this letter to a receiver of this format: it has answered them with the letter.
    ///
    /// Standard: use cases of the conversion service 3.1, table 3.
    ///
    /// # Errors
    /// What the journal says; then ask again.
    pub async fn answered_with(
        &self,
        (event, accepted_at): (&Event, Timestamp),
        format: PushFormat,
    ) -> Result<Vec<Event>, Error> {
        if event.source.standard == standard(format) {
            return Ok(Vec::new());
        }
        let whole = self.whole(Half { event: event.clone(), accepted_at }).await?;
        Ok(whole.filter(|(letter, _)| letter.id == event.id).map(|(_, files)| files).unwrap_or_default())
    }

    /// What a receiver of this format has said of an event, with MedCom's sentence where it refused a conversion that was not whole.
    ///
    /// # Errors
    /// What the journal says; then ask again.
    pub async fn explained(
        &self,
        (event, accepted_at): (&Event, Timestamp),
        format: PushFormat,
        said: Said,
    ) -> Result<Said, Error> {
        if event.source.standard == standard(format) || said.verdict != Verdict::Negative {
            return Ok(said);
        }
        let whole = self.whole(Half { event: event.clone(), accepted_at }).await?;
        Ok(match whole {
            Some((letter, files)) => said.explained(&shortcomings(&letter, &files)),
            None => said,
        })
    }

    /// What has gone as one, of which this is a part: the leading event, and the others.
    async fn whole(&self, half: Half) -> Result<Option<(Event, Vec<Event>)>, Error> {
        let others = if may_wait(&half.event) { self.other_halves(half.event.id).await? } else { Vec::new() };
        // Since it has gone, nothing that counts is to come.
        match self.pairing.turn(&half, &others, Timestamp::MAX) {
            Turn::With(files) => Ok(Some((half.event, files))),
            Turn::AsItIs => Ok(Some((half.event, Vec::new()))),
            Turn::WaitsUntil(_) => Ok(None),
            Turn::WithItsLetter => {
                let Some(letter) = others.into_iter().find(|other| !matches!(other.event.body, Body::Enclosure(_)))
                else {
                    return Ok(None);
                };
                let files = self.other_halves(letter.event.id).await?;
                let turn = self.pairing.turn(&letter, &files, Timestamp::MAX);
                Ok(if let Turn::With(files) = turn { Some((letter.event, files)) } else { None })
            }
        }
    }

    /// The events of files that travel beside this letter, as far as they are here, however late they came.
    ///
    /// # Errors
    /// What the journal says; then ask again.
    pub async fn beside(&self, letter: &Event) -> Result<Vec<Event>, Error> {
        let others = if may_wait(letter) { self.other_halves(letter.id).await? } else { Vec::new() };
        Ok(others.into_iter().map(|half| half.event).filter(|other| carries_for(other, letter)).collect())
    }

    /// The event as letters or messages of this standard, the leading one first, with the files of these events.
    #[must_use]
    pub fn converted(&self, event: Event, files: &[Event], standard: Standard) -> Vec<Event> {
        converted(event, files, standard, (&self.organisations, &self.settings))
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

/// Whether a receiver of this format gets the event as the conversion service of MedCom makes it.
#[must_use]
pub fn is_converted(event: &Event, format: PushFormat) -> bool {
    event.source.standard != standard(format) && matches!(event.body, Body::Correspondence(_))
}

const fn standard(format: PushFormat) -> Standard {
    match format {
        PushFormat::FhirJson | PushFormat::FhirXml => Standard::Fhir,
        PushFormat::MedcomEmessage | PushFormat::MedcomVans => Standard::MedcomXml,
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
