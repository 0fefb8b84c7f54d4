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

const NEW: &str = "every sending has its own id and times";
const CLASS: &str = "an event keeps where the patient stands, in the four words of the older standard";
const UUID: &str = "episodes have hyphens, and only those of the national registry are addresses";
const ENDPOINT: &str = "the endpoint is the sender's own page";
const ORGANISATION: &str =
    "organisations that only take part follow the core profile, those that send or receive that of messaging";
const PERSON: &str =
    "whoever has a telephone number in one place and none in another stands there twice, and within an organisation";
const NAME: &str = "an event keeps the names of professionals as one, of which the last word is the surname";
const ADDED: &str = "a hop names what it adds as the message has it; some published ones name what is not there";
const AUTHORED: &str = "the hop happened when the content was released";
const MADE: &str = "an event keeps when a file was sent, not when it was made";
const ASSIGNER: &str = "who sent an earlier file stands in that message, unless it has an author";
const DISPLAY: &str = "what a code is called is not significant";
const USE: &str = "a use says nothing where there is one name or number";

/// What differs: lost (`-`) or gained (`+`), the element, and why.
const NORMALISATIONS: &[(char, &str, &str)] = &[
    ('+', "Bundle.id", NEW),
    ('+', "Bundle.timestamp", NEW),
    ('+', "Encounter.class.code", CLASS),
    ('+', "Encounter.class.system", CLASS),
    ('+', "Encounter.episodeOfCare.identifier.value", UUID),
    ('+', "Encounter.status", CLASS),
    ('+', "MessageHeader.source.endpoint", ENDPOINT),
    ('+', "Organization.meta.profile", ORGANISATION),
    ('+', "Practitioner.meta.profile", PERSON),
    ('+', "Practitioner.name.family", NAME),
    ('+', "Practitioner.resourceType", PERSON),
    ('+', "PractitionerRole.code.coding.code", PERSON),
    ('+', "PractitionerRole.code.coding.system", PERSON),
    ('+', "PractitionerRole.meta.profile", PERSON),
    ('+', "PractitionerRole.organization.reference", PERSON),
    ('+', "PractitionerRole.practitioner.reference", PERSON),
    ('+', "PractitionerRole.resourceType", PERSON),
    ('+', "Provenance.entity.what.identifier.value", ADDED),
    ('+', "Provenance.occurredDateTime", AUTHORED),
    ('+', "Provenance.recorded", NEW),
    ('-', "Bundle.id", NEW),
    ('-', "Bundle.timestamp", NEW),
    ('-', "Communication.payload.contentAttachment.creation", MADE),
    ('+', "Communication.payload.extension.valueIdentifier.assigner.display", ASSIGNER),
    ('-', "Communication.payload.extension.valueIdentifier.assigner.reference", ASSIGNER),
    ('-', "DiagnosticReport.meta.security.display", DISPLAY),
    ('-', "Encounter.class.code", CLASS),
    ('-', "Encounter.class.system", CLASS),
    ('-', "Encounter.episodeOfCare.identifier.value", UUID),
    ('-', "Encounter.status", CLASS),
    ('-', "MessageHeader.source.endpoint", ENDPOINT),
    ('-', "Organization.contact.name.use", USE),
    ('-', "Organization.meta.profile", ORGANISATION),
    ('-', "Patient.identifier.use", USE),
    ('-', "Practitioner.name.given", NAME),
    ('-', "Provenance.entity.what.identifier.value", ADDED),
    ('-', "Provenance.occurredDateTime", AUTHORED),
    ('-', "Provenance.recorded", NEW),
];

#[test]
fn every_published_message_is_written_as_it_was() {
    let mut compared = 0;
    let mut found: BTreeMap<(char, String), BTreeSet<String>> = BTreeMap::new();
    for folder in ["carecommunication", "homecareobservation", "hospitalnotification"] {
        for file in samples::files(folder).into_iter().filter(|file| file.extension().is_some_and(|own| own == "json"))
        {
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
    let gone: Vec<_> = gone.collect();
    assert!(gone.is_empty(), "never met: {gone:?}");
    assert!(NORMALISATIONS.iter().all(|(.., why)| !why.is_empty()));
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
