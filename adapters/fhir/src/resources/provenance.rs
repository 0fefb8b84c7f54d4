//! `Provenance`: the hops of a message. The current one says what this message does to an earlier one.

use std::collections::HashMap;

use canonical::Moment;
use canonical::course::Episode;
use canonical::identifier::{Gln, PartyIdentifier};
use canonical::refusal::RefusalCode;

use super::datatypes::moment;
use super::organisation::identifiers_of;
use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::tree::Node;

/// The most earlier messages that one hop may name; the profiles allow one.
const EARLIER: usize = 16;

/// The most entities of one hop: earlier messages, and the payloads that it added.
pub(crate) const ENTITIES: usize = 8192;

/// The hop that this message is.
pub(crate) struct Hop<'a> {
    /// The resource.
    pub(crate) node: Node<'a>,
    /// What was done, with its node: a code of `medcom-messaging-activityCodes`.
    pub(crate) activity: Option<(Node<'a>, &'a str)>,
    /// When it was sent, for people.
    pub(crate) occurred: Option<Moment>,
    /// When it was sent, for machines.
    pub(crate) recorded: Option<Moment>,
    /// Earlier messages it is about.
    pub(crate) earlier: Vec<Earlier>,
    /// Identifiers of the payloads this hop added; UUIDs as 32 hexadecimal digits.
    pub(crate) added: Vec<String>,
}

/// An earlier message, and what this one does to it.
pub(crate) struct Earlier {
    /// What is done to it.
    pub(crate) role: Role,
    /// Who sent it, if that is known.
    pub(crate) sender: Option<PartyIdentifier>,
    /// Its id.
    pub(crate) letter_id: String,
}

/// What an entity is to its hop: the codes of `provenance-entity-role` that MedCom uses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It is taken back.
    Removal,
    /// It is followed, answered, corrected or handed on.
    Revision,
}

/// The Provenance whose target is this message. Timestamps collide, so they do not decide.
pub(crate) fn current_hop<'a>(bundle: &Bundle<'a>, header: Node<'a>, findings: &mut Findings) -> Option<Hop<'a>> {
    let id = header.children().find(|child| child.name() == "id").and_then(Node::raw_value);
    let mut current = None;
    let mut hops = HashMap::new();
    for hop in bundle.of_type("Provenance") {
        let about = target(hop).map(letter_of);
        hops.extend(about.map(|about| (about, hop)));
        if current.is_none() && about.is_some() && about == id {
            current = Some(hop);
        } else {
            // What is kept of the hops before this one is read in `hops`; the rest stays in the original.
            hop.mark_all();
        }
    }
    Some(Hops { bundle, by_target: hops }.read(current?, findings))
}

/// The hops of a Bundle, by the letter each is about.
struct Hops<'b, 'a> {
    bundle: &'b Bundle<'a>,
    by_target: HashMap<&'a str, Node<'a>>,
}

impl<'a> Hops<'_, 'a> {
    fn read(&self, node: Node<'a>, findings: &mut Findings) -> Hop<'a> {
        node.all("target").chain(node.all("agent").flat_map(|agent| agent.all("who"))).for_each(address_only);
        let coding = findings.required(node, "activity").and_then(|activity| findings.required(activity, "coding"));
        let activity = coding.and_then(|coding| {
            coding.mark("system");
            coding.mark("display");
            findings.required_text(coding, "code")
        });
        let mut hop = Hop {
            node,
            activity,
            occurred: moment(node, "occurredDateTime", findings),
            recorded: moment(node, "recorded", findings),
            earlier: Vec::new(),
            added: Vec::new(),
        };
        for (index, entity) in node.all("entity").enumerate() {
            if index >= ENTITIES {
                findings.refuse(RefusalCode::DocumentTooComplex, entity);
                break;
            }
            self.add_entity(&mut hop, entity, findings);
        }
        hop
    }

    fn add_entity(&self, hop: &mut Hop<'a>, entity: Node<'a>, findings: &mut Findings) {
        let role = match findings.required_text(entity, "role") {
            Some((_, "removal")) => Some(Role::Removal),
            Some((_, "revision")) => Some(Role::Revision),
            Some((_, "source")) => None,
            Some((at, _)) => return findings.refuse(RefusalCode::CodeUnknown, at),
            None => return,
        };
        let Some(what) = findings.required(entity, "what") else { return };
        let reference = what.text("reference");
        let identifier = what.child("identifier").and_then(|identifier| {
            identifier.mark_where("system", "urn:ietf:rfc:3986");
            identifier.text("value")
        });
        if hop.earlier.len() >= EARLIER {
            return findings.refuse(RefusalCode::ElementRepeated, entity);
        }
        match (role, reference, identifier) {
            (Some(role), Some(reference), named) => {
                let letter_id = letter_of(reference).to_owned();
                let sender = self.sender_of(&letter_id).or_else(|| letter_reference(named?).0);
                hop.earlier.push(Earlier { role, sender, letter_id });
            }
            (Some(role), None, Some(written)) => {
                let (sender, letter_id) = letter_reference(written);
                hop.earlier.push(Earlier { role, sender, letter_id });
            }
            (None, _, Some(payload)) => hop.added.push(Episode::new(None, payload).value),
            (None, Some(_), None) => {}
            (_, None, None) => findings.refuse_missing(RefusalCode::ElementMissing, what, "reference"),
        }
    }

    /// Who sent an earlier message: the agent of its own hop, if the message carries it.
    fn sender_of(&self, letter_id: &str) -> Option<PartyIdentifier> {
        let agent = self.by_target.get(letter_id)?.children().find(|child| child.name() == "agent")?;
        let who = agent.children().find(|child| child.name() == "who")?;
        let identifiers = identifiers_of(self.bundle, who);
        let gln = identifiers.iter().find(|identifier| matches!(identifier, PartyIdentifier::Gln(_)));
        gln.or(identifiers.first()).cloned()
    }
}

/// Marks an address, which leads to nothing that is not read elsewhere.
fn address_only(reference: Node<'_>) {
    ["reference", "type", "display"].into_iter().for_each(|name| reference.mark(name));
}

pub(super) fn target(hop: Node<'_>) -> Option<&str> {
    let target = hop.children().find(|child| child.name() == "target")?;
    target.children().find(|child| child.name() == "reference")?.raw_value()
}

/// The id at the end of `MessageHeader/[id]`, or of an address.
pub(super) fn letter_of(reference: &str) -> &str {
    let bare = reference.strip_prefix("urn:uuid:").unwrap_or(reference);
    bare.rsplit('/').next().unwrap_or(bare)
}

/// Reads `[lokationsnummer]#[brevid]`, the name of an earlier letter in an older standard. Published
/// examples write it the other way round, so thirteen digits decide which half is the sender.
fn letter_reference(written: &str) -> (Option<PartyIdentifier>, String) {
    let is_gln = |half: &str| half.len() == 13 && half.bytes().all(|byte| byte.is_ascii_digit());
    let gln = |half: &str| Some(PartyIdentifier::Gln(Gln::new(half)));
    match written.split_once('#') {
        Some((sender, letter)) if is_gln(sender) => (gln(sender), letter.to_owned()),
        Some((letter, sender)) if is_gln(sender) => (gln(sender), letter.to_owned()),
        _ => (None, written.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_orders_name_the_same_letter() {
        let right = letter_reference("5790999900010#B300720181623");
        assert_eq!(right, letter_reference("B300720181623#5790999900010"));
        assert_eq!(right.0, Some(PartyIdentifier::from_scheme("gln", "5790999900010")));
        assert_eq!(letter_reference("LTR1"), (None, "LTR1".to_owned()));
    }

    #[test]
    fn every_spelling_of_a_reference_ends_in_the_id() {
        for reference in ["MessageHeader/a-1", "https://example.org/fhir/MessageHeader/a-1", "urn:uuid:a-1"] {
            assert_eq!(letter_of(reference), "a-1");
        }
    }
}
