//! Entries and links as the contract says them. The event is read from its stored bytes and nothing is made of it, so
//! that it encodes to the same bytes again.

use access::{Decision, Ground};
use bytes::Bytes;
use canonical::EventId;
use delivery::Offered;
use journal::{EventRow, Link, LinkRelation, Sealed, StoredEntry};
use prost::Message as _;
use tonic::Status;
use wire::convert::timestamp;
use wire::v1;

use super::status::{Reason, status};

/// An offered entry: with its event, or as a tombstone.
pub(crate) fn message(offered: Offered) -> Result<v1::Entry, Status> {
    let Offered { entry, attempt, decision } = offered;
    let StoredEntry {
        number,
        salt,
        commitment,
        digest,
        event: EventRow { position: _, accepted_at, labels },
        body,
        links,
    } = entry;
    let bare = v1::Entry {
        number,
        lane: Bytes::copy_from_slice(&labels.lane),
        accept_time: Some(timestamp(accepted_at)),
        attempt,
        commitment: Bytes::copy_from_slice(&commitment.0),
        chain_digest: Bytes::copy_from_slice(&digest.0),
        ..Default::default()
    };
    match decision {
        Decision::Permit(ground) => Ok(disclosed(bare, ground, &salt, event(&body)?, links_of(labels.id, &links))),
        Decision::Withhold(denial) => {
            Ok(v1::Entry { withheld: Some(v1::Withheld { reason: denial.word().to_owned() }), ..bare })
        }
    }
}

fn disclosed(bare: v1::Entry, ground: Ground, salt: &[u8], event: v1::Event, links: Vec<v1::Link>) -> v1::Entry {
    let (salt, basis) = (Bytes::copy_from_slice(salt), ground.word().to_owned());
    v1::Entry { event: Some(event), salt, links, basis, ..bare }
}

/// The event of stored bytes.
pub(crate) fn event(body: &Sealed) -> Result<v1::Event, Status> {
    v1::Event::decode(body.bytes.clone()).map_err(|_| status(Reason::JournalCorrupt))
}

/// The links of an event, each as seen from it.
pub(crate) fn links_of(event: EventId, links: &[Link]) -> Vec<v1::Link> {
    links.iter().map(|link| link_message(event, *link)).collect()
}

fn link_message(event: EventId, link: Link) -> v1::Link {
    let Link { relation, from, to, is_ambiguous: ambiguous } = link;
    let (other, direction) =
        if from == event { (to, v1::LinkDirection::ToEarlier) } else { (from, v1::LinkDirection::FromLater) };
    let relation = match relation {
        LinkRelation::Answers => v1::LinkRelation::Answers,
        LinkRelation::Attaches => v1::LinkRelation::Attaches,
        LinkRelation::Cancels => v1::LinkRelation::Cancels,
        LinkRelation::Continues => v1::LinkRelation::Continues,
        LinkRelation::Corrects => v1::LinkRelation::Corrects,
        LinkRelation::Forwards => v1::LinkRelation::Forwards,
        LinkRelation::ReusesId => v1::LinkRelation::ReusesId,
        LinkRelation::SameAs => v1::LinkRelation::SameAs,
    };
    v1::Link { relation: relation.into(), event_id: other.to_string(), direction: direction.into(), ambiguous }
}
