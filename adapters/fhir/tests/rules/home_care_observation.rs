//! What HomeCareObservation 1.2 asks.

use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode as Code;
use serde_json::json;

use crate::rule::Base::Report;
use crate::rule::{Older, Rule};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        asks: "The definition is MedCom's, of version 1 and a minor version of one or two digits.",
        source: &["medcom-hcobs-definition-url"],
        breaks: |m| m.set("MessageHeader/definition", "http://example.dk/MessageDefinition/own|1.1"),
        ..Rule::refuses("hco-definition", Code::ValueMalformed, "MessageHeader.definition", Report)
    },
    Rule {
        asks: "A message that names no version is read as one of version 1 that lacks what it lacks.",
        source: &["medcom-homecareobservation-messageheader: MessageHeader.definition"],
        breaks: |m| {
            m.at("MessageHeader").as_object_mut().expect("a header").remove("definition");
        },
        ..Rule::tolerates("hco-version", NoticeCode::RuleTolerated, "MessageHeader.definition", Report)
    },
    Rule {
        asks: "The header names its report.",
        source: &["medcom-homecareObsMessage-1", "medcom-homecareobservation-messageheader: MessageHeader.focus"],
        breaks: |m| m.remove("MessageHeader/focus"),
        ..Rule::refuses("hco-focus", Code::ElementMissing, "MessageHeader.focus", Report)
    },
    Rule {
        asks: "A report has no copies.",
        source: &["medcom-homecareobservation-messageheader: MessageHeader.destination:cc"],
        older: Older::Doubted,
        breaks: |m| {
            m.repeat("MessageHeader/destination");
            m.set("MessageHeader/destination/1/extension/0/valueCoding/code", "cc");
        },
        ..Rule::refuses("hco-no-copies", Code::RuleBroken, "MessageHeader.destination", Report)
    },
    Rule {
        asks: "The activity is new, reply, modified or retract.",
        source: &["medcom-homecareObsMessage-2"],
        breaks: |m| m.set("Provenance/activity/coding/0/code", "forward-message"),
        ..Rule::refuses("hco-activity", Code::CodeUnknown, "Provenance.activity.coding.code", Report)
    },
    Rule {
        asks: "A change or retraction names the message before it; its own id may be the old one, or a new one.",
        source: &["Use cases: modify and retract", "dossier, conflict 6"],
        older: Older::Doubted,
        keeps: |m| {
            m.set("Provenance/activity/coding/0/code", "modified-message");
            let entity = json!({ "role": "revision", "what": { "reference": "MessageHeader/earlier" } });
            m.push("Provenance/entity", entity);
        },
        breaks: |m| m.remove("Provenance/entity"),
        ..Rule::refuses("hco-change-names-message", Code::ElementMissing, "Provenance.entity", Report)
    },
    Rule {
        asks: "What is new or changed takes nothing back.",
        source: &["Use cases: modify and retract"],
        keeps: |m| {
            m.set("Provenance/activity/coding/0/code", "modified-message");
            let entity = json!({ "role": "revision", "what": { "reference": "MessageHeader/earlier" } });
            m.push("Provenance/entity", entity);
        },
        breaks: |m| m.set("Provenance/entity/0/role", "removal"),
        ..Rule::refuses("hco-change-removes-nothing", Code::StateContradictory, "Provenance.entity", Report)
    },
    Rule {
        asks: "The kind of report is MedCom's.",
        source: &["medcom-core-diagnosticreport: DiagnosticReport.code"],
        breaks: |m| m.set("DiagnosticReport/code/coding/0/code", "LabReport"),
        ..Rule::refuses("hco-report-code", Code::CodeUnknown, "DiagnosticReport.code.coding.code", Report)
    },
    Rule {
        asks: "The kind of report is of MedCom's code system.",
        source: &["medcom-core-diagnosticreport: DiagnosticReport.code"],
        breaks: |m| m.set("DiagnosticReport/code/coding/0/system", "http://loinc.org"),
        ..Rule::refuses("hco-report-system", Code::CodeSystemUnknown, "DiagnosticReport.code.coding.system", Report)
    },
    Rule {
        asks: "A report is final.",
        source: &["medcom-homecareobservation-diagnosticreport: DiagnosticReport.status"],
        older: Older::Doubted,
        breaks: |m| m.set("DiagnosticReport/status", "preliminary"),
        ..Rule::refuses("hco-report-final", Code::RuleBroken, "DiagnosticReport.status", Report)
    },
    Rule {
        asks: "A report is about a patient.",
        source: &["medcom-core-diagnosticreport: DiagnosticReport.subject"],
        breaks: |m| m.remove("DiagnosticReport/subject"),
        ..Rule::refuses("hco-report-subject", Code::ElementMissing, "DiagnosticReport.subject", Report)
    },
    Rule {
        asks: "A report says when it was issued.",
        source: &["medcom-core-diagnosticreport: DiagnosticReport.issued"],
        older: Older::Doubted,
        breaks: |m| m.remove("DiagnosticReport/issued"),
        ..Rule::refuses("hco-report-issued", Code::ElementMissing, "DiagnosticReport.issued", Report)
    },
    Rule {
        asks: "A report names the producing organisation and the professional.",
        source: &[
            "medcom-homecareobservation-diagnosticreport: DiagnosticReport.performer",
            "medcom-homecareobservation-diagnosticreport: DiagnosticReport.performer:ProducerOrganization",
            "medcom-homecareobservation-diagnosticreport: DiagnosticReport.performer:PractitionerRole",
        ],
        older: Older::Doubted,
        breaks: |m| m.remove("DiagnosticReport/performer/0"),
        ..Rule::refuses("hco-performers", Code::ElementMissing, "DiagnosticReport.performer", Report)
    },
    Rule {
        asks: "There are no more than these two.",
        source: &["medcom-homecareobservation-diagnosticreport: DiagnosticReport.performer"],
        older: Older::Doubted,
        breaks: |m| m.repeat("DiagnosticReport/performer"),
        ..Rule::refuses("hco-performers-two", Code::ElementRepeated, "DiagnosticReport.performer", Report)
    },
    Rule {
        asks: "The professional has a role by code.",
        source: &["medcom-homecareReport-1"],
        older: Older::Doubted,
        breaks: |m| m.set("PractitionerRole/code", json!([{ "text": "Sygeplejerske" }])),
        ..Rule::refuses("hco-performer-role", Code::ElementMissing, "PractitionerRole.code", Report)
    },
    Rule {
        asks: "The professional has a name.",
        source: &["medcom-homecareReport-2"],
        breaks: |m| m.remove("Practitioner/name"),
        ..Rule::refuses("hco-performer-name", Code::ElementMissing, "Practitioner.name", Report)
    },
    Rule {
        asks: "The professional has a telephone number.",
        source: &["medcom-homecareReport-3"],
        older: Older::Doubted,
        breaks: |m| m.remove("Practitioner/telecom"),
        ..Rule::refuses("hco-performer-telephone", Code::ElementMissing, "Practitioner.telecom", Report)
    },
    Rule {
        asks: "The sender has the id of a producer beside location number and SOR code.",
        source: &[
            "medcom-producer-organization: Organization.identifier",
            "medcom-producer-organization: Organization.identifier:ProducentID.system",
        ],
        older: Older::Doubted,
        breaks: |m| {
            let all = m.at("Sender/identifier").as_array_mut().expect("identifiers");
            all.retain(|one| !one["system"].as_str().is_some_and(|system| system.ends_with("MedComProducentID")));
        },
        ..Rule::refuses("hco-producer", Code::ElementMissing, "Organization.identifier", Report)
    },
    Rule {
        asks: "The receiver has the number of a clinic beside location number and SOR code.",
        source: &[
            "medcom-requesterorganization: Organization.identifier",
            "medcom-requesterorganization: Organization.identifier:Ydernummer",
        ],
        older: Older::Doubted,
        breaks: |m| {
            let all = m.at("Receiver/identifier").as_array_mut().expect("identifiers");
            all.retain(|one| one["system"] != "urn:oid:1.2.208.176.1.4");
        },
        ..Rule::refuses("hco-requester", Code::ElementMissing, "Organization.identifier", Report)
    },
    Rule {
        asks: "The receiver has a contact: the doctor who asked.",
        source: &["medcom-requesterorganization: Organization.contact"],
        older: Older::Doubted,
        breaks: |m| m.remove("Receiver/contact"),
        ..Rule::refuses("hco-requester-contact", Code::ElementMissing, "Organization.contact", Report)
    },
    Rule {
        asks: "The doctor has initials, or it is said that they are not known.",
        source: &["medcom-homecareObservation-4"],
        older: Older::Doubted,
        keeps: |m| {
            let url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
            m.set("Receiver/contact", json!([{ "extension": [{ "url": url, "valueCode": "unknown" }] }]));
        },
        breaks: |m| m.set("Receiver/contact", json!([{ "telecom": [{ "system": "phone", "value": "99990001" }] }])),
        ..Rule::refuses("hco-requester-initials", Code::ElementMissing, "Organization.contact.name", Report)
    },
    Rule {
        asks: "A result of the report is in the message.",
        source: &["medcom-homecareobservation-diagnosticreport: DiagnosticReport.result"],
        breaks: |m| m.set("DiagnosticReport/result/0/reference", "Observation/elsewhere"),
        ..Rule::refuses("hco-result-bundled", Code::ReferenceUnresolved, "DiagnosticReport.result.reference", Report)
    },
    Rule {
        asks: "A result has a status.",
        source: &["medcom-core-observation: Observation.status"],
        breaks: |m| m.set("Observation/status", "ready"),
        ..Rule::refuses("hco-result-status", Code::CodeUnknown, "Observation.status", Report)
    },
    Rule {
        asks: "A result is about a patient.",
        source: &["medcom-core-observation: Observation.subject"],
        breaks: |m| m.remove("Observation/subject"),
        ..Rule::refuses("hco-result-subject", Code::ElementMissing, "Observation.subject", Report)
    },
    Rule {
        asks: "A result says what was measured.",
        source: &["medcom-core-observation: Observation.code"],
        breaks: |m| m.remove("Observation/code"),
        ..Rule::refuses("hco-result-code", Code::ElementMissing, "Observation.code", Report)
    },
    Rule {
        asks: "A result has twelve characters at most.",
        source: &["HomeCareObservation send 3.4.2"],
        older: Older::Doubted,
        breaks: |m| {
            m.at("Observation").as_object_mut().expect("a result").remove("valueQuantity");
            m.set("Observation/valueString", "tretten tegn.");
        },
        ..Rule::refuses("hco-result-length", Code::TextTooLong, "Observation.valueString", Report)
    },
    Rule {
        asks: "The comparator of a result is FHIR's.",
        source: &["FHIR R4: quantity-comparator"],
        keeps: |m| m.set("Observation/valueQuantity/comparator", "<"),
        breaks: |m| m.set("Observation/valueQuantity/comparator", "~"),
        ..Rule::refuses("hco-result-comparator", Code::CodeUnknown, "Observation.valueQuantity.comparator", Report)
    },
    Rule {
        asks: "A result is not interpreted: MedCom's list has the code NI only.",
        source: &["medcom-homecare-observation: Observation.interpretation.coding.code"],
        older: Older::Doubted,
        breaks: |m| m.set("Observation/interpretation/0/coding/0/code", "H"),
        ..Rule::refuses(
            "hco-result-interpretation",
            Code::CodeUnknown,
            "Observation.interpretation.coding.code",
            Report,
        )
    },
    Rule {
        asks: "A result has one interpretation at most.",
        source: &["medcom-homecare-observation: Observation.interpretation"],
        older: Older::Doubted,
        breaks: |m| m.repeat("Observation/interpretation"),
        ..Rule::refuses("hco-result-interpretation-once", Code::ElementRepeated, "Observation.interpretation", Report)
    },
];
