//! No fact of an event is lost in the FHIR document that says what it says: every leaf of every event made from MedCom
//! letters is looked for in what is written.
//!
//! A leaf counts as told where its words, its number or its name stands anywhere in the document, white space, hyphens and
//! capitals apart: identifiers and times have other writings in FHIR.
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

mod leaves;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use canonical::Event;
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::{Body, StayNotice};
use canonical::letter::{Format, Limits, Outcome, Stamp};
use leaves::{haystack, leaves};

/// Leaves that a document does not tell in the same words: the end of their path, and why.
const NOT_TOLD: &[(&str, &str)] = &[
    ("actions.due.derived", "whether a rule of ours gave a deadline is not the letter's"),
    ("actions.priority", "FHIR has four words of its own; the sender's stands beside it"),
    ("channel", "FHIR's own word"),
    ("codes.system", "by the address of the naming system"),
    ("hospital_stay.class", "FHIR's own code"),
    ("identifier.kind", "by the address of the naming system"),
    ("identifiers.kind", "by the address of the naming system"),
    ("identifiers.scheme", "by the address of the naming system"),
    ("inlines.kind", "emphasis and breaks are markup"),
    ("narrative.plain", "once more what the text says"),
    ("notices.code", "doubts are ours, not the letter's"),
    ("notices.column", "doubts are ours, not the letter's"),
    ("notices.line", "doubts are ours, not the letter's"),
    ("notices.path", "doubts are ours, not the letter's"),
    ("sha256", "of the bytes that are told"),
    ("source.fingerprint", "of the original's bytes"),
    ("source.standard", "a document is FHIR"),
    ("status", "FHIR's own word"),
    ("stillborn", "the child is said to be dead"),
];

/// Times that FHIR writes in another way: an hour that never was, and a day with a zone.
const OTHER_TIMES: [&str; 2] = ["20260329t02:30", "20260310z"];

#[test]
fn every_leaf_of_an_event_is_told() {
    let (mut kinds, mut lost) = (BTreeMap::new(), BTreeMap::new());
    for (file, event) in letters().into_iter().flat_map(events) {
        let Some(document) = document(&file, &event) else { continue };
        *kinds.entry(event.body.kind().word()).or_insert(0) += 1;
        let haystack = haystack(&document);
        for (path, needle) in leaves(&wire::encode(&event)) {
            let is_exempt =
                NOT_TOLD.iter().any(|(end, _)| path.ends_with(end)) || OTHER_TIMES.contains(&needle.as_str());
            if !is_exempt && !haystack.contains(&needle) {
                lost.entry(path).or_insert_with(Vec::new).push(format!("{needle} in {}", file.display()));
            }
        }
    }
    let shown: Vec<String> =
        lost.iter().map(|(path, found)| format!("{path}: {}, {}", found.len(), found[0])).collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
    assert!(kinds.len() >= 11 && kinds.values().sum::<usize>() > 130, "only {kinds:?}");
}

#[test]
fn every_document_is_whole() {
    for (file, event) in letters().into_iter().flat_map(events) {
        let Some(document) = document(&file, &event) else { continue };
        let entries = document["entry"].as_array().expect("entries");
        let urls: Vec<&str> = entries.iter().filter_map(|entry| entry["fullUrl"].as_str()).collect();
        let unique: BTreeSet<&str> = urls.iter().copied().collect();
        assert_eq!(unique.len(), entries.len(), "bdl-7 in {}", file.display());
        assert_eq!(entries[0]["resource"]["resourceType"], "Composition", "bdl-11 in {}", file.display());
        assert!(document["identifier"]["system"].is_string(), "bdl-9 in {}", file.display());
        let mut named = Vec::new();
        references(&document, &mut named);
        assert!(
            named.iter().all(|url| unique.contains(url.as_str())),
            "a reference into the void in {}",
            file.display()
        );
        let lonely = entries[1..].iter().filter(|entry| !named.iter().any(|url| entry["fullUrl"] == *url));
        let lonely: Vec<_> = lonely.map(|entry| &entry["resource"]["resourceType"]).collect();
        assert!(lonely.is_empty(), "{lonely:?} that nobody names in {}", file.display());
        let xml = fhir::render::render(&event, &stamp(), Format::Xml).expect("as in JSON");
        assert!(String::from_utf8(xml).expect("UTF-8").contains("<Composition>"), "{}", file.display());
    }
}

fn references(value: &serde_json::Value, named: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(values) => values.iter().for_each(|value| references(value, named)),
        serde_json::Value::Object(fields) => {
            named.extend(fields.get("reference").and_then(|one| one.as_str()).map(str::to_owned));
            fields.values().for_each(|value| references(value, named));
        }
        _ => {}
    }
}

fn stamp() -> Stamp {
    Stamp { id: [7; 16], at: "2026-03-12T13:40:00Z".parse().expect("a time") }
}

/// The document that says what an event says; none of one that has a message of its own, or whose files are elsewhere.
fn document(file: &Path, event: &Event) -> Option<serde_json::Value> {
    let is_large = |file: &Attachment| matches!(file.content, AttachmentContent::Original { .. });
    let has_message = match &event.body {
        Body::Correspondence(_) => true,
        Body::HospitalStay(stay) => !matches!(stay.notice, StayNotice::Transferred | StayNotice::TreatmentEnds),
        _ => false,
    };
    if has_message || event.attachments.iter().any(is_large) {
        return None;
    }
    let written = fhir::render::render(event, &stamp(), Format::Json);
    let written = written.unwrap_or_else(|error| panic!("{error:?} of {}", file.display()));
    let document: serde_json::Value = serde_json::from_slice(&written).expect("JSON");
    assert_eq!(document["type"], "document", "{}", file.display());
    Some(document)
}

/// Own cases, and the published letters where they are at hand.
fn letters() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../adapters/medcom/src/letters");
    let (mut folders, mut found) = (vec![own], published::files("samples/medcom-xml", &["xml"]));
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "xml") {
                found.push(path);
            }
        }
    }
    found
}

fn events(file: PathBuf) -> Vec<(PathBuf, Event)> {
    let bytes = std::fs::read(&file).expect("a letter");
    let Ok(opened) = medcom::convert(&bytes, &Limits::default()) else { return Vec::new() };
    let events = opened.letters.into_iter().filter_map(|letter| match letter.outcome {
        Outcome::Event(event) => Some((file.clone(), *event)),
        Outcome::Receipt(_) | Outcome::Refused(_) => None,
    });
    events.collect()
}
