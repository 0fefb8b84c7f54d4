//! What FHIR and MedCom ask of every message: its Bundle, its patient, its organisations.

use canonical::identifier::CprDoubt;
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode as Code;
use serde_json::json;

use crate::rule::Base::{Admission, Letter};
use crate::rule::{Older, Rule};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        asks: "A message is a Bundle of type `message`.",
        source: &["medcom-messaging-message: Bundle.type"],
        breaks: |m| m.set("Bundle/type", "collection"),
        ..Rule::refuses("bundle-type", Code::BundleTypeWrong, "Bundle.type", Letter)
    },
    Rule {
        asks: "A Bundle has an id.",
        source: &["medcom-messaging-message: Bundle.id"],
        breaks: |m| m.remove("Bundle/id"),
        ..Rule::refuses("bundle-id", Code::ElementMissing, "Bundle.id", Letter)
    },
    Rule {
        asks: "A Bundle says when it was put together.",
        source: &["medcom-messaging-message: Bundle.timestamp"],
        breaks: |m| m.remove("Bundle/timestamp"),
        ..Rule::refuses("bundle-timestamp", Code::ElementMissing, "Bundle.timestamp", Letter)
    },
    Rule {
        asks: "A time of day has its time zone; two times of one message need not agree.",
        source: &["governance 052.2: timestamps"],
        keeps: |m| m.set("Bundle/timestamp", "2026-04-05T09:00:00Z"),
        breaks: |m| m.set("Bundle/timestamp", "2026-04-05T09:00:00"),
        ..Rule::refuses("time-zone", Code::TimeMalformed, "Bundle.timestamp", Letter)
    },
    Rule {
        asks: "The first resource is the MessageHeader; the others come in any order.",
        source: &["bdl-12", "medcom-messaging-1"],
        keeps: |m| m.at("Bundle/entry").as_array_mut().expect("entries")[1..].reverse(),
        breaks: |m| m.at("Bundle/entry").as_array_mut().expect("entries").reverse(),
        ..Rule::refuses("header-first", Code::MessageHeaderMissing, "Bundle.entry", Letter)
    },
    Rule {
        asks: "A message has no total.",
        source: &["bdl-1"],
        breaks: |m| m.set("Bundle/total", 1),
        ..Rule::refuses("bundle-total", Code::RuleBroken, "Bundle.total", Letter)
    },
    Rule {
        asks: "An entry of a message has no search.",
        source: &["bdl-2"],
        breaks: |m| m.set("Bundle/entry/1/search", json!({ "mode": "match" })),
        ..Rule::refuses("entry-search", Code::RuleBroken, "Bundle.entry.search", Letter)
    },
    Rule {
        asks: "An entry of a message has no request.",
        source: &["bdl-3"],
        breaks: |m| m.set("Bundle/entry/1/request", json!({ "method": "POST", "url": "Patient" })),
        ..Rule::refuses("entry-request", Code::RuleBroken, "Bundle.entry.request", Letter)
    },
    Rule {
        asks: "An entry of a message has no response.",
        source: &["bdl-4"],
        breaks: |m| m.set("Bundle/entry/1/response", json!({ "status": "200" })),
        ..Rule::refuses("entry-response", Code::RuleBroken, "Bundle.entry.response", Letter)
    },
    Rule {
        asks: "Every entry holds a resource.",
        source: &["bdl-5", "medcom-careCommunication-message: Bundle.entry.resource"],
        breaks: |m| m.push("Bundle/entry", json!({ "fullUrl": "https://example.dk/Basic/added" })),
        ..Rule::refuses("entry-resource", Code::ElementMissing, "Bundle.entry.resource", Letter)
    },
    Rule {
        asks: "No two entries have the same fullUrl, unless for two versions; it may be relative.",
        source: &["bdl-7"],
        keeps: |m| {
            for (name, id) in [("one", "added-1"), ("other", "added-2")] {
                let resource = json!({ "resourceType": "Basic", "id": id, "meta": { "versionId": name } });
                m.push("Bundle/entry", json!({ "fullUrl": "Basic/added", "resource": resource }));
            }
        },
        breaks: |m| {
            let last = m.at("Bundle/entry").as_array().expect("entries").len() - 1;
            m.set(&format!("Bundle/entry/{last}/resource/meta/versionId"), "one");
        },
        ..Rule::refuses("full-url-unique", Code::RuleBroken, "Bundle.entry.fullUrl", Letter)
    },
    Rule {
        asks: "A fullUrl names no version.",
        source: &["bdl-8"],
        breaks: |m| {
            let resource = json!({ "resourceType": "Basic", "id": "added" });
            m.push(
                "Bundle/entry",
                json!({ "fullUrl": "https://example.dk/Basic/added/_history/1", "resource": resource }),
            );
        },
        ..Rule::refuses("full-url-version", Code::RuleBroken, "Bundle.entry.fullUrl", Letter)
    },
    Rule {
        asks: "A reference names a resource in the Bundle, by its fullUrl or by type and id.",
        source: &["medcom-messaging-messageHeader: MessageHeader.sender", "profiles: references are bundled"],
        keeps: |m| {
            let sender = m.at("MessageHeader/sender/reference").as_str().expect("a reference").to_owned();
            m.set("MessageHeader/sender/reference", format!("https://example.dk/elsewhere/{sender}"));
        },
        breaks: |m| m.set("MessageHeader/sender/reference", "Organization/elsewhere"),
        ..Rule::refuses("reference-bundled", Code::ReferenceUnresolved, "MessageHeader.sender.reference", Admission)
    },
    Rule {
        asks: "A patient has an official name.",
        source: &["medcom-core-patient: Patient.name", "medcom-core-patient: Patient.name:official"],
        older: Older::Doubted,
        breaks: |m| m.set("Patient/name/0/use", "nickname"),
        ..Rule::refuses("patient-official-name", Code::ElementMissing, "Patient.name", Letter)
    },
    Rule {
        asks: "The official name has a surname, or says why it has none.",
        source: &["medcom-core-patient: Patient.name:official.family", "FHIR R4: data-absent-reason"],
        older: Older::Doubted,
        keeps: |m| {
            let url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
            m.remove("Patient/name/0/family");
            m.set("Patient/name/0/_family", json!({ "extension": [{ "url": url, "valueCode": "unknown" }] }));
        },
        breaks: |m| m.remove("Patient/name/0/_family"),
        ..Rule::refuses("patient-surname", Code::ElementMissing, "Patient.name.family", Letter)
    },
    Rule {
        asks: "A patient has an identifier.",
        source: &["medcom-core-patient: Patient.identifier"],
        breaks: |m| m.remove("Patient/identifier"),
        ..Rule::refuses("patient-identifier", Code::ElementMissing, "Patient.identifier", Letter)
    },
    Rule {
        asks: "A CPR number has ten digits, of which the first six are a day that some year has.",
        source: &["cpr", "medcom-core-patient: Patient.identifier:cpr.value"],
        keeps: |m| m.set("Patient/identifier/0/value", "2902389993"),
        breaks: |m| m.set("Patient/identifier/0/value", "3002389993"),
        ..Rule::refuses("cpr-day", Code::PatientIdMalformed, "Patient.identifier.value", Letter)
    },
    Rule {
        asks: "A CPR number need not pass modulus 11.",
        source: &["identifier-systems: CPR"],
        keeps: |m| m.set("Patient/identifier/0/value", "1505505510"),
        breaks: |m| m.set("Patient/identifier/0/value", "2509479989"),
        ..Rule::tolerates(
            "cpr-modulus-11",
            NoticeCode::PatientId(CprDoubt::NotModulus11),
            "Patient.identifier.value",
            Letter,
        )
    },
    Rule {
        asks: "A national replacement number is a day, 1 or 7, two letters and a digit.",
        source: &["x-ecpr", "medcom-core-patient: Patient.identifier:x-ecpr.value"],
        keeps: |m| {
            m.set("Patient/identifier/0/system", "urn:oid:1.2.208.176.1.6.1.1");
            m.set("Patient/identifier/0/value", "0703921VJ4");
        },
        breaks: |m| m.set("Patient/identifier/0/value", "0703925VJ4"),
        ..Rule::refuses("x-ecpr", Code::PatientIdMalformed, "Patient.identifier.value", Letter)
    },
    Rule {
        asks: "A regional replacement number is a day, 0, 5 or 6, two letters and a digit.",
        source: &["d-ecpr", "medcom-core-patient: Patient.identifier:d-ecpr.value"],
        keeps: |m| {
            m.set("Patient/identifier/0/system", "urn:oid:1.2.208.176.1.6.1.3.181");
            m.set("Patient/identifier/0/value", "0703925AB1");
        },
        breaks: |m| m.set("Patient/identifier/0/value", "0703921AB1"),
        ..Rule::refuses("d-ecpr", Code::PatientIdMalformed, "Patient.identifier.value", Letter)
    },
    Rule {
        asks: "Sender and receiver have both a location number and a SOR code; either names the organisation.",
        source: &[
            "medcom-messaging-organization: Organization.identifier",
            "medcom-messaging-organization: Organization.identifier:EAN-ID",
            "medcom-core-organization: Organization.identifier:SOR-ID",
        ],
        breaks: |m| {
            let sor = "urn:oid:1.2.208.176.1.1";
            m.at("Sender/identifier").as_array_mut().expect("identifiers").retain(|one| one["system"] != sor);
        },
        ..Rule::tolerates("organisation-gln-and-sor", NoticeCode::RuleTolerated, "Organization", Letter)
    },
    Rule {
        asks: "An organisation has an identifier; it need not have a name.",
        source: &["medcom-core-organization: Organization.name", "CareCommunication receive 3.2.1.11"],
        keeps: |m| m.remove("Sender/name"),
        breaks: |m| m.remove("Sender/identifier"),
        ..Rule::refuses("organisation-identifier", Code::ElementMissing, "Organization.identifier", Admission)
    },
    Rule {
        asks: "The OID of a naming system stands behind `urn:oid:`; approved systems write it bare or without the colon.",
        source: &["identifier-systems"],
        breaks: |m| m.set("Sender/identifier/1/system", "1.2.208.176.1.1"),
        ..Rule::tolerates("naming-system-oid", NoticeCode::RuleTolerated, "Organization.identifier.system", Letter)
    },
    Rule {
        asks: "A location number has thirteen digits, the last a check digit; its system has three spellings.",
        source: &["gln-length", "gln-modulus-10"],
        keeps: |m| m.set("Sender/identifier/0", json!({ "system": "urn:oid:1.3.88", "value": "5790999900041" })),
        breaks: |m| m.set("Sender/identifier/0/value", "5790999900042"),
        ..Rule::tolerates("gln-check-digit", NoticeCode::GlnCheckDigit, "Organization.identifier.value", Letter)
    },
];
