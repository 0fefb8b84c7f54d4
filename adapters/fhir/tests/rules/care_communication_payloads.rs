//! What CareCommunication 5.0 asks of its payloads and of those who wrote them.

use canonical::refusal::RefusalCode as Code;
use serde_json::json;

use crate::message::Message;
use crate::rule::Base::Letter;
use crate::rule::{Older, Rule};

/// A text segment says this of itself.
const fn of_text(id: &'static str, at: &'static str, breaks: fn(&mut Message)) -> Rule {
    Rule { older: Older::Doubted, breaks, ..Rule::refuses(id, Code::ElementMissing, at, Letter) }
}

pub(crate) const RULES: &[Rule] = &[
    Rule {
        asks: "A letter has a text.",
        source: &[
            "medcom-careCommunication-communication: Communication.payload",
            "medcom-careCommunication-communication: Communication.payload:string",
        ],
        breaks: |m| {
            let payloads = m.at("Communication/payload").as_array_mut().expect("payloads");
            payloads.retain(|one| one.get("contentString").is_none());
        },
        ..Rule::refuses("cc-text", Code::ElementMissing, "Communication.payload", Letter)
    },
    Rule {
        asks: "A payload is a text or a file.",
        source: &[
            "medcom-careCommunication-communication: Communication.payload:string.content[x]",
            "medcom-careCommunication-communication: Communication.payload:attachment.content[x]",
        ],
        breaks: |m| m.push("Communication/payload", json!({ "contentReference": { "reference": "Binary/x" } })),
        ..Rule::refuses("cc-payload-content", Code::ElementMissing, "Communication.payload.content", Letter)
    },
    Rule {
        asks: "A text says when it was written.",
        source: &[
            "medcom-careCommunication-communication: Communication.payload:string.extension",
            "medcom-careCommunication-communication: Communication.payload:string.extension:date",
        ],
        ..of_text("cc-text-date", "Communication.payload.extension('medcom-core-datetime-extension')", |m| {
            m.remove("Communication/payload/text/extension/(medcom-core-datetime-extension)");
        })
    },
    Rule {
        asks: "A text says who wrote it.",
        source: &["medcom-careCommunication-communication: Communication.payload:string.extension:author"],
        ..of_text("cc-text-author", "Communication.payload.extension('medcom-core-practitioner-extension')", |m| {
            m.remove("Communication/payload/text/extension/(medcom-core-practitioner-extension)");
        })
    },
    Rule {
        asks: "A text says how to reach its author.",
        source: &["medcom-careCommunication-communication: Communication.payload:string.extension:authorContact"],
        ..of_text("cc-text-contact", "Communication.payload.extension('medcom-core-contact-extension')", |m| {
            m.remove("Communication/payload/text/extension/(medcom-core-contact-extension)");
        })
    },
    Rule {
        asks: "A text has an identifier.",
        source: &["medcom-careCommunication-communication: Communication.payload:string.extension:identifier"],
        ..of_text("cc-text-identifier", "Communication.payload.extension('medcom-core-identifier-extension')", |m| {
            m.remove("Communication/payload/text/extension/(medcom-core-identifier-extension)");
        })
    },
    Rule {
        asks: "A file says when it was sent; who sent it need not be said.",
        source: &[
            "medcom-careCommunication-communication: Communication.payload:attachment.extension",
            "medcom-careCommunication-communication: Communication.payload:attachment.extension:date",
        ],
        ..of_text("cc-file-date", "Communication.payload.extension('medcom-core-datetime-extension')", |m| {
            m.remove("Communication/payload/file/extension/(medcom-core-datetime-extension)");
        })
    },
    Rule {
        asks: "A file has an identifier.",
        source: &["medcom-careCommunication-communication: Communication.payload:attachment.extension:identifier"],
        ..of_text("cc-file-identifier", "Communication.payload.extension('medcom-core-identifier-extension')", |m| {
            m.remove("Communication/payload/file/extension/(medcom-core-identifier-extension)");
        })
    },
    Rule {
        asks: "A file has a title.",
        source: &["medcom-careCommunication-communication: Communication.payload:attachment.content[x].title"],
        older: Older::Doubted,
        breaks: |m| m.remove("Communication/payload/file/contentAttachment/title"),
        ..Rule::refuses("cc-file-title", Code::ElementMissing, "Communication.payload.contentAttachment.title", Letter)
    },
    Rule {
        asks: "A file is of one of six types.",
        source: &["medcom-careCommunication-communication: Communication.payload:attachment.content[x].contentType"],
        older: Older::Doubted,
        keeps: |m| m.set("Communication/payload/file/contentAttachment/contentType", "image/tiff"),
        breaks: |m| m.set("Communication/payload/file/contentAttachment/contentType", "video/mp4"),
        ..Rule::refuses(
            "cc-file-type",
            Code::CodeUnknown,
            "Communication.payload.contentAttachment.contentType",
            Letter,
        )
    },
    Rule {
        asks: "A file that is in the message says of which type it is.",
        source: &["att-1"],
        older: Older::Doubted,
        breaks: |m| m.remove("Communication/payload/file/contentAttachment/contentType"),
        ..Rule::refuses(
            "cc-file-type-said",
            Code::ElementMissing,
            "Communication.payload.contentAttachment.contentType",
            Letter,
        )
    },
    Rule {
        asks: "The bytes of a file are base64.",
        source: &["medcom-careCommunication-communication: Communication.payload:attachment.content[x].data"],
        breaks: |m| m.set("Communication/payload/file/contentAttachment/data", "ikke base64!"),
        ..Rule::refuses("cc-file-base64", Code::Base64Malformed, "Communication.payload.contentAttachment.data", Letter)
    },
    Rule {
        asks: "A time extension holds a time.",
        source: &["medcom-core-datetime-extension: Extension.value[x]"],
        breaks: |m| m.remove("Communication/payload/text/extension/(medcom-core-datetime-extension)/valueDateTime"),
        ..Rule::refuses("cc-date-value", Code::ElementMissing, "Communication.payload.extension.valueDateTime", Letter)
    },
    Rule {
        asks: "An author extension holds a reference.",
        source: &["medcom-core-practitioner-extension: Extension.value[x]"],
        breaks: |m| {
            m.remove("Communication/payload/text/extension/(medcom-core-practitioner-extension)/valueReference");
        },
        ..Rule::refuses(
            "cc-author-value",
            Code::ElementMissing,
            "Communication.payload.extension.valueReference",
            Letter,
        )
    },
    Rule {
        asks: "An identifier extension holds an identifier.",
        source: &[
            "medcom-core-identifier-extension: Extension.value[x]",
            "medcom-core-identifier-extension: Extension.value[x]:valueIdentifier",
        ],
        breaks: |m| {
            let at = "Communication/payload/file/extension/(medcom-core-identifier-extension)/valueIdentifier";
            m.remove(at);
        },
        ..Rule::refuses(
            "cc-identifier-value",
            Code::ElementMissing,
            "Communication.payload.extension.valueIdentifier",
            Letter,
        )
    },
    Rule {
        asks: "The identifier of a payload has a value.",
        source: &["medcom-assigned-identifier: Identifier.value"],
        breaks: |m| {
            let at = "Communication/payload/file/extension/(medcom-core-identifier-extension)/valueIdentifier/value";
            m.remove(at);
        },
        ..Rule::refuses(
            "cc-payload-identifier-value",
            Code::ElementMissing,
            "Communication.payload.extension.valueIdentifier.value",
            Letter,
        )
    },
    Rule {
        asks: "The identifier of a payload is `urn:uuid:` and a UUID in lower case.",
        source: &["medcom-uuidv4 of Identifier.value"],
        older: Older::Doubted,
        breaks: |m| {
            let at = "Communication/payload/file/extension/(medcom-core-identifier-extension)/valueIdentifier/value";
            m.set(at, "42");
        },
        ..Rule::refuses(
            "cc-payload-uuid",
            Code::IdentifierMalformed,
            "Communication.payload.extension.valueIdentifier.value",
            Letter,
        )
    },
    Rule {
        asks: "The identifier of a payload says who gave it.",
        source: &["medcom-assigned-identifier: Identifier.assigner"],
        older: Older::Doubted,
        breaks: |m| {
            m.remove(
                "Communication/payload/text/extension/(medcom-core-identifier-extension)/valueIdentifier/assigner",
            );
        },
        ..Rule::refuses(
            "cc-payload-assigner",
            Code::ElementMissing,
            "Communication.payload.extension.valueIdentifier.assigner",
            Letter,
        )
    },
    Rule {
        asks: "A contact extension holds a way of contact.",
        source: &[
            "medcom-core-contact-extension: Extension.value[x]",
            "medcom-core-contact-extension: Extension.value[x]:valueContactPoint",
        ],
        breaks: |m| m.remove("Communication/payload/text/extension/(medcom-core-contact-extension)/valueContactPoint"),
        ..Rule::refuses(
            "cc-contact-value",
            Code::ElementMissing,
            "Communication.payload.extension.valueContactPoint",
            Letter,
        )
    },
    Rule {
        asks: "An author is reached by telephone.",
        source: &["medcom-core-contact-extension: Extension.value[x]:valueContactPoint.system"],
        older: Older::Doubted,
        breaks: |m| {
            let at = "Communication/payload/text/extension/(medcom-core-contact-extension)/valueContactPoint/system";
            m.set(at, "pager");
        },
        ..Rule::refuses(
            "cc-contact-telephone",
            Code::CodeUnknown,
            "Communication.payload.extension.valueContactPoint.system",
            Letter,
        )
    },
    Rule {
        asks: "A telephone has a number.",
        source: &["medcom-core-contact-extension: Extension.value[x]:valueContactPoint.value"],
        older: Older::Doubted,
        breaks: |m| {
            m.remove("Communication/payload/text/extension/(medcom-core-contact-extension)/valueContactPoint/value");
        },
        ..Rule::refuses(
            "cc-contact-number",
            Code::ElementMissing,
            "Communication.payload.extension.valueContactPoint.value",
            Letter,
        )
    },
    Rule {
        asks: "A telephone number is of digits; conversion writes a space in it, which does no harm.",
        source: &["medcom-core-contact"],
        older: Older::Doubted,
        keeps: |m| {
            let at = "Communication/payload/text/extension/(medcom-core-contact-extension)/valueContactPoint/value";
            m.set(at, "0000 0000");
        },
        breaks: |m| {
            let at = "Communication/payload/text/extension/(medcom-core-contact-extension)/valueContactPoint/value";
            m.set(at, "ukendt");
        },
        ..Rule::refuses(
            "cc-contact-digits",
            Code::ValueMalformed,
            "Communication.payload.extension.valueContactPoint.value",
            Letter,
        )
    },
    Rule {
        asks: "An author has a role.",
        source: &["medcom-careCommunication-7"],
        older: Older::Doubted,
        breaks: |m| m.remove("PractitionerRole/code"),
        ..Rule::refuses("cc-author-role", Code::ElementMissing, "PractitionerRole.code", Letter)
    },
    Rule {
        asks: "An author's role is a code or a text, not both.",
        source: &["medcom-careCommunication-7"],
        older: Older::Doubted,
        keeps: |m| m.set("PractitionerRole/code", json!([{ "text": "Hjemmesygeplejerske" }])),
        breaks: |m| m.set("PractitionerRole/code/0/coding", json!([{ "system": "urn:x", "code": "sygeplejerske" }])),
        ..Rule::refuses("cc-author-role-once", Code::RuleBroken, "PractitionerRole.code", Letter)
    },
    Rule {
        asks: "An author is a professional with a name.",
        source: &["medcom-careCommunication-8"],
        breaks: |m| m.remove("Practitioner/name"),
        ..Rule::refuses("cc-author-name", Code::ElementMissing, "Practitioner.name", Letter)
    },
    Rule {
        asks: "Every professional has a name, author or not.",
        source: &["medcom-careCommunication-4"],
        older: Older::Doubted,
        keeps: |m| {
            let name = json!([{ "family": "Prøvesen" }]);
            m.with(json!({ "resourceType": "Practitioner", "id": "other", "name": name }));
        },
        breaks: |m| {
            let entries = m.bundle["entry"].as_array_mut().expect("entries");
            let last = entries.last_mut().expect("the added one");
            last["resource"].as_object_mut().expect("a resource").remove("name");
        },
        ..Rule::refuses("cc-professional-name", Code::ElementMissing, "Practitioner.name", Letter)
    },
    Rule {
        asks: "Every PractitionerRole names its Practitioner.",
        source: &["medcom-careCommunication-13"],
        older: Older::Doubted,
        keeps: |m| {
            let mut role = m.at("PractitionerRole").clone();
            role["id"] = "other".into();
            m.with(role);
        },
        breaks: |m| {
            let entries = m.bundle["entry"].as_array_mut().expect("entries");
            let last = entries.last_mut().expect("the added one");
            last["resource"].as_object_mut().expect("a resource").remove("practitioner");
        },
        ..Rule::refuses("cc-role-practitioner", Code::ElementMissing, "PractitionerRole.practitioner", Letter)
    },
    Rule {
        asks: "A team has a name.",
        source: &["medcom-core-careteam: CareTeam.name"],
        breaks: |m| m.remove("CareTeam/name"),
        ..Rule::refuses("cc-team-name", Code::ElementMissing, "CareTeam.name", Letter)
    },
];
