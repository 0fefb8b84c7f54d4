//! The fingerprint of a message: the same for a resend and in any writing, another for other content.
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

mod support;

use canonical::Event;
use canonical::letter::{Limits, Outcome};
use serde_json::{Map, Value};
use support::cases;

const CASE: &str = "discharged_home.json";

#[test]
fn a_resend_is_the_same_event() {
    let resent = changed(|bundle| {
        bundle["id"] = "another-envelope".into();
        bundle["timestamp"] = "2026-03-15T16:00:00+01:00".into();
        bundle["meta"] = serde_json::json!({ "lastUpdated": "2026-03-15T16:00:00+01:00" });
        let hop = &mut bundle["entry"][6]["resource"];
        hop["occurredDateTime"] = "2026-03-15T16:00:00+01:00".into();
        hop["recorded"] = "2026-03-15T16:00:00+01:00".into();
        hop["text"] = serde_json::json!({ "status": "generated", "div": "<div>sendt 16.00</div>" });
    });
    assert_eq!(event(&resent).id, event(&cases::bytes(CASE)).id);
}

#[test]
fn writing_does_not_count() {
    let original = event(&cases::bytes(CASE));
    let compact = serde_json::to_vec(&original_tree()).expect("JSON");
    assert_eq!(event(&compact).id, original.id);
    let turned = serde_json::to_vec(&turned(original_tree())).expect("JSON");
    assert_ne!(turned, compact);
    assert_eq!(event(&turned).id, original.id);
}

#[test]
fn content_counts_wherever_it_stands() {
    let original = event(&cases::bytes(CASE));
    let changes: [fn(&mut Value); 5] = [
        |bundle| bundle["entry"][2]["resource"]["period"]["end"] = "2026-03-15T15:30:00+01:00".into(),
        |bundle| bundle["entry"][1]["resource"]["name"][0]["given"] = serde_json::json!(["Margrethe", "Karla"]),
        |bundle| bundle["entry"][3]["resource"]["unknown"] = "new".into(),
        |bundle| bundle["entry"][5]["resource"]["recorded"] = "2026-03-12T08:21:00+01:00".into(),
        |bundle| bundle["entry"][2]["resource"]["text"] = serde_json::json!({ "div": "<div>ord</div>" }),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let event = event(&changed(change));
        assert_ne!(event.id, original.id, "change {number}");
        assert_eq!(event.identity(), original.identity(), "change {number}");
    }
}

#[test]
fn decimals_count_as_written() {
    let text = String::from_utf8(cases::bytes("unknown_event_with_observations.json")).expect("text");
    let exact = event(text.as_bytes());
    let shorter = event(text.replace("\"value\": 1.10", "\"value\": 1.1").as_bytes());
    assert_ne!(exact.source.fingerprint, shorter.source.fingerprint);
}

fn original_tree() -> Value {
    serde_json::from_slice(&cases::bytes(CASE)).expect("JSON")
}

fn changed(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut tree = original_tree();
    change(&mut tree);
    serde_json::to_vec(&tree).expect("JSON")
}

/// The same tree with the properties of every object in the opposite order.
fn turned(tree: Value) -> Value {
    match tree {
        Value::Array(values) => values.into_iter().map(turned).collect(),
        Value::Object(fields) => {
            let fields: Vec<(String, Value)> = fields.into_iter().collect();
            let turned = fields.into_iter().rev().map(|(name, value)| (name, turned(value)));
            Value::Object(turned.collect::<Map<_, _>>())
        }
        leaf => leaf,
    }
}

fn event(bytes: &[u8]) -> Event {
    let opened = fhir::convert(bytes, &Limits::default()).expect("a message");
    match opened.letters.into_iter().next().expect("a letter").outcome {
        Outcome::Event(event) => *event,
        other => panic!("{other:?} is no event"),
    }
}
