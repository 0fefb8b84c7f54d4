//! A letter and the files that travel in another one: when each may go to a receiver that takes both as one message. Pure.
//!
//! What is known of both halves is in the journal: when each was accepted, and the link `attaches` between them. So nothing has to be
//! remembered beside it, and whoever looks later, or after a restart, decides the same.
//!
//! Standard: MedCom, use cases of the conversion service 3.1, sections 4.4 and 4.5: 60 minutes for the other half; what comes later
//! passes as it is.

use std::collections::BTreeSet;

use canonical::attachment::AttachmentContent;
use canonical::body::Body;
use canonical::event::{Event, Standard};
use canonical::identifier::PartyIdentifier;
use jiff::{SignedDuration, Timestamp};

/// What a site says of pairing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    /// How long one half waits for the other. **Default** 60 min.
    pub patience: SignedDuration,
    /// Senders whose files wait for nothing: the referral hotel (da. Henvisningshotellet, DNHF).
    pub at_once: Vec<PartyIdentifier>,
}

impl Default for Pairing {
    fn default() -> Self {
        Self { patience: SignedDuration::from_mins(60), at_once: Vec::new() }
    }
}

/// One half: an event, and when it was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Half {
    /// The event.
    pub event: Event,
    /// When it was accepted.
    pub accepted_at: Timestamp,
}

/// Whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// It goes now, unconverted.
    AsItIs,
    /// It goes now, as one with these files.
    With(Vec<Event>),
    /// It goes with its letter: by itself there is nothing to send.
    WithItsLetter,
    /// It waits for its other half, but not beyond this time.
    WaitsUntil(Timestamp),
}

impl Pairing {
    /// Whether the event may go now to a receiver of FHIR, with the other halves that are known: those that are linked to it by
    /// `attaches`. Both halves decide alike, whoever is asked first and whenever.
    #[must_use]
    pub fn turn(&self, half: &Half, others: &[Half], now: Timestamp) -> Turn {
        let Half { event, accepted_at } = half;
        if event.source.standard != Standard::MedcomXml {
            return Turn::With(Vec::new());
        }
        let until = accepted_at.checked_add(self.patience).unwrap_or(*accepted_at);
        let in_time = others.iter().filter(|other| {
            let apart = other.accepted_at.duration_since(*accepted_at).abs();
            apart <= self.patience && is_of_same(event, &other.event)
        });
        match &event.body {
            Body::Enclosure(_) if self.is_at_once(event) => Turn::AsItIs,
            Body::Enclosure(_) if in_time.clone().any(|other| is_letter(&other.event)) => Turn::WithItsLetter,
            Body::Enclosure(_) if now >= until => Turn::AsItIs,
            Body::Enclosure(_) => Turn::WaitsUntil(until),
            Body::Correspondence(_) if is_letter(event) => {
                let files: Vec<Event> =
                    in_time.filter(|other| is_enclosure(&other.event)).map(|other| other.event.clone()).collect();
                let is_whole = wanted(event).is_subset(&files.iter().flat_map(carried).collect());
                if is_whole || now >= until { Turn::With(files) } else { Turn::WaitsUntil(until) }
            }
            _ => Turn::With(Vec::new()),
        }
    }

    fn is_at_once(&self, event: &Event) -> bool {
        event.sender.identifiers.iter().any(|one| self.at_once.contains(one))
    }
}

/// Whether it is a letter that is converted together with its files.
fn is_letter(event: &Event) -> bool {
    event.source.type_code == "XDIS91" && matches!(event.body, Body::Correspondence(_))
}

fn is_enclosure(event: &Event) -> bool {
    matches!(event.body, Body::Enclosure(_))
}

/// Both are between the same organisations: the files of somebody else's letter are not this receiver's.
fn is_of_same(event: &Event, other: &Event) -> bool {
    let glns = |event: &Event| -> BTreeSet<PartyIdentifier> {
        event.receivers.iter().flat_map(|party| &party.identifiers).cloned().collect()
    };
    event.sender.gln() == other.sender.gln() && !glns(event).is_disjoint(&glns(other))
}

/// Whether it carries files of that letter.
pub(crate) fn carries_for(files: &Event, letter: &Event) -> bool {
    is_letter(letter) && is_enclosure(files) && is_of_same(letter, files)
}

/// The files that another letter is to bring.
pub(crate) fn wanted(event: &Event) -> BTreeSet<&str> {
    let waiting = event.attachments.iter().filter(|file| file.content == AttachmentContent::Elsewhere);
    waiting.filter_map(|file| file.id.as_deref()).collect()
}

/// The files that it brings.
pub(crate) fn carried(event: &Event) -> impl Iterator<Item = &str> {
    event.attachments.iter().filter_map(|file| file.id.as_deref())
}
