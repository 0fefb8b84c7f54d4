//! The `MessageHeader` of an acknowledgement.

use fhir_sdk::r4b::codes::ResponseType;
use fhir_sdk::r4b::resources::MessageHeader;
use serde_json::{Value, json};

use super::datatypes::{coding, narrative, profile, reference};
use super::typed::typed;

const PROFILE: &str =
    "http://medcomfhir.dk/ig/acknowledgement/StructureDefinition/medcom-messaging-acknowledgementHeader";
const EVENTS: &str = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-eventCodes";
const USES: &str = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-destinationUse";
const USE_EXTENSION: &str =
    "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-destinationUseExtension";

/// Who answers whom, and what.
pub(crate) struct Header {
    /// The id of the acknowledgement.
    pub(crate) id: String,
    /// Address of the organisation that answers.
    pub(crate) sender: String,
    /// Its endpoint.
    pub(crate) source: String,
    /// Address of the organisation that is answered.
    pub(crate) receiver: String,
    /// Its endpoint.
    pub(crate) destination: String,
    /// The answer.
    pub(crate) response: Response,
}

/// The answer to a message.
pub(crate) struct Response {
    /// The id of the acknowledged message.
    pub(crate) letter_id: String,
    /// The verdict.
    pub(crate) code: ResponseType,
    /// Address of the OperationOutcome, where there is one.
    pub(crate) details: Option<String>,
}

/// The header as a resource.
pub(crate) fn message_header(header: &Header) -> Value {
    let Header { id, sender, source, receiver, destination, response } = header;
    let verdict = format!("{} {}", response.code.as_ref(), response.letter_id);
    let lines = [format!("MessageHeader {id}"), verdict, sender.clone(), receiver.clone()];
    typed::<MessageHeader>(json!({
        "resourceType": "MessageHeader",
        "id": id,
        "meta": profile(PROFILE),
        "text": narrative(&lines),
        "eventCoding": coding(EVENTS, "acknowledgement-message"),
        "destination": [{
            "extension": [{ "url": USE_EXTENSION, "valueCoding": coding(USES, "primary") }],
            "endpoint": destination,
            "receiver": reference(receiver),
        }],
        "sender": reference(sender),
        "source": { "endpoint": source },
        "response": response_of(response),
    }))
}

fn response_of(response: &Response) -> Value {
    let Response { letter_id, code, details } = response;
    let mut tree = json!({ "identifier": letter_id, "code": code.as_ref() });
    if let Some(details) = details {
        tree["details"] = reference(details);
    }
    tree
}
