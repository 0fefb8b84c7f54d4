//! What CareCommunication 5.0 asks of the message and of what it is about.

use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode as Code;
use serde_json::json;

use crate::rule::Base::{Letter, Reply};
use crate::rule::{Older, Rule};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        asks: "The definition is MedCom's, of version 5 and a minor version of one or two digits.",
        source: &[
            "medcom-carecommunication-definition-url",
            "medcom-careCommunication-messageHeader: MessageHeader.definition",
        ],
        older: Older::Doubted,
        keeps: |m| {
            if !m.at("MessageHeader/definition").is_null() {
                let address = "http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/";
                m.set("MessageHeader/definition", format!("{address}MedComCareCommunicationMessageDefinition|5.12"));
            }
        },
        breaks: |m| {
            let older = m.at("MessageHeader/definition").as_str().is_none_or(|one| !one.contains("|5."));
            let version = if older { "4.0" } else { "5.0" };
            m.set("MessageHeader/definition", format!("http://example.dk/MessageDefinition/own|{version}"));
        },
        ..Rule::refuses("cc-definition", Code::ValueMalformed, "MessageHeader.definition", Letter)
    },
    Rule {
        asks: "A version after 5 is not read.",
        source: &["General governance 9.1"],
        breaks: |m| {
            let address = "http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/";
            m.set("MessageHeader/definition", format!("{address}MedComCareCommunicationMessageDefinition|6.0"));
        },
        ..Rule::refuses("cc-version", Code::VersionUnsupported, "MessageHeader.definition", Reply)
    },
    Rule {
        asks: "The header says that it follows CareCommunication's profile.",
        source: &["medcom-careCommunication-1"],
        older: Older::NotAsked,
        breaks: |m| m.remove("MessageHeader/meta"),
        ..Rule::refuses("cc-header-profile", Code::RuleBroken, "MessageHeader.meta.profile", Letter)
    },
    Rule {
        asks: "Every Provenance says that it follows CareCommunication's profile.",
        source: &["medcom-careCommunication-3"],
        older: Older::NotAsked,
        breaks: |m| m.remove("Earlier/meta"),
        ..Rule::refuses("cc-hop-profile", Code::RuleBroken, "Provenance.meta.profile", Reply)
    },
    Rule {
        asks: "There is a patient.",
        source: &["medcom-careCommunication-2"],
        also: &[(Code::ReferenceUnresolved, "Communication.subject.reference")],
        breaks: |m| m.without("Patient"),
        ..Rule::refuses("cc-patient", Code::PatientMissing, "Bundle.entry", Reply)
    },
    Rule {
        asks: "There is no second patient.",
        source: &["medcom-careCommunication-2"],
        breaks: |m| {
            let mut other = m.at("Patient").clone();
            other["id"] = "added".into();
            m.with(other);
        },
        ..Rule::refuses("cc-patient-once", Code::ElementRepeated, "Patient", Letter)
    },
    Rule {
        asks: "A letter names its Communication.",
        source: &["medcom-careCommunication-messageHeader: MessageHeader.focus"],
        breaks: |m| m.remove("MessageHeader/focus"),
        ..Rule::refuses("cc-focus", Code::ElementMissing, "MessageHeader.focus", Reply)
    },
    Rule {
        asks: "A letter has no copies.",
        source: &["medcom-careCommunication-messageHeader: MessageHeader.destination:cc"],
        older: Older::Doubted,
        breaks: |m| {
            m.repeat("MessageHeader/destination");
            m.set("MessageHeader/destination/1/extension/0/valueCoding/code", "cc");
        },
        ..Rule::refuses("cc-no-copies", Code::RuleBroken, "MessageHeader.destination", Letter)
    },
    Rule {
        asks: "A conversation has an identifier.",
        source: &["medcom-careCommunication-communication: Communication.identifier"],
        older: Older::Doubted,
        breaks: |m| m.remove("Communication/identifier"),
        ..Rule::refuses("cc-thread", Code::ElementMissing, "Communication.identifier", Letter)
    },
    Rule {
        asks: "A conversation has one identifier.",
        source: &["medcom-careCommunication-communication: Communication.identifier"],
        breaks: |m| m.repeat("Communication/identifier"),
        ..Rule::refuses("cc-thread-once", Code::ElementRepeated, "Communication.identifier", Letter)
    },
    Rule {
        asks: "A conversation's identifier has a value.",
        source: &["medcom-careCommunication-communication: Communication.identifier.value"],
        breaks: |m| m.set("Communication/identifier/0", json!({ "use": "official" })),
        ..Rule::refuses("cc-thread-value", Code::ElementMissing, "Communication.identifier.value", Letter)
    },
    Rule {
        asks: "A conversation's identifier is `urn:uuid:` and a UUID in lower case, of any version.",
        source: &["medcom-uuidv4 of Communication.identifier"],
        older: Older::Doubted,
        keeps: |m| m.set("Communication/identifier/0/value", "urn:uuid:fc60e762-b13b-5773-865e-67f3907bdcc7"),
        breaks: |m| m.set("Communication/identifier/0/value", "urn:uuid:FC60E762-B13B-5773-865E-67F3907BDCC7"),
        ..Rule::refuses("cc-thread-uuid", Code::IdentifierMalformed, "Communication.identifier.value", Letter)
    },
    Rule {
        asks: "The status is `unknown`.",
        source: &["medcom-careCommunication-communication: Communication.status"],
        older: Older::Doubted,
        breaks: |m| m.set("Communication/status", "completed"),
        ..Rule::refuses("cc-status", Code::CodeUnknown, "Communication.status", Letter)
    },
    Rule {
        asks: "There is a category.",
        source: &["medcom-careCommunication-communication: Communication.category"],
        breaks: |m| m.remove("Communication/category"),
        ..Rule::refuses("cc-category", Code::ElementMissing, "Communication.category", Reply)
    },
    Rule {
        asks: "A category has a coding.",
        source: &["medcom-careCommunication-communication: Communication.category.coding"],
        breaks: |m| m.set("Communication/category/0", json!({ "text": "Andet" })),
        ..Rule::refuses("cc-category-coding", Code::ElementMissing, "Communication.category.coding", Reply)
    },
    Rule {
        asks: "A category is one of the eighteen of the latest terminology; the version of the list that the profile pins does not exist.",
        source: &["medcom-careCommunication-communication: Communication.category.coding.code", "dossier, conflict 10"],
        keeps: |m| m.set("Communication/category/0/coding/0/code", "acute-ambulant"),
        breaks: |m| m.set("Communication/category/0/coding/0/code", "diagnosis"),
        ..Rule::refuses("cc-category-code", Code::CodeUnknown, "Communication.category.coding.code", Reply)
    },
    Rule {
        asks: "`assessment` was a category in the first terminology only.",
        source: &["medcom-careCommunication-categoryCodes 1.0.0"],
        keeps: |m| m.set("Communication/category/0/coding/0/code", "home-care-assessment"),
        breaks: |m| m.set("Communication/category/0/coding/0/code", "assessment"),
        ..Rule::tolerates("cc-category-retired", NoticeCode::CodeUnlisted, "Communication.category.coding", Reply)
    },
    Rule {
        asks: "A category is of MedCom's code system.",
        source: &["medcom-careCommunication-communication: Communication.category.coding.system"],
        breaks: |m| m.set("Communication/category/0/coding/0/system", "http://example.dk/categories"),
        ..Rule::refuses("cc-category-system", Code::CodeSystemUnknown, "Communication.category.coding.system", Letter)
    },
    Rule {
        asks: "Only a letter about a referral has a priority.",
        source: &["medcom-careCommunication-5"],
        older: Older::Doubted,
        breaks: |m| m.set("Communication/category/0/coding/0/code", "medicine"),
        ..Rule::refuses("cc-priority-of-referral", Code::RuleBroken, "Communication.priority", Letter)
    },
    Rule {
        asks: "A priority is routine or asap.",
        source: &["medcom-careCommunication-communication: Communication.priority"],
        breaks: |m| m.set("Communication/priority", "stat"),
        ..Rule::refuses("cc-priority", Code::CodeUnknown, "Communication.priority", Letter)
    },
    Rule {
        asks: "A letter of category other has a topic.",
        source: &["medcom-careCommunication-6"],
        older: Older::Doubted,
        keeps: |m| {
            m.set("Communication/category/0/coding/0/code", "other");
            m.set("Communication/topic", json!({ "text": "Blomster" }));
        },
        breaks: |m| m.remove("Communication/topic"),
        ..Rule::refuses("cc-topic-of-other", Code::ElementMissing, "Communication.topic", Reply)
    },
    Rule {
        asks: "A topic is told in words.",
        source: &["medcom-careCommunication-communication: Communication.topic.text"],
        keeps: |m| m.set("Communication/topic", json!({ "text": "Blomster" })),
        breaks: |m| m.set("Communication/topic", json!({ "coding": [{ "code": "blomster" }] })),
        ..Rule::refuses("cc-topic-text", Code::ElementMissing, "Communication.topic.text", Reply)
    },
    Rule {
        asks: "A letter is about a patient.",
        source: &["medcom-careCommunication-communication: Communication.subject"],
        breaks: |m| m.remove("Communication/subject"),
        ..Rule::refuses("cc-subject", Code::ElementMissing, "Communication.subject", Letter)
    },
    Rule {
        asks: "An Encounter is a patient's.",
        source: &["medcom-core-encounter: Encounter.subject"],
        older: Older::Doubted,
        breaks: |m| m.remove("Encounter/subject"),
        ..Rule::refuses("cc-encounter-subject", Code::ElementMissing, "Encounter.subject", Letter)
    },
    Rule {
        asks: "An Encounter has an episode of care with an identifier.",
        source: &["medcom-careCommunication-9"],
        older: Older::Doubted,
        breaks: |m| m.remove("Encounter/episodeOfCare"),
        ..Rule::refuses("cc-episode", Code::ElementMissing, "Encounter.episodeOfCare", Letter)
    },
    Rule {
        asks: "An Encounter in the Bundle is named by the Communication; published on the wrong element, put right in 5.0.4.",
        source: &["medcom-careCommunication-15"],
        older: Older::Doubted,
        breaks: |m| m.remove("Communication/encounter"),
        ..Rule::refuses("cc-encounter-named", Code::RuleBroken, "Encounter", Letter)
    },
    Rule {
        asks: "An Encounter that the Communication names is in the Bundle.",
        source: &["medcom-careCommunication-15", "medcom-careCommunication-communication: Communication.encounter"],
        breaks: |m| m.without("Encounter"),
        ..Rule::refuses("cc-encounter-there", Code::ReferenceUnresolved, "Communication.encounter.reference", Letter)
    },
    Rule {
        asks: "A specific sender belongs to the organisation that sends; without one the rule says nothing.",
        source: &[
            "medcom-careCommunication-11",
            "medcom-careCommunication-communication: Communication.extension:sender",
        ],
        older: Older::Doubted,
        keeps: |m| {
            let sender = m.at("MessageHeader/sender/reference").clone();
            m.set("PractitionerRole/organization", json!({ "reference": sender }));
            let role = format!("PractitionerRole/{}", m.at("PractitionerRole/id").as_str().expect("an id"));
            let url = "http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-sender-extension";
            m.set("Communication/extension", json!([{ "url": url, "valueReference": { "reference": role } }]));
        },
        breaks: |m| {
            let receiver = m.at("MessageHeader/destination/0/receiver/reference").clone();
            m.set("PractitionerRole/organization/reference", receiver);
        },
        ..Rule::refuses("cc-sender", Code::RuleBroken, "Communication.extension.valueReference", Letter)
    },
    Rule {
        asks: "A specific recipient belongs to the organisation that receives; without one the rule says nothing.",
        source: &["medcom-careCommunication-12", "medcom-careCommunication-communication: Communication.recipient"],
        older: Older::Doubted,
        breaks: |m| {
            let sender = m.at("MessageHeader/sender/reference").clone();
            m.set("CareTeam/managingOrganization/0/reference", sender);
        },
        ..Rule::refuses("cc-recipient", Code::RuleBroken, "Communication.recipient", Letter)
    },
    Rule {
        asks: "There is one specific recipient at most.",
        source: &["medcom-careCommunication-communication: Communication.recipient"],
        older: Older::Doubted,
        breaks: |m| m.repeat("Communication/recipient"),
        ..Rule::refuses("cc-recipient-once", Code::ElementRepeated, "Communication.recipient", Letter)
    },
    Rule {
        asks: "The activity is new, reply or forward.",
        source: &["medcom-careCommunication-provenance: Provenance.activity"],
        older: Older::NotAsked,
        breaks: |m| m.set("Provenance/activity/coding/0/code", "retract-message"),
        ..Rule::refuses("cc-activity", Code::CodeUnknown, "Provenance.activity.coding.code", Reply)
    },
    Rule {
        asks: "A reply or forward names the message before it.",
        source: &["medcom-careCommunication-provenance: Provenance.entity"],
        older: Older::Doubted,
        breaks: |m| {
            m.at("Provenance/entity").as_array_mut().expect("entities").retain(|one| one["role"] != "revision");
        },
        ..Rule::refuses("cc-follows", Code::ElementMissing, "Provenance.entity", Reply)
    },
    Rule {
        asks: "A hop names one message before it at most.",
        source: &["medcom-careCommunication-provenance: Provenance.entity:preceedingMessage"],
        older: Older::Doubted,
        breaks: |m| {
            let entity = json!({ "role": "revision", "what": { "reference": "MessageHeader/another" } });
            m.push("Provenance/entity", entity);
        },
        ..Rule::refuses("cc-follows-once", Code::ElementRepeated, "Provenance.entity", Reply)
    },
    Rule {
        asks: "A hop takes nothing back.",
        source: &["medcom-careCommunication-provenance: Provenance.entity:preceedingMessage.role"],
        older: Older::Doubted,
        breaks: |m| {
            let entity = json!({ "role": "removal", "what": { "reference": "MessageHeader/another" } });
            m.push("Provenance/entity", entity);
        },
        ..Rule::refuses("cc-removes-nothing", Code::CodeUnknown, "Provenance.entity", Reply)
    },
    Rule {
        asks: "A hop names what it added.",
        source: &[
            "medcom-careCommunication-provenance: Provenance.entity:payload",
            "medcom-careCommunication-provenance: Provenance.entity:payload.role",
        ],
        older: Older::NotAsked,
        breaks: |m| {
            m.at("Earlier/entity").as_array_mut().expect("entities").retain(|one| one["role"] != "source");
        },
        ..Rule::refuses("cc-added", Code::ElementMissing, "Provenance.entity", Reply)
    },
    Rule {
        asks: "A hop names what it added by identifier.",
        source: &["medcom-careCommunication-provenance: Provenance.entity:payload.what.identifier"],
        older: Older::Doubted,
        breaks: |m| {
            let entity = json!({ "role": "source", "what": { "reference": "Communication/another" } });
            m.push("Provenance/entity", entity);
        },
        ..Rule::refuses("cc-added-identifier", Code::ElementMissing, "Provenance.entity.what.identifier", Reply)
    },
    Rule {
        asks: "What a hop added is in the message; valid published messages name what is not there, so that is tolerated.",
        source: &["dossier 6.3: R-Tek-M and R-Tek-N"],
        breaks: |m| {
            let what = json!({ "identifier": { "value": "urn:uuid:fc60e762-b13b-4773-865e-67f3907bdcc7" } });
            m.push("Provenance/entity", json!({ "role": "source", "what": what }));
        },
        ..Rule::tolerates("cc-added-there", NoticeCode::RuleTolerated, "Provenance.entity.what.identifier", Reply)
    },
];
