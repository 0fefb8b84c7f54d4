//! Everything about a submission that does not depend on who subscribes: done by the one who submits, not by the writer.

use canonical::attachment::AttachmentContent;
use canonical::digest::Digest;
use canonical::event::Times;
use journal::{Content, LookupKey, NewEvent, Sealed};
use telemetry::occurrences::append::EventUndecodable;

use crate::labels::labels;
use crate::links::{Links, links};
use crate::{Error, Submission};

/// The event to write, with its entries and audit still to come.
pub(crate) fn prepare(submission: Submission, lookup: &LookupKey) -> Result<NewEvent, Error> {
    let Submission { event: encoded, original, acceptance, envelope_is_its_own } = submission;
    let event = wire::decode(&encoded).map_err(|_| {
        EventUndecodable.emit();
        Error::Undecodable
    })?;
    let labels = labels(&event, acceptance.at, lookup);
    let Links { offers, seeks, guesses } = links(&event, &labels);
    let Times { authored, sent, occurred: _ } = &event.times;
    let written_at = authored.as_ref().or(sent.as_ref()).map_or(acceptance.at, |moment| moment.instant);
    Ok(NewEvent {
        labels,
        standard: event.source.standard,
        is_whole: event.attachments.iter().all(|file| file.content != AttachmentContent::Elsewhere),
        identity: event.identity().digest(),
        body_digest: Digest::of(&encoded),
        body: Sealed::plain(encoded),
        original,
        acceptance,
        envelope_is_its_own,
        offers_links: offers,
        seeks_links: seeks,
        guesses_links: guesses,
        written_at,
        entries: Vec::new(),
        audit: Vec::new(),
    })
}

/// The bytes that an event holds in memory, roughly.
pub(crate) fn weight(event: &NewEvent) -> usize {
    let document = event.original.content.as_ref().map_or(0, Content::weight);
    event.body.bytes.len().saturating_add(document)
}
