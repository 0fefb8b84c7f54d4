//! A party as an `Organization`.

use canonical::identifier::PartyIdentifier;
use canonical::party::Party;
use fhir_sdk::r4b::resources::Organization;
use serde_json::{Value, json};

use super::datatypes::{narrative, profile};
use super::typed::typed;

const PROFILE: &str = "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-organization";

/// The organisation with its identifiers and its name.
pub(crate) fn organization(id: &str, party: &Party) -> Value {
    let Party { identifiers, organisation, .. } = party;
    let heading = std::iter::once(format!("Organization {id}")).chain(organisation.clone());
    let numbers = identifiers.iter().map(|one| format!("{}: {}", one.scheme(), one.value()));
    let lines: Vec<String> = heading.chain(numbers).collect();
    let mut tree = json!({
        "resourceType": "Organization",
        "id": id,
        "meta": profile(PROFILE),
        "text": narrative(&lines),
    });
    if !identifiers.is_empty() {
        tree["identifier"] = identifiers.iter().map(identifier).collect();
    }
    if let Some(name) = organisation {
        tree["name"] = json!(name);
    }
    typed::<Organization>(tree)
}

fn identifier(identifier: &PartyIdentifier) -> Value {
    match system_of(identifier) {
        "" => json!({ "value": identifier.value() }),
        system => json!({ "system": system, "value": identifier.value() }),
    }
}

/// The naming system of an identifier, as messages write it today.
fn system_of(identifier: &PartyIdentifier) -> &str {
    match identifier {
        PartyIdentifier::Cvr(_) => "http://cvr.dk",
        PartyIdentifier::Gln(_) => "https://www.gs1.org/gln",
        PartyIdentifier::Municipality(_) => "http://hl7.dk/fhir/core/CodeSystem/dk-core-municipality-codes",
        PartyIdentifier::Other { system, .. } => system,
        PartyIdentifier::Provider(_) => "urn:oid:1.2.208.176.1.4",
        PartyIdentifier::Shak(_) => "urn:oid:1.2.208.176.1.3",
        PartyIdentifier::Sor(_) => "urn:oid:1.2.208.176.1.1",
    }
}
