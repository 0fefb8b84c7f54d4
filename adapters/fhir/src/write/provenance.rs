//! A hop as a `Provenance`.

use canonical::Moment;
use fhir_sdk::r4b::codes::ProvenanceEntityRole;
use fhir_sdk::r4b::resources::Provenance;
use serde_json::{Value, json};

use super::datatypes::{coding, narrative, profile, reference};
use super::typed::typed;

const PROFILE: &str = "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-provenance";
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
    let mut tree = json!({
        "resourceType": "Provenance",
        "id": id,
        "meta": profile(PROFILE),
        "text": narrative(&lines),
        "target": [reference(&target)],
        "occurredDateTime": occurred.written,
        "recorded": recorded.written,
        "activity": { "coding": [coding(ACTIVITIES, activity)] },
        "agent": [{ "who": reference(agent) }],
    });
    if !entities.is_empty() {
        tree["entity"] = entities.iter().map(entity).collect();
    }
    typed::<Provenance>(tree)
}

fn entity(entity: &Entity) -> Value {
    let Entity { role, what } = entity;
    let what = match what {
        What::Address(address) => reference(address),
        What::Identifier(value) => json!({ "identifier": { "value": value } }),
    };
    json!({ "role": role.as_ref(), "what": what })
}
