//! What is asked of an Acknowledgement that comes in. One that is refused answers nothing, and is never answered itself.

use canonical::refusal::RefusalCode as Code;
use serde_json::json;

use crate::message::Message;
use crate::rule::Base::Accepted;
use crate::rule::Rule;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        asks: "An Acknowledgement says what it answers.",
        source: &["medcom-acknowledgement-2", "medcom-messaging-acknowledgementHeader: MessageHeader.response"],
        breaks: |m| m.remove("MessageHeader/response"),
        ..Rule::refuses("ack-response", Code::ElementMissing, "MessageHeader.response", Accepted)
    },
    Rule {
        asks: "It names the message, in its response or in its own hop; published ones disagree, and either will do.",
        source: &["medcom-messaging-acknowledgementHeader: MessageHeader.response.identifier"],
        keeps: |m| m.remove("MessageHeader/response/identifier"),
        breaks: |m| m.remove("Provenance/entity"),
        ..Rule::refuses("ack-identifier", Code::ElementMissing, "MessageHeader.response.identifier", Accepted)
    },
    Rule {
        asks: "It says how it went.",
        source: &["medcom-messaging-acknowledgementHeader: MessageHeader.response.code"],
        breaks: |m| m.remove("MessageHeader/response/code"),
        ..Rule::refuses("ack-code", Code::ElementMissing, "MessageHeader.response.code", Accepted)
    },
    Rule {
        asks: "How it went is ok, transient-error or fatal-error; never AA, AE or AR, which MedCom's pages confuse.",
        source: &["FHIR R4: response-code", "dossier, conflict 4"],
        breaks: |m| m.set("MessageHeader/response/code", "AA"),
        ..Rule::refuses("ack-code-listed", Code::CodeUnknown, "MessageHeader.response.code", Accepted)
    },
    Rule {
        asks: "An Acknowledgement that is not ok has its reasons.",
        source: &["medcom-acknowledgement-1", "medcom-messaging-acknowledgementHeader: MessageHeader.response.details"],
        keeps: negative,
        breaks: |m| m.without("OperationOutcome"),
        ..Rule::refuses("ack-reasons", Code::ResourceMissing, "MessageHeader.response.details", Accepted)
    },
    Rule {
        asks: "Reasons are at least one issue.",
        source: &["medcom-acknowledgement-operationoutcome: OperationOutcome.issue"],
        keeps: negative,
        breaks: |m| m.remove("OperationOutcome/issue"),
        ..Rule::refuses("ack-issue", Code::ElementMissing, "OperationOutcome.issue", Accepted)
    },
    Rule {
        asks: "An issue says how bad it is.",
        source: &["medcom-acknowledgement-operationoutcome: OperationOutcome.issue.severity"],
        keeps: negative,
        breaks: |m| m.remove("OperationOutcome/issue/0/severity"),
        ..Rule::refuses("ack-issue-severity", Code::ElementMissing, "OperationOutcome.issue.severity", Accepted)
    },
    Rule {
        asks: "An issue says of what kind it is; a sender's own codes in its details are read as they are.",
        source: &["medcom-acknowledgement-operationoutcome: OperationOutcome.issue.code"],
        keeps: |m| {
            negative(m);
            m.set("OperationOutcome/issue/0/details", json!({ "coding": [{ "system": "urn:x", "code": "OWN" }] }));
        },
        breaks: |m| m.remove("OperationOutcome/issue/0/code"),
        ..Rule::refuses("ack-issue-code", Code::ElementMissing, "OperationOutcome.issue.code", Accepted)
    },
    Rule {
        asks: "An Acknowledgement has no copies.",
        source: &["medcom-messaging-acknowledgementHeader: MessageHeader.destination:cc"],
        breaks: |m| {
            m.repeat("MessageHeader/destination");
            m.set("MessageHeader/destination/1/extension/0/valueCoding/code", "cc");
        },
        ..Rule::refuses("ack-no-copies", Code::RuleBroken, "MessageHeader.destination", Accepted)
    },
    Rule {
        asks: "An Acknowledgement has hops as any message.",
        source: &["medcom-messaging-2", "governance-for-acknowledgement: two Provenances"],
        breaks: |m| m.without("Provenance"),
        ..Rule::refuses("ack-hops", Code::ResourceMissing, "Bundle.entry", Accepted)
    },
    Rule {
        asks: "The activities of its hops are MedCom's.",
        source: &["medcom-messaging-provenance: Provenance.activity"],
        breaks: |m| m.set("Provenance/activity/coding/0/code", "acknowledged"),
        ..Rule::refuses("ack-activity", Code::CodeUnknown, "Provenance.activity.coding.code", Accepted)
    },
];

fn negative(m: &mut Message) {
    m.set("MessageHeader/response/code", "fatal-error");
    m.set("MessageHeader/response/details", json!({ "reference": "OperationOutcome/added" }));
    let issue = json!({ "severity": "error", "code": "structure" });
    m.with(json!({ "resourceType": "OperationOutcome", "id": "added", "issue": [issue] }));
}
