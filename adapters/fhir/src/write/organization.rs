//! A party as an `Organization`.

use canonical::identifier::PartyIdentifier;
use canonical::party::Party;
use serde_json::Value;

use super::datatypes::identifier;
use super::resource::Resource;

const PROFILE: &str = "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-organization";

/// The organisation with its identifiers and its name.
pub(crate) fn organization(id: &str, party: &Party) -> Value {
    let Party { identifiers, organisation, .. } = party;
    let heading = std::iter::once(format!("Organization {id}")).chain(organisation.clone());
    let numbers = identifiers.iter().map(|one| format!("{}: {}", one.scheme(), one.value()));
    let lines: Vec<String> = heading.chain(numbers).collect();
    let identifiers = identifiers.iter().map(|one| identifier(system_of(one), &value_of(one)));
    let resource = Resource::new("Organization", id, PROFILE, &lines).with_all("identifier", identifiers);
    match organisation {
        Some(name) => resource.with("name", name),
        None => resource,
    }
    .into_tree()
}

/// The value as its naming system writes it: municipality codes there have four digits.
fn value_of(identifier: &PartyIdentifier) -> String {
    match identifier {
        PartyIdentifier::Municipality(code) => format!("{:0>4}", code.as_str()),
        PartyIdentifier::Cvr(_)
        | PartyIdentifier::Gln(_)
        | PartyIdentifier::Other { .. }
        | PartyIdentifier::Provider(_)
        | PartyIdentifier::Shak(_)
        | PartyIdentifier::Sor(_) => identifier.value().to_owned(),
    }
}

/// The naming system of an identifier, as messages write it today.
fn system_of(identifier: &PartyIdentifier) -> Option<&str> {
    match identifier {
        PartyIdentifier::Cvr(_) => Some("http://cvr.dk"),
        PartyIdentifier::Gln(_) => Some("https://www.gs1.org/gln"),
        PartyIdentifier::Municipality(_) => Some("http://hl7.dk/fhir/core/CodeSystem/dk-core-municipality-codes"),
        PartyIdentifier::Other { system, .. } => Some(system.as_str()).filter(|system| !system.is_empty()),
        PartyIdentifier::Provider(_) => Some("urn:oid:1.2.208.176.1.4"),
        PartyIdentifier::Shak(_) => Some("urn:oid:1.2.208.176.1.3"),
        PartyIdentifier::Sor(_) => Some("urn:oid:1.2.208.176.1.1"),
    }
}
