//! The published lists of invariants and profile elements, and the rules: neither may know what the other does not.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules;

/// What is published and not judged, each with its reason. A line ends in `*` for everything that begins so.
pub(crate) const NOT_JUDGED: &[(&str, &str)] = &[
    ("bdl-9, bdl-10, bdl-11", "about documents, which a message is not"),
    ("narrative of every resource", "asked by the general governance only; a receiver must not refuse for it"),
    ("lpr3-Identifier slice", "told by the system of the identifier"),
    ("medcom-core-practitionerrole-code-xor-text", "of core 4.0.0, on which none of the four standards depends"),
    ("medcom-messaging-3", "of messaging 2.1.0, removed in June 2024; every hop is judged all the same"),
    (
        "medcom-homecareReport-5, -6",
        "the author of a file: what is there is read, and nothing is asked of it in messages",
    ),
    ("elements that must be supported and may be absent", "a receiver reads them; nothing is asked of a message"),
    ("DiagnosticReport.meta.security", "a refusal of consent is read; another label is kept as it was"),
    ("a second extension inside an extension", "it is kept as it was, and means nothing to a reader"),
];

/// Invariants that have no rule of their own, by the start of their key.
const WITHOUT_RULE: &[&str] = &[
    "medcom-core-practitionerrole-code-xor-text",
    "medcom-homecareReport-5",
    "medcom-homecareReport-6",
    "medcom-messaging-3",
];

/// Profiles of the standards that are judged here, by the standard and its version.
const PROFILES: &[(&str, &str)] = &[
    ("acknowledgement", "2.0.3"),
    ("carecommunication", "5.0.2"),
    ("core", "3.0.1"),
    ("homecareobservation", "1.2.1"),
    ("hospitalnotification", "3.0.2"),
    ("messaging", "4.0.2"),
];

/// Profiles of HomeCareObservation alone.
const OF_OTHERS: &[&str] = &[
    "medcom-core-diagnosticreport",
    "medcom-core-media",
    "medcom-core-observation",
    "medcom-observation-value-attachment-extension",
    "medcom-producer-organization",
    "medcom-requesterorganization",
];

#[test]
fn every_published_invariant_has_its_rule() {
    let sources = sources();
    let missing: BTreeSet<String> = rows("invariants.csv")
        .into_iter()
        .filter(|row| {
            let standards = [
                "acknowledgement",
                "carecommunication",
                "core",
                "homecareobservation",
                "hospitalnotification",
                "messaging",
            ];
            standards.contains(&row["ig"].as_str())
        })
        .map(|row| row["key"].clone())
        .filter(|key| !WITHOUT_RULE.iter().any(|without| key.starts_with(without)))
        .filter(|key| !sources.iter().any(|source| source == key || source.starts_with(&format!("{key} of "))))
        .collect();
    assert!(missing.is_empty(), "without a rule: {missing:#?}");
}

#[test]
fn every_published_element_that_must_or_may_not_be_has_its_rule() {
    let sources = sources();
    let rows = rows("profile-constraints.csv");
    let mut missing = BTreeSet::new();
    for row in &rows {
        let is_ours =
            PROFILES.contains(&(&row["ig"], &row["version"])) && !OF_OTHERS.contains(&row["profile"].as_str());
        let is_asked =
            !matches!(row["min"].as_str(), "" | "0") || row["max"] == "0" || !row["fixed_or_pattern"].is_empty();
        let is_formal = row["element"] == "Extension.url" || row["element"] == "Extension.extension";
        // A refusal of consent is read; another label is kept as it was.
        let is_label = row["element"] == "DiagnosticReport.meta.security";
        let is_slice = row["element"].ends_with(":lpr3identifier.identifier");
        let name = format!("{}: {}", row["profile"], row["element"]);
        if is_ours && is_asked && !is_formal && !is_slice && !is_label && !sources.contains(&name) {
            missing.insert(name);
        }
    }
    assert!(missing.is_empty(), "without a rule: {missing:#?}");
    if !rows.is_empty() {
        let published: BTreeSet<String> =
            rows.iter().map(|row| format!("{}: {}", row["profile"], row["element"])).collect();
        let named = sources.iter().filter(|source| source.starts_with("medcom-") && source.contains(": "));
        let unknown: Vec<_> = named.filter(|source| !published.contains(*source)).collect();
        assert!(unknown.is_empty(), "not published: {unknown:#?}");
    }
}

fn sources() -> BTreeSet<String> {
    let rules = rules().into_iter().flat_map(|(_, rules)| rules);
    rules.flat_map(|rule| rule.source).map(|source| (*source).to_owned()).collect()
}

/// The rows of a published list, by the names of their columns; none where it is not at hand.
fn rows(name: &str) -> Vec<BTreeMap<String, String>> {
    let Some(folder) = published::folder("domain/fhir-terminology") else { return Vec::new() };
    let text = std::fs::read_to_string(folder.join(name)).expect("the list");
    let mut records = records(&text).into_iter();
    let names = records.next().expect("a heading");
    records.map(|record| names.iter().cloned().zip(record).collect()).collect()
}

/// Comma-separated values, where a quoted field may hold commas, quotes twice, and line breaks.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field, mut is_quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => field.extend(letters.next()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => record.push(std::mem::take(&mut field)),
            '\n' if !is_quoted => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            '\r' if !is_quoted => {}
            other => field.push(other),
        }
    }
    records
}
