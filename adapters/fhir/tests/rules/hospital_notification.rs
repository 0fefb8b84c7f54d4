//! What HospitalNotification asks. Which codes go with which is told by the table of codes in `tests/stays.rs`.

use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode as Code;
use serde_json::json;

use crate::message::Message;
use crate::rule::Base::Admission;
use crate::rule::Rule;

const LEAVE: &str = "http://medcomfhir.dk/ig/hospitalnotification/StructureDefinition/medcom-hospitalnotifiation-leave-period-extension";
const REPORT: &str = "medcom-messaging-reportOfAdmissionRecipientExtension";
const REGISTER: &str = "https://www.esundhed.dk/Registre/Landspatientregisteret";
const MISSPELLED: &str = "https://www.esundhed.dk/Registre/Landspatientsregisteret";

pub(crate) const RULES: &[Rule] = &[
    Rule {
        asks: "A notification names its one Encounter.",
        source: &["medcom-hospitalNotification-1", "medcom-hospitalNotification-messageHeader: MessageHeader.focus"],
        breaks: |m| m.remove("MessageHeader/focus"),
        ..Rule::refuses("hn-focus", Code::ElementMissing, "MessageHeader.focus", Admission)
    },
    Rule {
        asks: "A notification is about one Encounter only.",
        source: &["medcom-hospitalNotification-messageHeader: MessageHeader.focus"],
        breaks: |m| m.repeat("MessageHeader/focus"),
        ..Rule::refuses("hn-focus-once", Code::ElementRepeated, "MessageHeader.focus", Admission)
    },
    Rule {
        asks: "The receiver of a notification is a primary one; there are no copies.",
        source: &[
            "medcom-hospitalNotification-5",
            "medcom-hospitalNotification-messageHeader: MessageHeader.destination:cc",
        ],
        breaks: |m| {
            m.repeat("MessageHeader/destination");
            m.set("MessageHeader/destination/1/extension/0/valueCoding/code", "cc");
        },
        ..Rule::refuses("hn-no-copies", Code::RuleBroken, "MessageHeader.destination", Admission)
    },
    Rule {
        asks: "There is a patient.",
        source: &["medcom-hospitalNotification-2"],
        also: &[(Code::ReferenceUnresolved, "Encounter.subject.reference")],
        breaks: |m| m.without("Patient"),
        ..Rule::refuses("hn-patient", Code::PatientMissing, "Bundle.entry", Admission)
    },
    Rule {
        asks: "There is no second patient.",
        source: &["medcom-hospitalNotification-2"],
        breaks: |m| {
            let mut other = m.at("Patient").clone();
            other["id"] = "added".into();
            m.with(other);
        },
        ..Rule::refuses("hn-patient-once", Code::ElementRepeated, "Patient", Admission)
    },
    Rule {
        asks: "The patient has a CPR number.",
        source: &["medcom-hospitalNotification-4"],
        breaks: |m| {
            m.set("Patient/identifier/0/system", "urn:oid:1.2.208.176.1.6.1.1");
            m.set("Patient/identifier/0/value", "0703921VJ4");
        },
        ..Rule::refuses("hn-patient-cpr", Code::RuleBroken, "Patient.identifier", Admission)
    },
    Rule {
        asks: "The patient has no identifier beside the CPR number.",
        source: &["medcom-hospitalNotification-4"],
        breaks: |m| {
            m.push("Patient/identifier", json!({ "system": "urn:oid:1.2.208.176.1.6.1.1", "value": "0703921VJ4" }));
        },
        ..Rule::refuses("hn-patient-cpr-only", Code::RuleBroken, "Patient.identifier", Admission)
    },
    Rule {
        asks: "The activity is one of the eighteen.",
        source: &["medcom-hospitalNotification-3"],
        breaks: |m| m.set("Provenance/activity/coding/0/code", "new-message"),
        ..Rule::refuses("hn-activity", Code::CodeUnknown, "Provenance.activity.coding.code", Admission)
    },
    Rule {
        asks: "So are the activities of the hops before.",
        source: &["medcom-hospitalNotification-3"],
        keeps: |m| {
            let mut hop = m.at("Provenance").clone();
            hop["id"] = "added".into();
            hop["target"][0]["reference"] = "MessageHeader/earlier".into();
            m.with(hop);
        },
        breaks: |m| m.set("Earlier/activity/coding/0/code", "discharge-patient-home"),
        ..Rule::refuses("hn-activity-before", Code::CodeUnknown, "Provenance.activity.coding.code", Admission)
    },
    Rule {
        asks: "The status is one of four.",
        source: &["medcom-hospitalNotification-encounter: Encounter.status"],
        breaks: |m| m.set("Encounter/status", "planned"),
        ..Rule::refuses("hn-status", Code::CodeUnknown, "Encounter.status", Admission)
    },
    Rule {
        asks: "There is a class.",
        source: &["medcom-hospitalNotification-encounter: Encounter.class", "HospitalNotification receive 3.4.6"],
        breaks: |m| m.remove("Encounter/class"),
        ..Rule::refuses("hn-class", Code::ElementMissing, "Encounter.class", Admission)
    },
    Rule {
        asks: "The class is EMER or IMP.",
        source: &["medcom-hospitalNotification-encounter: Encounter.class"],
        breaks: |m| m.set("Encounter/class/code", "AMB"),
        ..Rule::refuses("hn-class-code", Code::CodeUnknown, "Encounter.class.code", Admission)
    },
    Rule {
        asks: "The class is of v3-ActCode.",
        source: &["medcom-hospitalNotification-encounter: Encounter.class"],
        breaks: |m| m.set("Encounter/class/system", "http://terminology.hl7.org/CodeSystem/v3-ActPriority"),
        ..Rule::refuses("hn-class-system", Code::CodeSystemUnknown, "Encounter.class.system", Admission)
    },
    Rule {
        asks: "Class, status and activity say the same, as the overview of codes has it.",
        source: &["Overview of HospitalNotification codes"],
        breaks: |m| m.set("Encounter/status", "finished"),
        ..Rule::refuses("hn-codes-agree", Code::StateContradictory, "Encounter.status", Admission)
    },
    Rule {
        asks: "A death on arrival is finished; the published scripts say in-progress, so that is tolerated.",
        source: &["Overview of HospitalNotification codes", "dossier, conflict 5"],
        keeps: |m| {
            m.set("Patient/deceasedBoolean", true);
            m.set("Encounter/status", "finished");
        },
        breaks: |m| m.set("Encounter/status", "in-progress"),
        ..Rule::tolerates("hn-death-on-arrival", NoticeCode::RuleTolerated, "Encounter", Admission)
    },
    Rule {
        asks: "A stay is a patient's.",
        source: &["medcom-core-encounter: Encounter.subject"],
        breaks: |m| m.remove("Encounter/subject"),
        ..Rule::refuses("hn-subject", Code::ElementMissing, "Encounter.subject", Admission)
    },
    Rule {
        asks: "There is an episode of care.",
        source: &["medcom-hospitalNotification-encounter: Encounter.episodeOfCare"],
        breaks: |m| m.remove("Encounter/episodeOfCare"),
        ..Rule::refuses("hn-episode", Code::ElementMissing, "Encounter.episodeOfCare", Admission)
    },
    Rule {
        asks: "An episode has an identifier.",
        source: &["medcom-hospitalNotification-encounter: Encounter.episodeOfCare.identifier"],
        breaks: |m| m.set("Encounter/episodeOfCare/0", json!({ "display": "forløb" })),
        ..Rule::refuses("hn-episode-identifier", Code::ElementMissing, "Encounter.episodeOfCare.identifier", Admission)
    },
    Rule {
        asks: "An episode's identifier has a system; asked for since core 4.0.0, on which no notification depends yet.",
        source: &[
            "medcom-core-encounter: Encounter.episodeOfCare.identifier.system",
            "lpr3-Identifier: Identifier.system",
        ],
        breaks: |m| m.remove("Encounter/episodeOfCare/0/identifier/system"),
        ..Rule::tolerates(
            "hn-episode-system",
            NoticeCode::RuleTolerated,
            "Encounter.episodeOfCare.identifier.system",
            Admission,
        )
    },
    Rule {
        asks: "An episode's identifier has a value.",
        source: &[
            "medcom-core-encounter: Encounter.episodeOfCare.identifier.value",
            "lpr3-Identifier: Identifier.value",
        ],
        breaks: |m| m.remove("Encounter/episodeOfCare/0/identifier/value"),
        ..Rule::refuses("hn-episode-value", Code::ElementMissing, "Encounter.episodeOfCare.identifier.value", Admission)
    },
    Rule {
        asks: "The identifier of the national patient register is a UUID of version 5.",
        source: &["uuidv5"],
        keeps: |m| {
            let identifier = json!({ "system": REGISTER, "value": "urn:uuid:fc60e762-b13b-5773-865e-67f3907bdcc7" });
            m.push("Encounter/episodeOfCare", json!({ "identifier": identifier }));
        },
        breaks: |m| {
            m.set("Encounter/episodeOfCare/1/identifier/value", "urn:uuid:fc60e762-b13b-4773-865e-67f3907bdcc7");
        },
        ..Rule::refuses(
            "hn-episode-register",
            Code::IdentifierMalformed,
            "Encounter.episodeOfCare.identifier.value",
            Admission,
        )
    },
    Rule {
        asks: "Under the spelling that version 1 had for the register, the identifier may be any UUID.",
        source: &["HospitalNotification 1.0.0: examples"],
        keeps: |m| {
            let identifier = json!({ "system": MISSPELLED, "value": "urn:uuid:fc60e762-b13b-5773-865e-67f3907bdcc7" });
            m.push("Encounter/episodeOfCare", json!({ "identifier": identifier }));
        },
        breaks: |m| {
            m.set("Encounter/episodeOfCare/1/identifier/value", "fc60e762-b13b-4773-865e-67f3907bdcc7");
        },
        ..Rule::tolerates(
            "hn-episode-register-misspelled",
            NoticeCode::RuleTolerated,
            "Encounter.episodeOfCare.identifier.value",
            Admission,
        )
    },
    Rule {
        asks: "A stay says when the patient came.",
        source: &["medcom-hospitalNotification-encounter: Encounter.period"],
        breaks: |m| m.remove("Encounter/period"),
        ..Rule::refuses("hn-period", Code::ElementMissing, "Encounter.period", Admission)
    },
    Rule {
        asks: "A stay says when the patient came, also where it says when the patient left.",
        source: &["medcom-hospitalNotification-encounter: Encounter.period.start"],
        breaks: |m| m.set("Encounter/period", json!({ "end": "2026-03-13T08:15:00+01:00" })),
        ..Rule::refuses("hn-period-start", Code::ElementMissing, "Encounter.period.start", Admission)
    },
    Rule {
        asks: "A leave says when it began.",
        source: &["medcom-hospitalNotification-6"],
        keeps: start_leave,
        breaks: |m| m.remove("Encounter/extension"),
        ..Rule::refuses(
            "hn-leave",
            Code::ElementMissing,
            "Encounter.extension('medcom-hospitalnotifiation-leave-period-extension')",
            Admission,
        )
    },
    Rule {
        asks: "A leave that was told before December 2022 is of version 2, which does not say when it began.",
        source: &["HospitalNotification 3.0.0: the leave period is new"],
        keeps: |m| {
            start_leave(m);
            m.set("Bundle/timestamp", "2022-11-30T22:59:59Z");
        },
        breaks: |m| m.remove("Encounter/extension"),
        ..Rule::tolerates(
            "hn-leave-of-version-2",
            NoticeCode::RuleTolerated,
            "Encounter.extension('medcom-hospitalnotifiation-leave-period-extension')",
            Admission,
        )
    },
    Rule {
        asks: "The period of a leave says when it began.",
        source: &["medcom-hospitalnotifiation-leave-period-extension: Extension.value[x]:valuePeriod.start"],
        keeps: |m| m.push("Encounter/extension", leave(json!({ "start": "2026-03-12T11:00:00+01:00" }))),
        breaks: |m| m.set("Encounter/extension/0/valuePeriod", json!({ "end": "2026-03-12T17:00:00+01:00" })),
        ..Rule::refuses("hn-leave-start", Code::ElementMissing, "Encounter.extension.valuePeriod.start", Admission)
    },
    Rule {
        asks: "A stay says which department is in charge; it may be another than the sender.",
        source: &["medcom-hospitalNotification-encounter: Encounter.serviceProvider"],
        breaks: |m| m.remove("Encounter/serviceProvider"),
        ..Rule::refuses("hn-department", Code::ElementMissing, "Encounter.serviceProvider", Admission)
    },
    Rule {
        asks: "Who asks for a report of admission says who is to get it.",
        source: &[
            "medcom-hospitalNotification-messageHeader: MessageHeader.extension:reportOfAdmissionRecipient",
            "medcom-messaging-reportOfAdmissionRecipientExtension: Extension.value[x]",
        ],
        breaks: |m| {
            let all = m.at("MessageHeader/extension").as_array_mut().expect("extensions");
            all.retain(|one| !one["url"].as_str().is_some_and(|url| url.ends_with(REPORT)));
        },
        ..Rule::refuses(
            "hn-report-recipient",
            Code::ElementMissing,
            "MessageHeader.extension('medcom-messaging-reportOfAdmissionRecipientExtension')",
            Admission,
        )
    },
    Rule {
        asks: "Who asks for no report names nobody to get it; it is ignored.",
        source: &["TestScripts: flag and recipient"],
        breaks: |m| m.set("MessageHeader/(reportOfAdmissionExtension)/valueBoolean", false),
        ..Rule::tolerates("hn-report-not-asked", NoticeCode::RuleTolerated, "MessageHeader.extension", Admission)
    },
    Rule {
        asks: "Whether a report is asked for is true or false.",
        source: &[
            "medcom-hospitalNotification-messageHeader: MessageHeader.extension:reportOfAdmissionFlag",
            "medcom-messaging-reportOfAdmissionExtension: Extension.value[x]",
        ],
        breaks: |m| m.set("MessageHeader/(reportOfAdmissionExtension)/valueBoolean", "ja"),
        ..Rule::refuses("hn-report-flag", Code::ValueMalformed, "MessageHeader.extension.valueBoolean", Admission)
    },
    Rule {
        asks: "A correction or cancellation names what it corrects or cancels.",
        source: &["medcom-messaging-provenance: Provenance.entity"],
        keeps: |m| {
            m.set("Provenance/activity/coding/0/code", "revise-admit-inpatient");
            let entity = json!({ "role": "revision", "what": { "reference": "MessageHeader/earlier" } });
            m.push("Provenance/entity", entity);
        },
        breaks: |m| m.remove("Provenance/entity"),
        ..Rule::refuses("hn-change-names-message", Code::ElementMissing, "Provenance.entity", Admission)
    },
    Rule {
        asks: "A notice comes in its turn, by the hops it repeats; one that does not is taken all the same.",
        source: &["use cases S1 to S7, S.CORR, S.CANC", "S.BR10 to S.BR22"],
        keeps: |m| {
            let mut hop = m.at("Provenance").clone();
            hop["id"] = "added".into();
            hop["target"][0]["reference"] = "MessageHeader/earlier".into();
            let entity = json!({ "role": "revision", "what": { "reference": "MessageHeader/earlier" } });
            m.push("Provenance/entity", entity);
            m.with(hop);
        },
        breaks: |m| m.set("Earlier/activity/coding/0/code", "start-leave-inpatient"),
        ..Rule::tolerates("hn-turn", NoticeCode::OutOfTurn, "Provenance", Admission)
    },
    Rule {
        asks: "What is new takes nothing back.",
        source: &["Overview of HospitalNotification codes"],
        breaks: |m| {
            let entity = json!({ "role": "removal", "what": { "reference": "MessageHeader/earlier" } });
            m.push("Provenance/entity", entity);
        },
        ..Rule::refuses("hn-new-removes-nothing", Code::StateContradictory, "Provenance.entity", Admission)
    },
];

fn leave(period: serde_json::Value) -> serde_json::Value {
    json!({ "url": LEAVE, "valuePeriod": period })
}

fn start_leave(m: &mut Message) {
    m.set("Encounter/status", "onleave");
    m.set("Provenance/activity/coding/0/code", "start-leave-inpatient");
    let entity = json!({ "role": "revision", "what": { "reference": "MessageHeader/earlier" } });
    m.push("Provenance/entity", entity);
    m.push("Encounter/extension", leave(json!({ "start": "2026-03-12T11:00:00+01:00" })));
}
