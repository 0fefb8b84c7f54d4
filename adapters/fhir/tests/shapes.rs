//! What looks like a field but is none: it is kept as unknown, and never read as the field it looks like.
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

mod support;

use canonical::Event;
use canonical::letter::{Limits, Outcome};
use canonical::refusal::RefusalCode;
use support::cases;

const JSON: &str = "admitted_and_report_asked.json";
const XML: &str = "admitted_and_report_asked_in_xml.xml";

#[test]
fn a_companion_of_nothing_is_no_value() {
    let refusals = refused(JSON, "\"status\": \"in-progress\"", "\"_status\": \"in-progress\"");
    assert_eq!(refusals, [(RefusalCode::ElementMissing, "Bundle.entry[2].resource.status".to_owned())]);
}

#[test]
fn companions_of_the_wrong_shape_are_kept_beside_their_values() {
    for odd in ["[{\"id\": \"a\"}, {\"id\": \"b\"}]", "[{\"id\": \"a\"}]", "7", "[\"b\"]"] {
        let event =
            event(JSON, "\"status\": \"in-progress\"", &format!("\"status\": \"in-progress\", \"_status\": {odd}"));
        assert!(!event.verbatim.is_empty(), "{odd}");
        assert_eq!(event.body, self::event(JSON, "", "").body, "{odd}");
    }
    let longer = event(JSON, "\"given\": [", "\"_given\": [null, null, null, {\"id\": \"d\"}], \"given\": [");
    assert_eq!(longer.verbatim.len(), 1);
    assert_eq!(longer.subject, event(JSON, "", "").subject);
}

#[test]
fn an_element_of_another_standard_is_none_of_this_one() {
    let foreign = "<x:status xmlns:x=\"urn:x\" value=\"in-progress\"/>";
    let refusals = refused(XML, "<status value=\"in-progress\"/>", foreign);
    assert_eq!(refusals, [(RefusalCode::ElementMissing, "Bundle.entry[2].resource.status".to_owned())]);
    let both = event(XML, "<status value=\"in-progress\"/>", &format!("<status value=\"in-progress\"/>{foreign}"));
    assert_eq!(both.verbatim.len(), 1);
    assert_eq!(both.verbatim[0].text.reveal(), "in-progress");
}

#[test]
fn an_attribute_is_no_element() {
    let event = event(XML, "<status value=\"in-progress\"/>", "<status value=\"in-progress\" code=\"finished\"/>");
    assert_eq!(event.verbatim.iter().map(|field| field.text.reveal().as_str()).collect::<Vec<_>>(), ["finished"]);
    let refusals = refused(XML, "<code value=\"IMP\"/>", "<extension url=\"urn:x\" code=\"IMP\"/>");
    assert_eq!(refusals, [(RefusalCode::ElementMissing, "Bundle.entry[2].resource.class.code".to_owned())]);
}

#[test]
fn an_address_that_two_resources_have_leads_nowhere() {
    let mut bundle: serde_json::Value = serde_json::from_slice(&cases::bytes(JSON)).expect("JSON");
    let entries = bundle["entry"].as_array_mut().expect("entries");
    let mut impostor = entries.iter().find(|entry| entry["resource"]["id"] == "hospital").expect("the sender").clone();
    impostor["resource"]["identifier"][0]["value"] = "5790999900065".into();
    entries.push(impostor);
    let opened = fhir::convert(&serde_json::to_vec(&bundle).expect("JSON"), &Limits::default()).expect("a message");
    let Outcome::Refused(refusals) = &opened.letters[0].outcome else { panic!("the first one has it") };
    let (twice, unresolved): (Vec<_>, Vec<_>) =
        refusals.iter().partition(|refusal| refusal.code == RefusalCode::RuleBroken);
    assert_eq!(twice.iter().map(|refusal| refusal.at.path.as_str()).collect::<Vec<_>>(), ["Bundle.entry[6].fullUrl"]);
    assert!(unresolved.iter().all(|refusal| refusal.code == RefusalCode::ReferenceUnresolved), "{refusals:?}");
    assert!(refusals.iter().any(|refusal| refusal.at.path == "Bundle.entry[0].resource.sender.reference"));
}

fn outcome(case: &str, from: &str, to: &str) -> Outcome {
    let text = String::from_utf8(cases::bytes(case)).expect("text");
    assert!(text.contains(from), "{case} has no {from}");
    let opened = fhir::convert(text.replacen(from, to, 1).as_bytes(), &Limits::default()).expect("a message");
    opened.letters.into_iter().next().expect("a letter").outcome
}

fn event(case: &str, from: &str, to: &str) -> Event {
    match outcome(case, from, to) {
        Outcome::Event(event) => *event,
        other => panic!("{other:?} is no event"),
    }
}

fn refused(case: &str, from: &str, to: &str) -> Vec<(RefusalCode, String)> {
    match outcome(case, from, to) {
        Outcome::Refused(refusals) => refusals.into_iter().map(|refusal| (refusal.code, refusal.at.path)).collect(),
        other => panic!("{other:?} is no refusal"),
    }
}
