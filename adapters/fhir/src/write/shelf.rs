//! The resources of one Bundle in the making, each once.

use std::collections::HashSet;

use canonical::event::EventId;
use canonical::identifier::PartyIdentifier;
use serde_json::Value;

use super::datatypes::uuid;
use super::resource::Resource;

/// Resources that refer to each other by address. Two that say the same are one: ids are made of the event's id and of
/// what the resource says.
pub(crate) struct Shelf {
    event: EventId,
    resources: Vec<Value>,
    addresses: HashSet<String>,
    organisations: Vec<(Vec<PartyIdentifier>, String)>,
}

impl Shelf {
    /// An empty shelf for what is made of this event.
    pub(crate) fn new(event: EventId) -> Self {
        Self { event, resources: Vec::new(), addresses: HashSet::new(), organisations: Vec::new() }
    }

    /// Puts a resource there, and gives its address.
    pub(crate) fn put(&mut self, resource: Resource) -> String {
        let id = uuid("broen/fhir-resource/1", &[self.event.as_bytes(), &resource.content()]);
        self.put_as(&id, resource)
    }

    /// Puts a resource there that has an id already.
    pub(crate) fn put_as(&mut self, id: &str, resource: Resource) -> String {
        let address = format!("{}/{id}", resource.kind());
        if self.addresses.insert(address.clone()) {
            self.resources.push(resource.named(id));
        }
        address
    }

    /// Remembers the address of an organisation by its identifiers. The first of some identifiers stays.
    pub(super) fn know(&mut self, identifiers: &[PartyIdentifier], address: &str) {
        if self.known(identifiers).is_none() {
            self.organisations.push((identifiers.to_vec(), address.to_owned()));
        }
    }

    /// The organisation with these identifiers, if there is one.
    pub(crate) fn known(&self, identifiers: &[PartyIdentifier]) -> Option<String> {
        self.organisations.iter().find(|(known, _)| known == identifiers).map(|(_, address)| address.clone())
    }

    /// Everything, in the order it was put there.
    pub(crate) fn into_resources(self) -> Vec<Value> {
        self.resources
    }
}
