//! Documents made to hurt: each is answered with its reason, and soon.
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

mod support;

use std::time::{Duration, Instant};

use canonical::letter::{Limits, Unreadable};
use canonical::refusal::RefusalCode;
use serde_json::Value;
use support::cases;

/// Far more than any of these needs, and far less than a quadratic reading would take.
const SOON: Duration = Duration::from_secs(20);

#[test]
fn depth_is_refused_in_both_formats() {
    let deep = 100_000;
    let json = format!("{{\"a\":{}{}}}", "[".repeat(deep), "]".repeat(deep));
    assert_eq!(refused(json.as_bytes()), RefusalCode::DocumentTooDeep);
    let xml = format!("<Bundle xmlns=\"http://hl7.org/fhir\">{}{}</Bundle>", "<a>".repeat(deep), "</a>".repeat(deep));
    assert_eq!(refused(xml.as_bytes()), RefusalCode::DocumentTooDeep);
    let generous = Limits { depth: usize::MAX, ..Limits::default() };
    let unreadable = fhir::convert(json.as_bytes(), &generous).expect_err("too deep for anybody");
    assert_eq!(unreadable.refusals[0].code, RefusalCode::DocumentTooDeep);
}

#[test]
fn entities_are_refused_before_they_grow() {
    let bomb =
        "<?xml version=\"1.0\"?><!DOCTYPE b [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]><b>&b;</b>";
    assert_eq!(refused(bomb.as_bytes()), RefusalCode::DtdForbidden);
}

#[test]
fn size_is_refused_before_anything_is_read() {
    let small = Limits { bytes: 10, ..Limits::default() };
    let unreadable = fhir::convert(b"{\"resourceType\":\"Bundle\"}", &small).expect_err("too large");
    assert_eq!(unreadable.refusals[0].code, RefusalCode::DocumentTooLarge);
    let many = format!("[{}]", "0,".repeat(2_000_000));
    assert_eq!(refused(many.as_bytes()), RefusalCode::DocumentTooComplex);
}

#[test]
fn other_character_sets_are_refused_by_name() {
    let utf16: Vec<u8> = "<Bundle/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(refused(&[&[0xff, 0xfe], utf16.as_slice()].concat()), RefusalCode::CharacterSetUnsupported);
    assert_eq!(refused(b"{\"a\":\"\xff\"}"), RefusalCode::CharacterSetUnsupported);
    assert_eq!(refused(b"<?xml version=\"1.0\" encoding=\"utf-7\"?><a/>"), RefusalCode::CharacterSetUnsupported);
}

#[test]
fn attributes_and_namespaces_without_end_are_refused() {
    let attributes: String = (0..100_000).map(|number| format!(" a{number}=\"\"")).collect();
    let xml = format!("<Bundle xmlns=\"http://hl7.org/fhir\"{attributes}/>");
    assert_eq!(refused(xml.as_bytes()), RefusalCode::DocumentTooComplex);
    let scope: String = (0..100).map(|number| format!(" xmlns:n{number}=\"urn:{number}\"")).collect();
    let children = "<a xmlns:x=\"urn:x\"/>".repeat(100_000);
    let xml = format!("<Bundle xmlns=\"http://hl7.org/fhir\"{scope}>{children}</Bundle>");
    assert_eq!(refused(xml.as_bytes()), RefusalCode::DocumentTooComplex);
}

#[test]
fn crowds_of_references_are_read_in_time_that_grows_with_them() {
    let crowd = 20_000;
    let identifiers = "{\"system\":\"urn:x\",\"value\":\"1\"},".repeat(crowd);
    let organization = format!("{{\"resourceType\":\"Organization\",\"id\":\"o\",\"identifier\":[{identifiers}{{}}]}}");
    let destinations = "{\"endpoint\":\"e\",\"receiver\":{\"reference\":\"Organization/o\"}},".repeat(crowd);
    let payloads = "{\"extension\":[{\"url\":\"x/medcom-core-practitioner-extension\",\"valueReference\":\
                    {\"reference\":\"PractitionerRole/r\"}}],\"contentString\":\"t\"},"
        .repeat(crowd);
    let entities = "{\"role\":\"revision\",\"what\":{\"reference\":\"MessageHeader/m\"}},".repeat(crowd);
    let names = "{\"text\":\"x\"},".repeat(crowd);
    let message = format!(
        "{{\"resourceType\":\"Bundle\",\"id\":\"b\",\"type\":\"message\",\"entry\":[\
         {{\"resource\":{{\"resourceType\":\"MessageHeader\",\"id\":\"m\",\"eventCoding\":{{\"code\":\"care-communication-message\"}},\
         \"sender\":{{\"reference\":\"Organization/o\"}},\"focus\":[{{\"reference\":\"Communication/c\"}}],\
         \"destination\":[{destinations}{{}}]}}}},{{\"resource\":{organization}}},\
         {{\"resource\":{{\"resourceType\":\"Communication\",\"id\":\"c\",\"payload\":[{payloads}{{}}]}}}},\
         {{\"resource\":{{\"resourceType\":\"PractitionerRole\",\"id\":\"r\",\"code\":[{names}{{}}]}}}},\
         {{\"resource\":{{\"resourceType\":\"Provenance\",\"id\":\"p\",\"target\":[{{\"reference\":\"MessageHeader/m\"}}],\
         \"agent\":[{{\"who\":{{\"reference\":\"Organization/o\"}}}}],\"entity\":[{entities}{{}}]}}}}]}}"
    );
    let begun = Instant::now();
    let opened = fhir::convert(message.as_bytes(), &Limits::default()).expect("a message");
    assert!(matches!(&opened.letters[0].outcome, canonical::letter::Outcome::Refused(reasons) if reasons.len() <= 100));
    assert!(begun.elapsed() < SOON, "took {:?}", begun.elapsed());
}

#[test]
fn a_number_in_the_place_of_a_name_is_not_repeated() {
    for name in ["2512489996", "x2512489996"] {
        for message in [
            format!("{{\"resourceType\":\"{name}\"}}"),
            format!("{{\"resourceType\":\"Bundle\",\"{name}\":{{}}}}"),
            format!("<Bundle xmlns=\"http://hl7.org/fhir\"><{name} xmlns=\"urn:other\"/></Bundle>"),
        ] {
            let unreadable = fhir::convert(message.as_bytes(), &Limits::default()).expect_err("no message");
            assert!(unreadable.refusals.iter().all(|refusal| !refusal.at.path.contains("2512489996")), "{message}");
        }
    }
}

#[test]
fn names_are_not_repeated_without_end() {
    let values = "0,".repeat(200_000);
    let message =
        format!("{{\"resourceType\":\"Bundle\",\"type\":\"message\",\"{}\":[{values}0]}}", "n".repeat(10_000_000));
    assert_eq!(refused(message.as_bytes()), RefusalCode::DocumentTooComplex);
    let name = "N".repeat(2000);
    assert_eq!(changed("\"Anna\"", &format!("\"{name}\"")), [RefusalCode::TextTooLong]);
    assert_eq!(changed("\"Odense Kommune TEST\"", &format!("\"{name}\"")), [RefusalCode::TextTooLong]);
    let codes = rebuilt(|bundle| {
        let sender = &mut bundle["entry"][5]["resource"];
        assert_eq!(sender["resourceType"], "Organization");
        sender["identifier"] = vec![sender["identifier"][0].clone(); 17].into();
    });
    assert_eq!(codes, [RefusalCode::ElementRepeated]);
}

#[test]
fn text_that_is_all_line_breaks_is_refused_before_it_grows() {
    let text = "a\\n".repeat(2_000_000);
    assert_eq!(changed("\"contentString\": \"", &format!("\"contentString\": \"{text}")), [RefusalCode::TextTooLong]);
}

#[test]
fn conversations_and_hops_end_somewhere() {
    let codes = rebuilt(|bundle| {
        let letter = &mut bundle["entry"][2]["resource"];
        letter["payload"] = vec![letter["payload"][0].clone(); 5_000].into();
    });
    assert_eq!(codes, [RefusalCode::DocumentTooComplex]);
    let begins = "\"entity\": [";
    let entities = "{\"role\": \"source\", \"what\": {\"identifier\": {\"value\": \"1\"}}},".repeat(9_000);
    assert_eq!(changed(begins, &format!("{begins}{entities}")), [RefusalCode::DocumentTooComplex]);
}

#[test]
fn a_message_is_not_called_by_what_is_no_id() {
    for wrong in ["a b", "a/b", "æ", &"a".repeat(65)] {
        let codes = changed("\"id\": \"0a7d1c28-52b1-4c3e-9d40-1f6b7a8c0028\"", &format!("\"id\": \"{wrong}\""));
        assert!(codes.contains(&RefusalCode::ValueMalformed), "{wrong}: {codes:?}");
    }
}

#[test]
fn one_long_line_is_placed_without_counting_it_again_and_again() {
    let entries = "{\"fullUrl\":7,\"resource\":{\"resourceType\":\"Basic\",\"id\":8}},".repeat(50_000);
    let message = format!(
        "{{\"resourceType\":\"Bundle\",\"type\":\"message\",\"entry\":[{{\"resource\":{{\"resourceType\":\"MessageHeader\",\
         \"eventCoding\":{{\"code\":\"hospital-notification-message\"}}}}}},{entries}{{}}]}}"
    );
    let begun = Instant::now();
    assert!(fhir::convert(message.as_bytes(), &Limits::default()).is_ok());
    assert!(begun.elapsed() < SOON, "took {:?}", begun.elapsed());
}

/// The reasons for which a correspondence is refused when one of its parts is written another way.
fn changed(from: &str, to: &str) -> Vec<RefusalCode> {
    let text = String::from_utf8(cases::bytes("new_message.json")).expect("text");
    assert!(text.contains(from), "the case has no {from}");
    reasons(text.replacen(from, to, 1).as_bytes())
}

/// The same, of a correspondence that is put together another way.
fn rebuilt(change: impl FnOnce(&mut Value)) -> Vec<RefusalCode> {
    let mut bundle: Value = serde_json::from_slice(&cases::bytes("new_message.json")).expect("JSON");
    change(&mut bundle);
    reasons(&serde_json::to_vec(&bundle).expect("JSON"))
}

fn reasons(message: &[u8]) -> Vec<RefusalCode> {
    let begun = Instant::now();
    let opened = fhir::convert(message, &Limits::default()).expect("a message");
    assert!(begun.elapsed() < SOON, "took {:?}", begun.elapsed());
    match &opened.letters[0].outcome {
        canonical::letter::Outcome::Refused(refusals) => refusals.iter().map(|refusal| refusal.code).collect(),
        other => panic!("{other:?} is no refusal"),
    }
}

fn refused(bytes: &[u8]) -> RefusalCode {
    let begun = Instant::now();
    let Unreadable { refusals, .. } = fhir::convert(bytes, &Limits::default()).expect_err("no message");
    assert!(begun.elapsed() < SOON, "took {:?}", begun.elapsed());
    refusals[0].code
}
