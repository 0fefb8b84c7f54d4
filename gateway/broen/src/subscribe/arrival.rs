//! An entry as it arrived, read into the canonical model.

use canonical::Event;
use canonical::digest::Digest;
use jiff::Timestamp;
use wire::v1::{Entry, Link, LinkDirection, LinkRelation, Withheld};

/// One entry.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    /// Its number in the subscription.
    pub(crate) number: u64,
    /// Its lane.
    pub(crate) lane: Vec<u8>,
    /// What it says.
    pub(crate) content: Content,
    /// When the letter was accepted.
    pub(crate) accepted_at: Option<Timestamp>,
    /// 1 for the first offer.
    pub(crate) attempt: u32,
    /// Why the organisation may see it.
    pub(crate) basis: String,
    /// Relations to other events.
    pub(crate) links: Vec<Related>,
    /// Binds it to its event.
    pub(crate) commitment: Option<Digest>,
    /// Salt of the commitment.
    pub(crate) salt: Vec<u8>,
    /// The digest of the chain up to here.
    pub(crate) chain_digest: Option<Digest>,
}

/// Another event, as this one relates to it.
#[derive(Debug, Clone)]
pub(crate) struct Related {
    /// Words to read from this event to the other: "is corrected by".
    pub(crate) relation: &'static str,
    /// The other event.
    pub(crate) event_id: String,
    /// Whether another event may be meant.
    pub(crate) is_ambiguous: bool,
}

/// What an entry says.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// An event.
    Event(Box<Event>),
    /// Nothing: it is withheld, with this reason word.
    Withheld(String),
    /// An event that this program cannot read: it is of a newer contract, or broken.
    Unreadable,
}

impl Arrival {
    /// Its event, unless it is withheld or unreadable.
    pub(crate) fn event(&self) -> Option<&Event> {
        match &self.content {
            Content::Event(event) => Some(event),
            Content::Unreadable | Content::Withheld(_) => None,
        }
    }
}

impl From<Entry> for Arrival {
    fn from(entry: Entry) -> Self {
        let Entry { number, lane, event, withheld, accept_time, attempt, commitment, salt, chain_digest, links, basis } =
            entry;
        let content = match (event, withheld) {
            (Some(event), _) => {
                Event::try_from(event).map_or(Content::Unreadable, |event| Content::Event(Box::new(event)))
            }
            (None, Some(Withheld { reason })) => Content::Withheld(reason),
            (None, None) => Content::Unreadable,
        };
        Self {
            number,
            lane: lane.to_vec(),
            content,
            accepted_at: accept_time.and_then(|time| wire::convert::instant(time).ok()),
            attempt,
            basis,
            links: links.into_iter().map(related).collect(),
            commitment: Digest::from_slice(&commitment),
            salt: salt.to_vec(),
            chain_digest: Digest::from_slice(&chain_digest),
        }
    }
}

/// The relation, read from this entry's event to the other one.
fn related(link: Link) -> Related {
    let is_later = link.direction() == LinkDirection::FromLater;
    let words = match link.relation() {
        LinkRelation::Answers => ("answers", "is answered by"),
        LinkRelation::Attaches => ("attaches", "is attached to by"),
        LinkRelation::Cancels => ("cancels", "is cancelled by"),
        LinkRelation::Continues => ("continues", "is continued by"),
        LinkRelation::Corrects => ("corrects", "is corrected by"),
        LinkRelation::Forwards => ("forwards", "is forwarded by"),
        LinkRelation::ReusesId => ("reuses the id of", "lent its id to"),
        LinkRelation::SameAs => ("is the same as", "is the same as"),
        LinkRelation::Unspecified => ("relates to", "relates to"),
    };
    let relation = if is_later { words.1 } else { words.0 };
    Related { relation, event_id: link.event_id, is_ambiguous: link.ambiguous }
}
