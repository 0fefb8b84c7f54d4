//! Every published message, read and written again: element by element what it was, but for a frozen list.
//!
//! Elements are compared by resource type, path and value, whatever their order. A reference counts by the type it leads
//! to, since ids are given anew.
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use canonical::letter::Format;
use fhir::render::render;
use serde_json::Value;
use support::round::{event, stamp};
use support::samples;

/// What differs: lost (`-`) or gained (`+`), the element, and why.
const NORMALISATIONS: &[(char, &str, &str)] = &[];

#[test]
fn every_published_message_is_written_as_it_was() {
    let mut compared = 0;
    let mut found: BTreeMap<(char, String), BTreeSet<String>> = BTreeMap::new();
    for folder in ["carecommunication", "homecareobservation", "hospitalnotification"] {
        for file in samples::files(folder).into_iter().filter(|file| file.extension().is_some_and(|own| own == "json")) {
            let bytes = std::fs::read(&file).expect("a message");
            let event = event(&bytes).expect("an event");
            let written = render(&event, &stamp(), Format::Json).expect("a message");
            let leaves = |bytes: &[u8]| leaves(&serde_json::from_slice(bytes).expect("JSON"));
            for (sign, path, value) in differences(leaves(&bytes), leaves(&written)) {
                found.entry((sign, path)).or_default().insert(value);
            }
            compared += 1;
        }
    }
    if compared == 0 {
        return;
    }
    let known = |sign: char, path: &str| NORMALISATIONS.iter().any(|(own, of, _)| *own == sign && *of == path);
    let new: Vec<_> = found.iter().filter(|((sign, path), _)| !known(*sign, path)).collect();
    assert!(new.is_empty(), "not in the list: {new:#?}");
    let gone = NORMALISATIONS.iter().filter(|(sign, path, _)| !found.contains_key(&(*sign, (*path).to_owned())));
    assert_eq!(gone.count(), 0, "some of the list is never met");
    assert!(compared > 25, "only {compared} messages");
}

/// What one list of leaves has more often than the other.
fn differences(before: Vec<(String, String)>, after: Vec<(String, String)>) -> Vec<(char, String, String)> {
    let mut counts: BTreeMap<(String, String), i64> = BTreeMap::new();
    before.into_iter().for_each(|leaf| *counts.entry(leaf).or_default() += 1);
    after.into_iter().for_each(|leaf| *counts.entry(leaf).or_default() -= 1);
    let uneven = counts.into_iter().filter(|(_, count)| *count != 0);
    uneven.map(|((path, value), count)| (if count > 0 { '-' } else { '+' }, path, value)).collect()
}

/// Every value of a Bundle with its path from the resource it is in.
fn leaves(bundle: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, value) in bundle.as_object().expect("a Bundle").iter().filter(|(name, _)| *name != "entry") {
        collect(&format!("Bundle.{name}"), value, &mut found);
    }
    for entry in bundle["entry"].as_array().expect("entries") {
        let resource = entry["resource"].as_object().expect("a resource");
        let kind = resource["resourceType"].as_str().expect("a type");
        for (name, value) in resource.iter().filter(|(name, _)| !matches!(name.as_str(), "id" | "text")) {
            collect(&format!("{kind}.{name}"), value, &mut found);
        }
    }
    found
}

fn collect(path: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(path, value, found)),
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| collect(&format!("{path}.{name}"), value, found));
        }
        Value::String(text) if path.ends_with("reference") && !text.starts_with("MessageHeader/") => {
            found.push((path.to_owned(), text.split('/').next().unwrap_or_default().to_owned()));
        }
        Value::String(text) => found.push((path.to_owned(), text.clone())),
        Value::Bool(_) | Value::Null | Value::Number(_) => found.push((path.to_owned(), value.to_string())),
    }
}
