//! What MedCom asks of every MessageHeader and of every Provenance.

use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode as Code;
use serde_json::json;

use crate::rule::Base::{Admission, Letter};
use crate::rule::{Older, Rule};

const USE: &str = "MessageHeader.destination.extension('medcom-messaging-destinationUseExtension')";

pub(crate) const RULES: &[Rule] = &[
    Rule {
        asks: "A message has an id.",
        source: &["medcom-messaging-messageHeader: MessageHeader.id"],
        // Its own hop cannot be found without.
        also: &[(Code::ResourceMissing, "Bundle.entry")],
        breaks: |m| m.remove("MessageHeader/id"),
        ..Rule::refuses("header-id", Code::ElementMissing, "MessageHeader.id", Admission)
    },
    Rule {
        asks: "The id is a FHIR id, which need not be a UUID.",
        source: &["FHIR R4: id", "CareCommunication receive 3.2.1.8"],
        keeps: |m| rename(m, "ejklfdsio8klakfd.hjfkdshfjk-hfjkdshfj89432n7f"),
        breaks: |m| rename(m, "a_b"),
        ..Rule::refuses("header-id-form", Code::ValueMalformed, "MessageHeader.id", Letter)
    },
    Rule {
        asks: "A message has an event.",
        source: &[
            "medcom-messaging-messageHeader: MessageHeader.event[x]",
            "medcom-messaging-messageHeader: MessageHeader.event[x].code",
            "medcom-hospitalNotification-messageHeader: MessageHeader.event[x]",
            "medcom-homecareobservation-messageheader: MessageHeader.event[x]",
            "medcom-careCommunication-messageHeader: MessageHeader.event[x].code",
        ],
        breaks: |m| m.remove("MessageHeader/eventCoding"),
        ..Rule::refuses("header-event", Code::ElementMissing, "MessageHeader.eventCoding", Admission)
    },
    Rule {
        asks: "The event is a code of MedCom's event codes.",
        source: &["medcom-careCommunication-messageHeader: MessageHeader.event[x].system"],
        breaks: |m| m.set("MessageHeader/eventCoding/system", "http://terminology.hl7.org/CodeSystem/v2-0003"),
        ..Rule::refuses("header-event-system", Code::CodeSystemUnknown, "MessageHeader.eventCoding.system", Letter)
    },
    Rule {
        asks: "The event says of which code system it is.",
        source: &["medcom-messaging-messageHeader: MessageHeader.event[x].system"],
        breaks: |m| m.remove("MessageHeader/eventCoding/system"),
        ..Rule::refuses("header-event-system-said", Code::ElementMissing, "MessageHeader.eventCoding.system", Letter)
    },
    Rule {
        asks: "A message has a destination.",
        source: &["medcom-messaging-messageHeader: MessageHeader.destination"],
        breaks: |m| m.remove("MessageHeader/destination"),
        ..Rule::refuses("header-destination", Code::ReceiverMissing, "MessageHeader.destination", Admission)
    },
    Rule {
        asks: "There is one primary destination.",
        source: &["medcom-messaging-messageHeader: MessageHeader.destination:primary"],
        breaks: |m| m.repeat("MessageHeader/destination"),
        ..Rule::refuses("destination-primary-once", Code::ElementRepeated, "MessageHeader.destination", Admission)
    },
    Rule {
        asks: "A destination says what it is for.",
        source: &[
            "medcom-messaging-messageHeader: MessageHeader.destination:primary.extension",
            "medcom-messaging-messageHeader: MessageHeader.destination:primary.extension:use",
            "medcom-messaging-messageHeader: MessageHeader.destination:cc.extension",
            "medcom-messaging-messageHeader: MessageHeader.destination:cc.extension:use",
        ],
        older: Older::NotAsked,
        breaks: |m| m.remove("MessageHeader/destination/0/extension"),
        ..Rule::refuses("destination-use", Code::ElementMissing, USE, Letter)
    },
    Rule {
        asks: "A destination says what it is for; a standard without a version is not told from an older one.",
        source: &["medcom-hospitalNotification-5"],
        breaks: |m| m.remove("MessageHeader/destination/0/extension"),
        ..Rule::tolerates("destination-use-older", NoticeCode::RuleTolerated, "MessageHeader.destination", Admission)
    },
    Rule {
        asks: "What a destination is for is `primary` or `cc`.",
        source: &[
            "medcom-messaging-messageHeader: MessageHeader.destination:primary.extension:use.value[x].code",
            "medcom-messaging-messageHeader: MessageHeader.destination:cc.extension:use.value[x].code",
            "medcom-messaging-destinationUseExtension: Extension.value[x]",
            "medcom-messaging-destinationUseExtension: Extension.value[x].code",
        ],
        breaks: |m| m.set("MessageHeader/destination/0/extension/0/valueCoding/code", "secondary"),
        ..Rule::refuses(
            "destination-use-code",
            Code::CodeUnknown,
            "MessageHeader.destination.extension.valueCoding.code",
            Admission,
        )
    },
    Rule {
        asks: "What a destination is for is of MedCom's code system.",
        source: &[
            "medcom-messaging-messageHeader: MessageHeader.destination:primary.extension:use.value[x].system",
            "medcom-messaging-messageHeader: MessageHeader.destination:cc.extension:use.value[x].system",
            "medcom-messaging-destinationUseExtension: Extension.value[x].system",
        ],
        breaks: |m| m.set("MessageHeader/destination/0/extension/0/valueCoding/system", "http://example.dk/use"),
        ..Rule::refuses(
            "destination-use-system",
            Code::CodeSystemUnknown,
            "MessageHeader.destination.extension.valueCoding.system",
            Letter,
        )
    },
    Rule {
        asks: "A destination has its endpoint.",
        source: &["medcom-messaging-messageHeader: MessageHeader.destination:primary.endpoint"],
        breaks: |m| m.remove("MessageHeader/destination/0/endpoint"),
        ..Rule::refuses("destination-endpoint", Code::ElementMissing, "MessageHeader.destination.endpoint", Letter)
    },
    Rule {
        asks: "A destination has its receiver.",
        source: &[
            "medcom-messaging-messageHeader: MessageHeader.destination:primary.receiver",
            "medcom-messaging-messageHeader: MessageHeader.destination:cc.receiver",
        ],
        breaks: |m| m.remove("MessageHeader/destination/0/receiver"),
        ..Rule::refuses("destination-receiver", Code::ReceiverMissing, "MessageHeader.destination.receiver", Admission)
    },
    Rule {
        asks: "A message has a sender.",
        source: &["medcom-messaging-messageHeader: MessageHeader.sender"],
        breaks: |m| m.remove("MessageHeader/sender"),
        ..Rule::refuses("header-sender", Code::ElementMissing, "MessageHeader.sender", Admission)
    },
    Rule {
        asks: "A message has a source.",
        source: &["medcom-messaging-messageHeader: MessageHeader.source"],
        breaks: |m| m.remove("MessageHeader/source"),
        ..Rule::refuses("header-source", Code::ElementMissing, "MessageHeader.source", Letter)
    },
    Rule {
        asks: "The source has its endpoint.",
        source: &["medcom-messaging-messageHeader: MessageHeader.source.endpoint"],
        breaks: |m| m.remove("MessageHeader/source/endpoint"),
        ..Rule::refuses("header-source-endpoint", Code::ElementMissing, "MessageHeader.source.endpoint", Letter)
    },
    Rule {
        asks: "A message has a Provenance.",
        source: &["medcom-messaging-2"],
        breaks: |m| m.without("Provenance"),
        ..Rule::refuses("hop", Code::ResourceMissing, "Bundle.entry", Letter)
    },
    Rule {
        asks: "One Provenance is about the message itself, whatever the times of the others.",
        source: &["governance-for-hospitalNotification 2.3"],
        keeps: |m| {
            let address = own_address(m);
            m.set("Provenance/target/0/reference", address);
        },
        breaks: |m| m.set("Provenance/target/0/reference", "MessageHeader/another"),
        ..Rule::refuses("hop-of-its-own", Code::ResourceMissing, "Bundle.entry", Admission)
    },
    Rule {
        asks: "A Provenance is about a message.",
        source: &["medcom-messaging-provenance: Provenance.target"],
        keeps: add_hop,
        breaks: |m| m.remove("Earlier/target"),
        ..Rule::refuses("hop-target", Code::ElementMissing, "Provenance.target", Admission)
    },
    Rule {
        asks: "A Provenance is about one message.",
        source: &["medcom-careCommunication-provenance: Provenance.target"],
        keeps: add_hop,
        breaks: |m| m.repeat("Earlier/target"),
        ..Rule::refuses("hop-target-once", Code::ElementRepeated, "Provenance.target", Admission)
    },
    Rule {
        asks: "A Provenance says when the message was sent, for people.",
        source: &[
            "medcom-messaging-provenance: Provenance.occurred[x]",
            "medcom-messaging-provenance: Provenance.occurred[x]:occurredDateTime",
        ],
        breaks: |m| m.remove("Provenance/occurredDateTime"),
        ..Rule::refuses("hop-occurred", Code::ElementMissing, "Provenance.occurredDateTime", Letter)
    },
    Rule {
        asks: "A Provenance says when the message was sent, for machines.",
        source: &["medcom-messaging-provenance: Provenance.recorded"],
        breaks: |m| m.remove("Provenance/recorded"),
        ..Rule::refuses("hop-recorded", Code::ElementMissing, "Provenance.recorded", Letter)
    },
    Rule {
        asks: "A Provenance has an activity.",
        source: &["medcom-messaging-provenance: Provenance.activity"],
        breaks: |m| m.remove("Provenance/activity"),
        ..Rule::refuses("hop-activity", Code::ElementMissing, "Provenance.activity", Letter)
    },
    Rule {
        asks: "An activity has one coding.",
        source: &["medcom-messaging-provenance: Provenance.activity.coding"],
        breaks: |m| m.repeat("Provenance/activity/coding"),
        ..Rule::refuses("hop-activity-once", Code::ElementRepeated, "Provenance.activity.coding", Letter)
    },
    Rule {
        asks: "An activity has a code.",
        source: &["medcom-messaging-provenance: Provenance.activity.coding.code"],
        breaks: |m| m.remove("Provenance/activity/coding/0/code"),
        ..Rule::refuses("hop-activity-code", Code::ElementMissing, "Provenance.activity.coding.code", Letter)
    },
    Rule {
        asks: "An activity is of MedCom's code system.",
        source: &["medcom-messaging-provenance: Provenance.activity.coding.system"],
        breaks: |m| m.set("Provenance/activity/coding/0/system", "http://example.dk/activities"),
        ..Rule::refuses("hop-activity-system", Code::CodeSystemUnknown, "Provenance.activity.coding.system", Letter)
    },
    Rule {
        asks: "A Provenance says who did it.",
        source: &["medcom-messaging-provenance: Provenance.agent"],
        breaks: |m| m.remove("Provenance/agent"),
        ..Rule::refuses("hop-agent", Code::ElementMissing, "Provenance.agent", Letter)
    },
    Rule {
        asks: "Who did it is named.",
        source: &["FHIR R4: Provenance.agent.who"],
        breaks: |m| m.set("Provenance/agent/0", json!({ "role": [{ "text": "afsender" }] })),
        ..Rule::refuses("hop-agent-who", Code::ElementMissing, "Provenance.agent.who", Letter)
    },
    Rule {
        asks: "Who did it is an organisation in the message; published messages name others, so that is tolerated.",
        source: &["medcom-messaging-provenance: Provenance.agent.who"],
        breaks: |m| m.set("Provenance/agent/0/who/reference", "Organization/elsewhere"),
        ..Rule::tolerates("hop-agent-bundled", NoticeCode::RuleTolerated, "Provenance.agent.who", Letter)
    },
    Rule {
        asks: "What an entity is to its hop is `revision`, `removal` or `source`.",
        source: &["medcom-messaging-provenance: Provenance.entity.role"],
        keeps: |m| {
            let entity = json!({ "role": "revision", "what": { "reference": "MessageHeader/earlier" } });
            m.push("Provenance/entity", entity);
        },
        breaks: |m| {
            let last = m.at("Provenance/entity").as_array().expect("entities").len() - 1;
            m.set(&format!("Provenance/entity/{last}/role"), "quotation");
        },
        ..Rule::refuses("hop-entity-role", Code::CodeUnknown, "Provenance.entity.role", Admission)
    },
    Rule {
        asks: "An earlier message is named by its address, or as location number and letter id in either order.",
        source: &[
            "medcom-messaging-provenance: Provenance.entity.what",
            "medcom-messaging-provenance: Provenance.entity.what.reference",
            "medcom-messaging-provenance: Provenance.entity.what.identifier",
        ],
        keeps: |m| {
            let what = json!({ "identifier": { "value": "B300720181623#5790999900010" } });
            m.push("Provenance/entity", json!({ "role": "revision", "what": what }));
        },
        breaks: |m| {
            let last = m.at("Provenance/entity").as_array().expect("entities").len() - 1;
            m.set(&format!("Provenance/entity/{last}/what"), json!({ "display": "brevet" }));
        },
        ..Rule::refuses("hop-entity-what", Code::ElementMissing, "Provenance.entity.what.reference", Admission)
    },
];

/// Gives the message another id, and its own hop with it.
fn rename(m: &mut crate::message::Message, id: &str) {
    m.set("Provenance/target/0/reference", format!("MessageHeader/{id}"));
    m.set("MessageHeader/id", id);
}

/// The whole address of the message, where usually its type and id stand.
fn own_address(m: &mut crate::message::Message) -> String {
    let id = m.at("MessageHeader/id").as_str().expect("an id").to_owned();
    format!("https://example.dk/elsewhere/MessageHeader/{id}")
}

/// The hop of an earlier message.
fn add_hop(m: &mut crate::message::Message) {
    let mut hop = m.at("Provenance").clone();
    hop["id"] = "added".into();
    hop["target"][0]["reference"] = "MessageHeader/earlier".into();
    m.with(hop);
}
