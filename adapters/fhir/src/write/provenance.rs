//! A hop as a `Provenance`.

use canonical::Moment;
use canonical::course::{self, HopEntity, HopRole, HopWhat};
use fhir_sdk::r4b::codes::ProvenanceEntityRole;
use fhir_sdk::r4b::resources::{ProvenanceAgent, ProvenanceEntity};
use fhir_sdk::r4b::types::Reference;
use serde_json::Value;

use super::datatypes::{coding, concept, logical_reference, reference, unknown};
use super::resource::Resource;
use super::times::{date_time, full_instant};

pub(crate) const PROFILE: &str = "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-provenance";
const ACTIVITIES: &str = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-activityCodes";

/// One hop of a message.
pub(crate) struct Hop {
    /// The id of the resource.
    pub(crate) id: String,
    /// The message it is about.
    pub(crate) letter_id: String,
    /// When it was sent, for people.
    pub(crate) occurred: Moment,
    /// When it was sent, for machines.
    pub(crate) recorded: Moment,
    /// The code of what was done.
    pub(crate) activity: String,
    /// The address of the organisation that did it.
    pub(crate) agent: String,
    /// What it refers to.
    pub(crate) entities: Vec<Entity>,
}

/// An earlier message or a payload.
pub(crate) struct Entity {
    /// What it is to the hop.
    pub(crate) role: ProvenanceEntityRole,
    /// Which one.
    pub(crate) what: What,
}

/// The two ways to name an entity.
pub(crate) enum What {
    /// By address, as `MessageHeader/[id]`.
    Address(String),
    /// By the value of an identifier.
    Identifier(String),
}

/// The hop as a resource.
pub(crate) fn provenance(hop: &Hop) -> Value {
    let Hop { id, letter_id, occurred, recorded, activity, agent, entities } = hop;
    let target = format!("MessageHeader/{letter_id}");
    let what = format!("{activity} {}", occurred.written);
    let lines = [format!("Provenance {id}"), what, target.clone(), agent.clone()];
    Resource::new("Provenance", id, PROFILE, &lines)
        .with("target", [reference(&target)])
        .with("occurredDateTime", &occurred.written)
        .with("recorded", &recorded.written)
        .with("activity", concept(Some(coding(ACTIVITIES, activity)), None))
        .with("agent", [agent_of(agent)])
        .with_all("entity", entities.iter().map(entity_of))
        .into_tree()
}

/// The hop that a message itself is: what it does, when, by whom, and to which earlier message.
pub(crate) fn own_hop(hop: &Hop, profile: &str) -> Resource {
    let Hop { id: _, letter_id, occurred, recorded, activity, agent, entities } = hop;
    Resource::of("Provenance", Some(profile))
        .with("target", [reference(&format!("MessageHeader/{letter_id}"))])
        .with("occurredDateTime", date_time(occurred))
        .with("recorded", full_instant(recorded))
        .with("activity", concept(Some(coding(ACTIVITIES, activity)), None))
        .with("agent", [agent_of(agent)])
        .with_all("entity", entities.iter().map(entity_of))
}

/// The hop of a message before, as it was. Its organisation has this address; one that the message did not hold is not
/// known.
pub(crate) fn earlier_hop(hop: &course::Hop, agent: Option<&str>, profile: &str) -> Resource {
    let course::Hop { letter_id, activity, occurred, recorded, sender: _, entities } = hop;
    let activity = (!activity.is_empty()).then(|| concept(Some(coding(ACTIVITIES, activity)), None));
    Resource::of("Provenance", Some(profile))
        .with("target", [reference(&format!("MessageHeader/{letter_id}"))])
        .with("occurredDateTime", occurred.as_ref().map(date_time))
        .with("recorded", recorded.as_ref().map(full_instant))
        .with("activity", activity)
        .with("agent", [agent_who(agent.map_or_else(unknown, reference))])
        .with_all("entity", entities.iter().map(|entity| entity_of(&repeated(entity))))
}

fn repeated(HopEntity { role, what }: &HopEntity) -> Entity {
    let role = match role {
        HopRole::Removal => ProvenanceEntityRole::Removal,
        HopRole::Revision => ProvenanceEntityRole::Revision,
        HopRole::Source => ProvenanceEntityRole::Source,
    };
    let what = match what {
        HopWhat::Identifier(identifier) => What::Identifier(identifier.clone()),
        HopWhat::Letter(letter_id) => What::Address(format!("MessageHeader/{letter_id}")),
    };
    Entity { role, what }
}

fn agent_of(who: &str) -> ProvenanceAgent {
    agent_who(reference(who))
}

fn agent_who(who: Reference) -> ProvenanceAgent {
    ProvenanceAgent {
        id: None,
        extension: Vec::new(),
        modifier_extension: Vec::new(),
        r#type: None,
        r#type_ext: None,
        role: Vec::new(),
        role_ext: Vec::new(),
        who,
        who_ext: None,
        on_behalf_of: None,
        on_behalf_of_ext: None,
    }
}

fn entity_of(entity: &Entity) -> ProvenanceEntity {
    let Entity { role, what } = entity;
    let what = match what {
        What::Address(address) => reference(address),
        What::Identifier(value) => logical_reference(value),
    };
    ProvenanceEntity {
        id: None,
        extension: Vec::new(),
        modifier_extension: Vec::new(),
        role: *role,
        role_ext: None,
        what,
        what_ext: None,
        agent: Vec::new(),
        agent_ext: Vec::new(),
    }
}
