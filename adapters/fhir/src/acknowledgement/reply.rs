//! What an acknowledgement takes from the message it answers.

use canonical::Moment;
use canonical::letter::{LetterHead, Stamp};
use canonical::party::Party;
use fhir_sdk::r4b::codes::ProvenanceEntityRole;

use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::messages::is_activity;
use crate::resources::{ENTITIES, current_hop, is_id, organisation};
use crate::tree::Node;
use crate::write::{Entity, Hop, What, endpoint, instant, uuid};

/// The acknowledged message, as far as its answer repeats it.
pub(super) struct Original {
    /// Who is answered.
    pub(super) sender: Correspondent,
    /// Who answers.
    pub(super) receiver: Correspondent,
    /// The message's own hop.
    pub(super) hop: Option<Hop>,
    /// Whose hop that was, if it is neither of the two.
    agent: Option<Correspondent>,
}

/// One side of the exchange.
pub(super) struct Correspondent {
    /// The id of its Organization.
    id: String,
    party: Party,
    /// Where its messages go.
    pub(super) endpoint: String,
}

impl Original {
    pub(super) fn read(bundle: Option<&Bundle<'_>>, letter: &LetterHead) -> Self {
        let header = bundle.and_then(|bundle| bundle.resources().next());
        let destination = header.and_then(|header| primary(header));
        let sender = header.and_then(|header| header.child("sender"));
        let receiver = destination.and_then(|destination| destination.child("receiver"));
        let source = header.and_then(|header| header.child("source"));
        let nobody = Party::default();
        let answering = letter.receivers.first().unwrap_or(&nobody);
        let sender = Correspondent::new(sender, source, &letter.sender, bundle);
        let receiver = Correspondent::new(receiver, destination, answering, bundle);
        let current = bundle.zip(header).and_then(|(bundle, header)| {
            current_hop(bundle, header, &mut Findings::default()).map(|found| (bundle, found))
        });
        let agent = current.as_ref().and_then(|(bundle, found)| agent(bundle, found.node));
        // Published messages name organisations that are not there; the hop was the sender's all the same.
        let who = agent.as_ref().map_or_else(|| sender.address(), Correspondent::address);
        let hop = current.and_then(|(_, found)| hop(found, who, letter));
        let agent = agent.filter(|agent| agent.id != sender.id && agent.id != receiver.id);
        Self { sender, receiver, hop, agent }
    }

    /// Both organisations, or the one that both are, and any other that the message's own hop names.
    pub(super) fn organisations(&self) -> impl Iterator<Item = (&str, &Party)> {
        let other = Some(&self.receiver).filter(|receiver| receiver.id != self.sender.id);
        [&self.sender].into_iter().chain(other).chain(&self.agent).map(|one| (one.id.as_str(), &one.party))
    }
}

/// The organisation that did the hop, if it is in the message.
fn agent(bundle: &Bundle<'_>, hop: Node<'_>) -> Option<Correspondent> {
    let address = hop.child("agent")?.child("who")?.text("reference")?;
    let found = bundle.find(address).filter(|found| found.resource_type() == Some("Organization"))?;
    let party = organisation(found, &mut Findings::default());
    Some(Correspondent { id: own_id(found)?, endpoint: String::new(), party })
}

/// The id of a resource, if others can refer to it by that.
fn own_id(resource: Node<'_>) -> Option<String> {
    resource.text("id").filter(|id| is_id(id)).map(str::to_owned)
}

impl Correspondent {
    fn new(reference: Option<Node<'_>>, end: Option<Node<'_>>, party: &Party, bundle: Option<&Bundle<'_>>) -> Self {
        let address = reference.and_then(|reference| reference.text("reference"));
        let found = bundle.zip(address).and_then(|(bundle, address)| bundle.find(address));
        let id = found.and_then(own_id);
        let stated = end.and_then(|end| end.text("endpoint")).map(str::to_owned);
        Self {
            id: id.unwrap_or_else(|| derived_id(party)),
            party: party.clone(),
            endpoint: stated.unwrap_or_else(|| endpoint(party)),
        }
    }

    /// The address by which the acknowledgement refers to it.
    pub(super) fn address(&self) -> String {
        format!("Organization/{}", self.id)
    }
}

/// The primary destination, or the first one.
fn primary(header: Node<'_>) -> Option<Node<'_>> {
    let is_primary = |destination: &Node<'_>| {
        let coding = destination
            .extension("medcom-messaging-destinationUseExtension")
            .and_then(|extension| extension.child("valueCoding"));
        coding.and_then(|coding| coding.text("code")) == Some("primary")
    };
    header.all("destination").find(is_primary).or_else(|| header.child("destination"))
}

fn derived_id(party: &Party) -> String {
    let names: Vec<String> = party.identifiers.iter().map(|one| format!("{}:{}", one.scheme(), one.value())).collect();
    let names: Vec<&[u8]> = names.iter().map(String::as_bytes).collect();
    uuid("broen/fhir-organisation/1", &names)
}

/// The hop of the message itself, repeated in its acknowledgement; not one whose activity is in no list, for which the
/// acknowledgement would be refused.
fn hop(found: crate::resources::Hop<'_>, who: String, letter: &LetterHead) -> Option<Hop> {
    let derived = || uuid("broen/fhir-earlier-provenance/1", &[letter.letter_id.as_bytes()]);
    let occurred = found.occurred.or_else(|| found.recorded.clone())?;
    Some(Hop {
        id: own_id(found.node).unwrap_or_else(derived),
        letter_id: letter.letter_id.clone(),
        recorded: found.recorded.unwrap_or_else(|| occurred.clone()),
        occurred,
        activity: found.activity.map(|(_, code)| code).filter(|code| is_activity(code))?.to_owned(),
        agent: who,
        entities: found.node.all("entity").take(ENTITIES).filter_map(entity).collect(),
    })
}

fn entity(entity: Node<'_>) -> Option<Entity> {
    let role = match entity.text("role")? {
        "removal" => ProvenanceEntityRole::Removal,
        "revision" => ProvenanceEntityRole::Revision,
        "source" => ProvenanceEntityRole::Source,
        _ => return None,
    };
    let what = entity.child("what")?;
    let named = || what.child("identifier").and_then(|identifier| identifier.text("value"));
    let what = match what.text("reference") {
        Some(address) => What::Address(address.to_owned()),
        None => What::Identifier(named()?.to_owned()),
    };
    Some(Entity { role, what })
}

/// The hop that the acknowledgement itself is.
pub(super) fn own_hop(id: &str, header_id: &str, letter: &LetterHead, original: &Original, stamp: &Stamp) -> Hop {
    let at = Moment::from_instant(stamp.at, instant(stamp.at));
    let what = What::Address(format!("MessageHeader/{}", letter.letter_id));
    Hop {
        id: id.to_owned(),
        letter_id: header_id.to_owned(),
        occurred: at.clone(),
        recorded: at,
        activity: "acknowledgement".to_owned(),
        agent: original.receiver.address(),
        entities: vec![Entity { role: ProvenanceEntityRole::Revision, what }],
    }
}
