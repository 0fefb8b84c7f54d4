//! A party as an `Organization`.

use canonical::identifier::PartyIdentifier;
use canonical::party::{Address, Party};
use serde_json::Value;

use super::datatypes::identifier;
use super::element::Element;
use super::persons::{self, contact_point};
use super::resource::Resource;
use super::shelf::Shelf;

/// An organisation that only takes part in the content of a message.
const CORE: &str = "http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-organization";
/// An organisation that sends or gets messages.
pub(crate) const PROFILE: &str = "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-organization";

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

impl Shelf {
    /// A party as an organisation with everything known of it; gives its address.
    pub(crate) fn organisation(&mut self, party: &Party, profile: &str) -> String {
        self.organisation_whose_contact(party, profile, None)
    }

    /// The same, with the one person there who is meant.
    pub(crate) fn organisation_whose_contact(
        &mut self,
        party: &Party,
        profile: &str,
        contact: Option<Element>,
    ) -> String {
        let Party { identifiers, organisation, department, unit, address, contacts, .. } = party;
        let names: Vec<&str> = [organisation, department, unit].into_iter().flatten().map(String::as_str).collect();
        let resource = Resource::of("Organization", Some(profile))
            .with_all("identifier", identifiers.iter().map(party_identifier))
            .with("name", names.join(", "))
            .with_all("telecom", contacts.iter().map(contact_point))
            .with_all("address", (*address != Address::default()).then(|| persons::address(address)))
            .with_all("contact", contact);
        let address = self.put(resource);
        self.know(identifiers, &address);
        address
    }

    /// The organisation with these identifiers: one that was named before, else one of which nothing else is known.
    pub(crate) fn organisation_with(&mut self, identifiers: &[PartyIdentifier]) -> String {
        let unnamed = || Party { identifiers: identifiers.to_vec(), ..Party::default() };
        self.known(identifiers).unwrap_or_else(|| self.organisation(&unnamed(), CORE))
    }
}

/// An identifier of an organisation, in its naming system.
pub(crate) fn party_identifier(one: &PartyIdentifier) -> fhir_sdk::r4b::types::Identifier {
    identifier(system_of(one), &value_of(one))
}

/// The endpoint that MedCom recommends: the organisation's page in SOR; without a SOR code, a place for its location
/// number, of the same form.
pub(crate) fn endpoint(party: &Party) -> String {
    let sor = party.identifiers.iter().find_map(|identifier| match identifier {
        PartyIdentifier::Sor(code) => Some(code.as_str()),
        _ => None,
    });
    match (sor, party.gln()) {
        (None, Some(gln)) => format!("https://www.gs1.org/gln#id={}", gln.as_str()),
        (sor, _) => format!("https://sor2.sum.dsdn.dk/#id={}", sor.unwrap_or_default()),
    }
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
pub(crate) fn system_of(identifier: &PartyIdentifier) -> Option<&str> {
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
