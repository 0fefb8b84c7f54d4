//! The `MessageHeader` of an acknowledgement.

use fhir_sdk::r4b::codes::ResponseType;
use fhir_sdk::r4b::resources::{MessageHeaderDestination, MessageHeaderResponse, MessageHeaderSource};
use fhir_sdk::r4b::types::{Extension, ExtensionInner, ExtensionValue};
use serde_json::Value;

use super::datatypes::{coding, reference};
use super::resource::Resource;

const PROFILE: &str =
    "http://medcomfhir.dk/ig/acknowledgement/StructureDefinition/medcom-messaging-acknowledgementHeader";
pub(super) const EVENTS: &str = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-eventCodes";
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
    Resource::new("MessageHeader", id, PROFILE, &lines)
        .with("eventCoding", coding(EVENTS, "acknowledgement-message"))
        .with("destination", [destination_of(receiver, destination)])
        .with("sender", reference(sender))
        .with("source", source_of(source))
        .with("response", response_of(response))
        .into_tree()
}

pub(super) fn destination_of(receiver: &str, endpoint: &str) -> MessageHeaderDestination {
    let primary = ExtensionInner {
        id: None,
        extension: Vec::new(),
        url: USE_EXTENSION.to_owned(),
        value: Some(ExtensionValue::Coding(coding(USES, "primary"))),
        value_ext: None,
    };
    MessageHeaderDestination {
        id: None,
        extension: vec![Extension::from(primary)],
        modifier_extension: Vec::new(),
        name: None,
        name_ext: None,
        target: None,
        target_ext: None,
        endpoint: endpoint.to_owned(),
        endpoint_ext: None,
        receiver: Some(reference(receiver)),
        receiver_ext: None,
    }
}

pub(super) fn source_of(endpoint: &str) -> MessageHeaderSource {
    MessageHeaderSource {
        id: None,
        extension: Vec::new(),
        modifier_extension: Vec::new(),
        name: None,
        name_ext: None,
        software: None,
        software_ext: None,
        version: None,
        version_ext: None,
        contact: None,
        contact_ext: None,
        endpoint: endpoint.to_owned(),
        endpoint_ext: None,
    }
}

fn response_of(response: &Response) -> MessageHeaderResponse {
    let Response { letter_id, code, details } = response;
    MessageHeaderResponse {
        id: None,
        extension: Vec::new(),
        modifier_extension: Vec::new(),
        identifier: letter_id.clone(),
        identifier_ext: None,
        code: *code,
        code_ext: None,
        details: details.as_deref().map(reference),
        details_ext: None,
    }
}
