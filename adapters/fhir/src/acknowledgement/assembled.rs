//! The resources of an acknowledgement.

use canonical::letter::{LetterHead, Stamp};
use fhir_sdk::r4b::codes::ResponseType;
use serde_json::Value;

use super::reply::{Original, own_hop};
use crate::write::{self, Guide, Header, Response, uuid};

/// The guide of acknowledgements.
pub(super) const GUIDE: Guide = Guide {
    profile: "http://medcomfhir.dk/ig/acknowledgement/StructureDefinition/medcom-messaging-acknowledgement",
    base: "https://medcomfhir.dk/ig/acknowledgement",
};

/// What an acknowledgement says.
pub(super) struct Verdicts {
    /// Its own id.
    pub(super) id: String,
    /// Its code.
    pub(super) code: ResponseType,
    /// Its reasons, with their id.
    pub(super) outcome: Option<(String, Value)>,
}

/// Header, hops, organisations and reasons, in this order.
pub(super) fn assembled(original: &Original, letter: &LetterHead, said: Verdicts, stamp: &Stamp) -> Vec<Value> {
    let Verdicts { id, code, outcome } = said;
    let details = outcome.as_ref().map(|(id, _)| format!("OperationOutcome/{id}"));
    let response = Response { letter_id: letter.letter_id.clone(), code, details };
    let header = Header {
        id: id.clone(),
        sender: original.receiver.address(),
        source: original.receiver.endpoint.clone(),
        receiver: original.sender.address(),
        destination: original.sender.endpoint.clone(),
        response,
    };
    let own_hop = own_hop(&uuid("broen/fhir-provenance/1", &[id.as_bytes()]), &id, letter, original, stamp);
    let header = write::message_header(&header);
    let hops = original.hop.iter().chain([&own_hop]).map(write::provenance);
    let organisations = original.organisations().map(|(id, party)| write::organization(id, party));
    let outcome = outcome.map(|(_, outcome)| outcome);
    [header].into_iter().chain(hops).chain(organisations).chain(outcome).collect()
}
