//! A message in the making: its header, its parties and its own hop, which are the same in every type of message.

use canonical::Moment;
use canonical::course::{Follows, Hop as EarlierHop};
use canonical::event::{Event, Standard};
use canonical::identifier::PartyIdentifier;
use canonical::letter::Stamp;
use canonical::party::Party;
use canonical::refusal::RefusalCode;
use fhir_sdk::r4b::codes::ProvenanceEntityRole;
use fhir_sdk::r4b::types::Extension;
use serde_json::Value;

use super::bundle::{self, Guide};
use super::datatypes::{coding, instant, reference};
use super::element::Element;
use super::message_header::{EVENTS, destination_of, source_of};
use super::organization::{self, endpoint};
use super::provenance::{Entity, Hop, What, earlier_hop, own_hop};
use super::resource::Resource;
use super::shelf::Shelf;
use crate::resources::is_id;

/// Something that the message must have, or may not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// The path of the element, from its resource.
    pub path: String,
    /// What is wrong there.
    pub code: RefusalCode,
}

/// What is the same in all messages of one type.
pub(crate) struct Kind {
    /// Profile and addresses.
    pub(crate) guide: Guide,
    /// The profile of the header.
    pub(crate) header: &'static str,
    /// The profile of the hop.
    pub(crate) hop: &'static str,
    /// The event's code.
    pub(crate) event: &'static str,
    /// Its definition with the version, where the standard has one.
    pub(crate) definition: Option<&'static str>,
    /// Whether the hop of a message before may stand in one of this version. One that may not is left out.
    pub(crate) repeats: fn(&EarlierHop) -> bool,
}

/// A message in the making.
pub(crate) struct Draft<'e> {
    /// What it says.
    pub(crate) event: &'e Event,
    /// Its resources but the header.
    pub(crate) shelf: Shelf,
    /// What stands in its way.
    pub(crate) obstacles: Vec<Unfit>,
    /// The address of its sender.
    pub(crate) sender: String,
    receivers: Vec<(String, String)>,
}

/// What the hop of a message says beside its times.
pub(crate) struct Step {
    /// The code of what is done.
    pub(crate) activity: String,
    /// What it is to the earlier messages.
    pub(crate) role: ProvenanceEntityRole,
    /// Identifiers of what it adds.
    pub(crate) added: Vec<String>,
}

impl<'e> Draft<'e> {
    /// A message that has its parties.
    pub(crate) fn new(event: &'e Event) -> Self {
        Self::between(event, organization::PROFILE, organization::PROFILE, None)
    }

    /// The same, where the standard has profiles of its own for its parties, and names one person at the receiver's.
    pub(crate) fn between(event: &'e Event, sender: &str, receiver_profile: &str, contact: Option<Element>) -> Self {
        let mut draft = Self {
            event,
            shelf: Shelf::new(event.id),
            obstacles: Vec::new(),
            sender: String::new(),
            receivers: Vec::new(),
        };
        draft.sender = draft.party(&event.sender, sender, None);
        if event.sender.identifiers.is_empty() {
            draft.missing("MessageHeader.sender");
        }
        for receiver in &event.receivers {
            if receiver.identifiers.is_empty() {
                draft.wrong("MessageHeader.destination.receiver", RefusalCode::ReceiverMissing);
            }
            let address = draft.party(receiver, receiver_profile, contact.clone());
            draft.receivers.push((address, endpoint(receiver)));
        }
        match event.receivers.len() {
            0 => draft.wrong("MessageHeader.destination", RefusalCode::ReceiverMissing),
            1 => {}
            // Every message has one primary receiver.
            _ => draft.wrong("MessageHeader.destination", RefusalCode::ElementRepeated),
        }
        // Whoever took part before is named as well as it is known; texts and files refer to them too.
        for sender in event.course.hops.iter().filter_map(|hop| hop.sender.as_deref()) {
            if draft.shelf.known(&sender.identifiers).is_none() {
                draft.shelf.organisation(sender, organization::PROFILE);
            }
        }
        draft
    }

    /// A party that is known by number. One that lacks its SOR code or its location number is named all the same: the
    /// receiver looks the other one up.
    fn party(&mut self, party: &Party, profile: &str, contact: Option<Element>) -> String {
        self.shelf.organisation_whose_contact(party, profile, contact)
    }

    /// Notes what stands in the way.
    pub(crate) fn wrong(&mut self, path: impl Into<String>, code: RefusalCode) {
        self.obstacles.push(Unfit { path: path.into(), code });
    }

    /// Notes what is missing.
    pub(crate) fn missing(&mut self, path: impl Into<String>) {
        self.wrong(path, RefusalCode::ElementMissing);
    }

    /// The Bundle, unless something stands in its way.
    pub(crate) fn finish(
        mut self,
        kind: &Kind,
        focus: &str,
        extensions: Vec<Extension>,
        step: Step,
        stamp: &Stamp,
    ) -> Result<Value, Vec<Unfit>> {
        let id = letter_id(self.event);
        self.hop(kind, &id, step, stamp);
        let header = self.header(kind, focus, extensions);
        let Self { shelf, obstacles, .. } = self;
        if !obstacles.is_empty() {
            return Err(obstacles);
        }
        let resources = std::iter::once(header.named(&id)).chain(shelf.into_resources()).collect();
        Ok(bundle::message(resources, &kind.guide, stamp))
    }

    fn header(&self, kind: &Kind, focus: &str, extensions: Vec<Extension>) -> Resource {
        let Self { event, sender, receivers, .. } = self;
        Resource::of("MessageHeader", Some(kind.header))
            .with_all("extension", extensions)
            .with("eventCoding", coding(EVENTS, kind.event))
            .with_all("destination", receivers.iter().map(|(address, endpoint)| destination_of(address, endpoint)))
            .with("sender", reference(sender))
            .with("source", source_of(&endpoint(&event.sender)))
            .with("focus", [reference(focus)])
            .with("definition", kind.definition)
    }

    /// The message's own hop: the sender's, at the time the sender says.
    fn hop(&mut self, kind: &Kind, id: &str, step: Step, stamp: &Stamp) {
        let Step { activity, role, added } = step;
        let now = Moment::from_instant(stamp.at, instant(stamp.at));
        let earlier = self.event.course.follows.iter().map(|follows| Entity { role, what: what(follows) });
        let added =
            added.into_iter().map(|id| Entity { role: ProvenanceEntityRole::Source, what: What::Identifier(id) });
        let hop = Hop {
            id: String::new(),
            letter_id: id.to_owned(),
            occurred: self.event.times.authored.clone().unwrap_or_else(|| now.clone()),
            recorded: now,
            activity,
            agent: self.sender.clone(),
            entities: earlier.chain(added).collect(),
        };
        self.shelf.put(own_hop(&hop, kind.hop));
        for hop in self.event.course.hops.iter().filter(|hop| (kind.repeats)(hop)) {
            let agent = hop.sender.as_ref().and_then(|sender| self.shelf.known(&sender.identifiers));
            self.shelf.put(earlier_hop(hop, agent.as_deref(), kind.hop));
        }
    }
}

/// The id of the message that says what an event says: that of the letter it was made from, where FHIR allows it; else the
/// event's own.
#[must_use]
pub fn letter_id(event: &Event) -> String {
    match event.source.standard {
        Standard::Fhir if is_id(&event.source.letter_id) => event.source.letter_id.clone(),
        Standard::Fhir | Standard::MedcomXml => event.id.to_string(),
    }
}

/// An earlier letter: FHIR messages by their address, letters of older standards as `[lokationsnummer]#[brevid]`. Only the
/// form of the id tells them apart where the sender is known: older letters are not called by UUIDs.
fn what(follows: &Follows) -> What {
    let Follows { relation: _, sender, letter_id } = follows;
    let address = || format!("MessageHeader/{letter_id}");
    match sender {
        None if is_id(letter_id) => What::Address(address()),
        None => What::Identifier(letter_id.clone()),
        Some(PartyIdentifier::Gln(gln)) => {
            let name = format!("{}#{letter_id}", gln.as_str());
            if is_uuid(letter_id) { What::Address(address()) } else { What::Identifier(name) }
        }
        Some(_) => What::Address(address()),
    }
}

/// Whether an id has the form of those that FHIR messages are given.
fn is_uuid(id: &str) -> bool {
    id.len() == 36 && is_id(id) && id.bytes().filter(|byte| *byte == b'-').count() == 4
}
