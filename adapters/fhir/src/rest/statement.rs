//! What is taken, as a `CapabilityStatement`: made of the tables by which requests are answered.
//!
//! Standard: HL7 FHIR R4, "CapabilityStatement".

use canonical::letter::{Format, Receipt};
use serde_json::{Value, json};

use super::kinds::KINDS;
use crate::write::serialised;

/// Who answers.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The address of the service.
    pub base: &'a str,
    /// The version of the software.
    pub version: &'a str,
}

/// What can be done with a type of resource: the code of FHIR's `type-restful-interaction`, and its method.
pub const INTERACTIONS: [(&str, &str); 2] = [("create", "POST"), ("update", "PUT")];

/// The operation on the whole service, and its definition.
pub const OPERATIONS: [(&str, &str); 1] =
    [("process-message", "http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message")];

/// The place below the base where notifications of subscriptions may be sent.
pub const NOTIFICATIONS: &str = "notifications";

/// The types of Bundle that the service takes at its base.
pub const BUNDLES: [&str; 5] = ["collection", "document", "history", "message", "transaction"];

/// The messages that have a body of their own: their definitions, without versions.
const MESSAGES: [&str; 3] = [
    "http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/MedComAcknowledgementMessageDefinition",
    "http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/MedComCareCommunicationMessageDefinition",
    "http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/MedComHospitalNotificationMessageDefinition",
];

/// When what is taken was changed last.
const DATE: &str = "2026-11-22";

/// The statement.
#[must_use]
pub fn render(site: Site<'_>, format: Format) -> Receipt {
    serialised(&statement(site), format)
}

fn statement(Site { base, version }: Site<'_>) -> Value {
    json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": DATE,
        "publisher": "Broen",
        "kind": "instance",
        "software": { "name": "Broen", "version": version },
        "implementation": { "description": "Takes clinical messages, documents and resources in", "url": base },
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "application/fhir+xml"],
        "rest": [{
            "mode": "server",
            "documentation": format!(
                "Resources are handed over and cannot be read, searched or deleted here. Bundles taken at the base: {}. \
                 A Bundle of type history is a notification of a topic-based subscription; \
                 [base]/{NOTIFICATIONS} takes the same and is the endpoint for rest-hook channels.",
                BUNDLES.join(", ")
            ),
            "security": {
                "cors": false,
                "description": "Mutual TLS. The client certificate names the organisation, which must be a sender or a carrier.",
            },
            "resource": KINDS.iter().map(|kind| resource(kind.name)).collect::<Vec<_>>(),
            "interaction": [{ "code": "transaction" }],
            "operation": OPERATIONS.map(|(name, definition)| json!({ "name": name, "definition": definition })),
        }],
        "messaging": [{
            "documentation": "Every message is answered with an Acknowledgement in the response.",
            "supportedMessage": MESSAGES.map(|definition| json!({ "mode": "receiver", "definition": definition })),
        }],
        "document": [{
            "mode": "consumer",
            "documentation": "Documents of any profile.",
            "profile": "http://hl7.org/fhir/StructureDefinition/Bundle",
        }],
    })
}

fn resource(name: &str) -> Value {
    json!({
        "type": name,
        "interaction": INTERACTIONS.map(|(code, _)| json!({ "code": code })),
        "versioning": "no-version",
        "readHistory": false,
        "updateCreate": true,
        "conditionalCreate": false,
        "conditionalRead": "not-supported",
        "conditionalUpdate": false,
        "conditionalDelete": "not-supported",
        "referencePolicy": ["literal", "logical", "local"],
    })
}
