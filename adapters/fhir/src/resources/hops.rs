//! The hops of the messages before this one, which a message repeats as they were.
//!
//! Standard: `medcom-messaging-provenance` 4.0, one Provenance for every message of the chain.

use canonical::course::{Hop, HopEntity, HopRole, HopWhat};
use canonical::notice::{Notice, NoticeCode};
use canonical::party::Party;

use super::datatypes::moment;
use super::organisation::identifiers_of;
use super::provenance::{ENTITIES, letter_of, target};
use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::tree::Node;

/// The most earlier messages that are kept; no thread is as long.
const HOPS: usize = 256;

/// Every hop but the message's own, in the Bundle's order, and a doubt if there are more than are kept. What is wrong with
/// one was said where the profiles were checked; what cannot be read of it is left out.
pub(crate) fn hops(bundle: &Bundle<'_>, header: Node<'_>) -> (Vec<Hop>, Option<Notice>) {
    let own = header.children().find(|child| child.name() == "id").and_then(Node::raw_value);
    let mut reader = Reader { bundle, entities: 0, left: None };
    let mut hops = Vec::new();
    let mut seen_own = false;
    for node in bundle.of_type("Provenance") {
        let Some(letter_id) = target(node).map(letter_of) else { continue };
        if !seen_own && Some(letter_id) == own {
            seen_own = true;
        } else if hops.len() >= HOPS {
            reader.leave(node);
        } else {
            hops.push(reader.hop(node, letter_id));
        }
    }
    (hops, reader.left)
}

struct Reader<'b, 'a> {
    bundle: &'b Bundle<'a>,
    /// How many entities were read.
    entities: usize,
    left: Option<Notice>,
}

impl<'a> Reader<'_, 'a> {
    /// Says once that there is more than is kept.
    fn leave(&mut self, node: Node<'_>) {
        self.left.get_or_insert_with(|| Notice { code: NoticeCode::VerbatimLimit, at: node.place() });
    }

    fn hop(&mut self, node: Node<'a>, letter_id: &str) -> Hop {
        let mut unheard = Findings::default();
        let coding = node.child("activity").and_then(|activity| activity.child("coding"));
        let activity = coding.and_then(|coding| unheard.label(coding, "code")).unwrap_or_default();
        let entities = node.all("entity").filter_map(|entity| self.entity(entity)).collect();
        Hop {
            letter_id: letter_id.to_owned(),
            activity: activity.to_owned(),
            occurred: moment(node, "occurredDateTime", &mut unheard),
            recorded: moment(node, "recorded", &mut unheard),
            sender: self.sender(node).map(Box::new),
            entities,
        }
    }

    fn entity(&mut self, entity: Node<'a>) -> Option<HopEntity> {
        if self.entities >= ENTITIES {
            self.leave(entity);
            return None;
        }
        self.entities += 1;
        let mut unheard = Findings::default();
        let role = match entity.text("role")? {
            "removal" => HopRole::Removal,
            "revision" => HopRole::Revision,
            "source" => HopRole::Source,
            _ => return None,
        };
        let what = entity.child("what")?;
        let what = match unheard.label(what, "reference") {
            Some(address) => HopWhat::Letter(letter_of(address).to_owned()),
            None => HopWhat::Identifier(unheard.label(what.child("identifier")?, "value")?.to_owned()),
        };
        Some(HopEntity { role, what })
    }

    /// The agent, if it is in the message.
    fn sender(&self, node: Node<'a>) -> Option<Party> {
        let who = node.child("agent")?.child("who")?;
        let identifiers = identifiers_of(self.bundle, who);
        let found = self.bundle.find(who.text("reference")?)?;
        let organisation = Findings::default().label(found, "name").map(str::to_owned);
        (!identifiers.is_empty()).then(|| Party { identifiers, organisation, ..Party::default() })
    }
}
