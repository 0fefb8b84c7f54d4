//! Acknowledgements: what is written reads back, in the sender's format, the same for every resend.
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

mod support;

use canonical::letter::{Answer, Format, Limits, Opened, Outcome, Receipt, Stamp};
use canonical::receipt::{IncomingReceipt, Reason, Verdict};
use canonical::refusal::{Place, Refusal, RefusalCode};
use serde_json::Value;
use support::cases;

const CASES: [&str; 5] = [
    "admitted_and_report_asked.json",
    "admitted_and_report_asked_in_xml.xml",
    "reply_repeats_the_conversation.xml",
    // Its hop has an activity that is in no list.
    "corrected_under_its_own_id.json",
    "unknown_event_with_observations.json",
];

#[test]
fn an_acceptance_reads_back_as_a_positive_receipt() {
    for case in CASES {
        let (opened, receipt) = answered(case, &Answer::Accepted, stamp(1));
        let read = read_back(&receipt);
        assert_eq!(read.verdict, Verdict::Positive, "{case}");
        let head = &opened.letters[0].head;
        assert_eq!(read.letters.len(), 1, "{case}");
        assert_eq!((&read.letters[0].letter_id, &read.letters[0].or_letter_id), (&head.letter_id, &None), "{case}");
        let sender = read.original_sender.expect("the acknowledged sender");
        assert_eq!(Some(sender.value()), head.sender.gln().map(|gln| gln.as_str()), "{case}");
    }
}

#[test]
fn an_organisation_that_nobody_can_refer_to_by_its_id_gets_another_one() {
    let message = String::from_utf8(cases::bytes(CASES[0])).expect("text");
    for id in ["a b", "Patient/patient", ""] {
        let changed = message.replace("\"id\": \"municipality\"", &format!("\"id\": \"{id}\""));
        assert_ne!(changed, message);
        let opened = fhir::convert(changed.as_bytes(), &Limits::default()).expect("a message");
        assert!(matches!(opened.letters[0].outcome, Outcome::Event(_)), "{id}");
        let Opened { envelope, letters } = &opened;
        let receipt =
            fhir::acknowledgement::render(changed.as_bytes(), envelope, &letters[0].head, &Answer::Accepted, &stamp(1));
        assert_eq!(read_back(&receipt).verdict, Verdict::Positive, "{id}");
    }
}

#[test]
fn it_is_written_in_the_senders_format() {
    for (case, format, begins) in
        [(CASES[0], Format::Json, "{\"resourceType\":\"Bundle\""), (CASES[1], Format::Xml, "<?xml version=\"1.0\"")]
    {
        let (opened, receipt) = answered(case, &Answer::Accepted, stamp(1));
        assert_eq!(opened.envelope.format, format);
        assert!(receipt.bytes.starts_with(begins.as_bytes()), "{case}");
        assert!(receipt.media_type.contains(if format == Format::Json { "fhir+json" } else { "fhir+xml" }));
    }
}

#[test]
fn a_resend_gets_the_same_content_in_a_fresh_envelope() {
    for answer in [Answer::Accepted, refused(&[RefusalCode::ElementMissing])] {
        let (_, one) = answered(CASES[0], &answer, stamp(1));
        let (_, other) = answered(CASES[0], &answer, stamp(2));
        assert_ne!(one.bytes, other.bytes);
        assert_eq!(read_back(&one).fingerprint, read_back(&other).fingerprint);
        assert_eq!(header_id(&one), header_id(&other));
        assert_ne!(json(&one)["id"], json(&other)["id"]);
    }
}

#[test]
fn another_answer_is_another_acknowledgement() {
    let (_, positive) = answered(CASES[0], &Answer::Accepted, stamp(1));
    let (_, negative) = answered(CASES[0], &refused(&[RefusalCode::ReceiverUnknown]), stamp(1));
    let (_, other) = answered(CASES[0], &refused(&[RefusalCode::ReceiverMissing]), stamp(1));
    assert_ne!(header_id(&positive), header_id(&negative));
    assert_ne!(header_id(&negative), header_id(&other));
}

#[test]
fn a_refusal_names_the_place_and_speaks_danish() {
    let place = Place { line: 7, column: 3, path: "Bundle.entry[2].resource.class".to_owned() };
    let answer = Answer::Refused(vec![Refusal::new(RefusalCode::CodeUnknown, place)]);
    let (_, receipt) = answered(CASES[0], &answer, stamp(1));
    assert_eq!(read_back(&receipt).verdict, Verdict::Negative);
    let outcome = resource(&json(&receipt), "OperationOutcome");
    let issue = &outcome["issue"][0];
    assert_eq!(issue["code"], "code-invalid");
    assert_eq!(issue["severity"], "error");
    assert_eq!(issue["expression"][0], "Bundle.entry[2].resource.class");
    assert_eq!(issue["details"]["coding"][0]["code"], "MSG_VALUESET_VALUE_UNKNOWN");
    assert_eq!(issue["details"]["text"], RefusalCode::CodeUnknown.danish());
    let diagnostics = issue["diagnostics"].as_str().expect("diagnostics");
    assert!(diagnostics.starts_with("code-unknown: ") && diagnostics.ends_with("(line 7, column 3)"));
}

#[test]
fn the_organisations_change_sides_and_both_hops_are_told() {
    let (_, receipt) = answered(CASES[0], &Answer::Accepted, stamp(1));
    let bundle = json(&receipt);
    let header = resource(&bundle, "MessageHeader");
    assert_eq!(header["sender"]["reference"], "Organization/municipality");
    assert_eq!(header["destination"][0]["receiver"]["reference"], "Organization/hospital");
    assert_eq!(header["destination"][0]["endpoint"], "https://sor2.sum.dsdn.dk/#id=990001000016001");
    assert_eq!(header["response"]["code"], "ok");
    let hops = resources(&bundle, "Provenance");
    let activity = |hop: &Value| hop["activity"]["coding"][0]["code"].as_str().map(str::to_owned);
    assert_eq!(hops.iter().filter_map(activity).collect::<Vec<_>>(), ["admit-inpatient", "acknowledgement"]);
    assert_eq!(hops[1]["entity"][0]["what"]["reference"], hops[0]["target"][0]["reference"]);
    assert_eq!(resources(&bundle, "Organization").len(), 2);
}

#[test]
fn every_resource_has_a_narrative_and_its_elements_in_the_standards_order() {
    let (_, receipt) = answered(CASES[0], &refused(RefusalCode::ALL), stamp(1));
    let bundle = json(&receipt);
    for entry in bundle["entry"].as_array().expect("entries") {
        let resource = &entry["resource"];
        assert_eq!(resource["text"]["status"], "generated");
        // FHIR R4, the tables of the four resources; XML is invalid in any other order.
        let order: &[&str] = match resource["resourceType"].as_str().expect("a type") {
            "MessageHeader" => &["eventCoding", "destination", "sender", "source", "response"],
            "OperationOutcome" => &["issue"],
            "Organization" => &["identifier", "name"],
            "Provenance" => &["target", "occurredDateTime", "recorded", "activity", "agent", "entity"],
            other => panic!("{other} has no place in an acknowledgement"),
        };
        let names: Vec<&str> = resource.as_object().expect("an object").keys().map(String::as_str).collect();
        let (common, own) = names.split_at(4);
        assert_eq!(common, ["resourceType", "id", "meta", "text"]);
        let expected: Vec<&str> = order.iter().copied().filter(|name| own.contains(name)).collect();
        assert_eq!(own, expected);
    }
    assert_eq!(resource(&bundle, "OperationOutcome")["issue"].as_array().map(Vec::len), Some(RefusalCode::ALL.len()));
}

#[test]
fn both_formats_say_the_same() {
    let answer = refused(&[RefusalCode::ElementMissing, RefusalCode::TimeMalformed]);
    let (opened, in_json) = answered(CASES[0], &answer, stamp(1));
    let letter = &opened.letters[0].head;
    let envelope = canonical::letter::Envelope { format: Format::Xml, ..opened.envelope.clone() };
    let in_xml = fhir::acknowledgement::render(&cases::bytes(CASES[0]), &envelope, letter, &answer, &stamp(1));
    assert_eq!(read_back(&in_json).fingerprint, read_back(&in_xml).fingerprint);
}

#[test]
fn without_the_original_the_letter_alone_is_enough() {
    let (opened, _) = answered(CASES[0], &Answer::Accepted, stamp(1));
    let letter = &opened.letters[0].head;
    let receipt = fhir::acknowledgement::render(b"", &opened.envelope, letter, &Answer::Accepted, &stamp(1));
    assert_eq!(read_back(&receipt).letters[0].letter_id, letter.letter_id);
}

#[test]
fn every_reference_leads_somewhere_however_the_message_wrote_its_own() {
    let text = String::from_utf8(cases::bytes(CASES[0])).expect("text");
    let by_urn = text
        .replace("https://medcomfhir.dk/ig/hospitalnotification/Organization/hospital", "urn:uuid:hospital")
        .replace("\"reference\": \"Organization/hospital\"", "\"reference\": \"urn:uuid:hospital\"");
    assert_ne!(text, by_urn);
    let at = by_urn.rfind("urn:uuid:hospital").expect("the agent");
    let dangling = format!("{}urn:uuid:nobody{}", &by_urn[..at], &by_urn[at + "urn:uuid:hospital".len()..]);
    for message in [&text, &by_urn, &dangling] {
        let bundle = json(&answer(message.as_bytes(), &Answer::Accepted));
        for hop in resources(&bundle, "Provenance") {
            let who = hop["agent"][0]["who"]["reference"].as_str().expect("an agent").to_owned();
            let is_who = |one: &Value| one["id"].as_str().is_some_and(|id| who == format!("Organization/{id}"));
            assert!(resources(&bundle, "Organization").iter().any(is_who), "{who} is not in the acknowledgement");
        }
        assert_eq!(resources(&bundle, "Organization").len(), 2);
    }
}

#[test]
fn a_hop_without_an_id_is_told_all_the_same() {
    let mut message: Value = serde_json::from_slice(&cases::bytes(CASES[0])).expect("JSON");
    for entry in message["entry"].as_array_mut().expect("entries") {
        if entry["resource"]["resourceType"] == "Provenance" {
            entry["resource"].as_object_mut().expect("a resource").remove("id");
        }
    }
    let bundle = json(&answer(&serde_json::to_vec(&message).expect("JSON"), &Answer::Accepted));
    assert_eq!(resources(&bundle, "Provenance").len(), 2);
}

#[test]
fn a_place_that_moved_within_its_line_is_the_same_reason() {
    let refused = |column| {
        let place = Place { line: 1, column, path: "Bundle.entry[0]".to_owned() };
        let answer = Answer::Refused(vec![Refusal::new(RefusalCode::ElementMissing, place)]);
        header_id(&answered(CASES[0], &answer, stamp(1)).1)
    };
    assert_eq!(refused(100), refused(104));
}

#[test]
fn a_municipality_keeps_the_digits_of_its_code_system() {
    let (_, receipt) = answered(CASES[0], &Answer::Accepted, stamp(1));
    let organisations = resources(&json(&receipt), "Organization");
    let identifiers = organisations.iter().flat_map(|one| one["identifier"].as_array().cloned().unwrap_or_default());
    let of_municipality =
        |one: &Value| one["system"].as_str().is_some_and(|system| system.ends_with("municipality-codes"));
    assert_eq!(identifiers.filter(of_municipality).map(|one| one["value"].clone()).collect::<Vec<_>>(), ["0461"]);
}

#[test]
fn a_document_that_is_no_message_gets_a_bare_outcome() {
    let unreadable = fhir::convert(&cases::bytes("property_twice.json"), &Limits::default()).expect_err("malformed");
    let receipt = fhir::outcome::render(&unreadable.refusals);
    let outcome = json(&receipt);
    assert_eq!(outcome["resourceType"], "OperationOutcome");
    assert_eq!(outcome["issue"][0]["severity"], "fatal");
    assert_eq!(receipt, fhir::outcome::render(&unreadable.refusals));
}

fn stamp(number: u8) -> Stamp {
    let at = jiff::Timestamp::from_second(1_780_000_000 + i64::from(number)).expect("a time");
    Stamp { id: [number; 16], at }
}

fn refused(codes: &[RefusalCode]) -> Answer {
    Answer::Refused(codes.iter().map(|code| Refusal::new(*code, Place::path("Bundle.entry[0]"))).collect())
}

fn answered(case: &str, answer: &Answer, stamp: Stamp) -> (Opened, Receipt) {
    let bytes = cases::bytes(case);
    let opened = fhir::convert(&bytes, &Limits::default()).expect("a message");
    let receipt = fhir::acknowledgement::render(&bytes, &opened.envelope, &opened.letters[0].head, answer, &stamp);
    (opened, receipt)
}

fn answer(message: &[u8], answer: &Answer) -> Receipt {
    let opened = fhir::convert(message, &Limits::default()).expect("a message");
    fhir::acknowledgement::render(message, &opened.envelope, &opened.letters[0].head, answer, &stamp(1))
}

fn read_back(receipt: &Receipt) -> IncomingReceipt {
    let opened = fhir::convert(&receipt.bytes, &Limits::default()).expect("a message");
    match opened.letters.into_iter().next().expect("a letter").outcome {
        Outcome::Receipt(receipt) => *receipt,
        other => panic!("{other:?} is no receipt"),
    }
}

fn json(receipt: &Receipt) -> Value {
    serde_json::from_slice(&receipt.bytes).expect("JSON")
}

fn header_id(receipt: &Receipt) -> Value {
    resource(&json(receipt), "MessageHeader")["id"].clone()
}

fn resource(bundle: &Value, name: &str) -> Value {
    resources(bundle, name).into_iter().next().expect("a resource of this type")
}

fn resources(bundle: &Value, name: &str) -> Vec<Value> {
    let entries = bundle["entry"].as_array().expect("entries");
    let of_type = entries.iter().map(|entry| &entry["resource"]).filter(|resource| resource["resourceType"] == name);
    of_type.cloned().collect()
}

#[test]
fn what_a_receiver_has_said_is_passed_on_with_its_reasons() {
    let (opened, _) = answered(CASES[0], &Answer::Accepted, stamp(1));
    let head = &opened.letters[0].head;
    let text = canonical::Personal::new("Modtageren kendes ikke".to_owned());
    let reason = Reason { code: Some("ukendt_lokationsnummer".to_owned()), text: Some(text) };
    for (verdict, reasons) in
        [(Verdict::Positive, vec![]), (Verdict::Negative, vec![reason.clone()]), (Verdict::Transient, vec![reason])]
    {
        for format in [Format::Json, Format::Xml] {
            let receipt = fhir::acknowledgement::pass_on(format, head, (verdict, &reasons), &stamp(1));
            let read = read_back(&receipt);
            assert_eq!(read.verdict, verdict);
            assert_eq!(read.letters[0].letter_id, head.letter_id);
            let expected = reasons.iter().map(|reason| Reason {
                code: Some("MSG_Receiver_Identifier_UNKNOWN".to_owned()),
                text: reason.text.clone(),
            });
            assert_eq!(read.reasons, expected.collect::<Vec<_>>());
        }
    }
}
