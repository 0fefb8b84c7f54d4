//! Every leaf of every case and of every published message that becomes an event or a receipt counts: another value in its
//! place changes the fields that `mapping.tsv` names for it, or the leaf stands in the list of what is dropped, with its
//! reason.
//!
//! The fingerprint does not help here: it is taken out of the comparison, and so are line and column. `UPDATE_MAPPING=1` writes
//! the table anew, from the cases and the published messages; read it before keeping it.
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::fields::{changed, read};
use support::leaf::{DROPPED, DROPPED_OF_PUBLISHED, FIXED, leaves_of, others};
use support::{cases, samples};

/// Fields by the kind of outcome and the path of a leaf.
type Mapping = BTreeMap<(String, String), BTreeSet<String>>;

/// Where the table lies, from the folder of the crate.
const TABLE: &str = "mapping.tsv";

/// What was found of the leaves of some messages.
#[derive(Default)]
struct Found {
    leaves: usize,
    /// Entries of the lists of what is dropped or fixed that were needed.
    used: BTreeSet<&'static str>,
    /// Leaves that change nothing, and where they were seen.
    wrong: BTreeMap<String, String>,
    mapping: Mapping,
}

impl Found {
    /// Looks at every leaf of a message.
    fn look(&mut self, file: &Path) {
        let Ok(document) = serde_json::from_slice::<Value>(&std::fs::read(file).expect("a message")) else { return };
        let document = without_narrative(document, file);
        let Some(before) = read(&document) else { return };
        for leaf in leaves_of(&document) {
            self.leaves += 1;
            let mut lists = DROPPED.iter().chain(FIXED).chain(DROPPED_OF_PUBLISHED);
            let listed = lists.find(|(pattern, _)| leaf.is_named_by(pattern, before.kind));
            // A leaf on the list need not count, so few tries are enough.
            let tries = if listed.is_some() { 3 } else { usize::MAX };
            let fields =
                others(document.pointer(&leaf.pointer).expect("the leaf")).into_iter().take(tries).find_map(|other| {
                    let mut changed_document = document.clone();
                    *changed_document.pointer_mut(&leaf.pointer).expect("the leaf") = other;
                    let after = read(&changed_document)?;
                    Some(changed(&before, &after)).filter(|fields| !fields.is_empty())
                });
            match (fields, listed) {
                (Some(fields), _) => {
                    self.mapping.entry((before.kind.to_owned(), leaf.path)).or_default().extend(fields)
                }
                (None, Some((pattern, _))) => drop(self.used.insert(pattern)),
                (None, None) => drop(self.wrong.entry(leaf.path).or_insert_with(|| file.display().to_string())),
            }
        }
    }
}

/// Narratives make published messages long; the cases have some.
fn without_narrative(mut document: Value, file: &Path) -> Value {
    let is_case = file.components().any(|part| part.as_os_str() == "cases");
    for entry in document.get_mut("entry").and_then(Value::as_array_mut).into_iter().flatten().filter(|_| !is_case) {
        entry["resource"].as_object_mut().map(|resource| resource.remove("text"));
    }
    document
}

fn json(files: Vec<PathBuf>) -> impl Iterator<Item = PathBuf> {
    files.into_iter().filter(|file| file.extension().is_some_and(|kind| kind == "json"))
}

#[test]
fn every_leaf_counts_or_is_dropped_for_a_reason() {
    let mut of_cases = Found::default();
    json(cases::cases()).for_each(|case| of_cases.look(&case));
    let Found { leaves, used, wrong, mapping } = &of_cases;
    assert!(*leaves > 1500, "only {leaves} leaves");
    assert!(wrong.is_empty(), "another value changes nothing:\n{wrong:#?}");
    let unused: Vec<_> =
        DROPPED.iter().chain(FIXED).map(|(pattern, _)| *pattern).filter(|pattern| !used.contains(pattern)).collect();
    assert!(unused.is_empty(), "the list names what is not dropped: {unused:?}");
    if std::env::var_os("UPDATE_MAPPING").is_none() {
        within(mapping, &table());
    }
}

#[test]
fn every_leaf_of_published_messages_counts_too() {
    let folders = ["acknowledgement", "carecommunication", "homecareobservation", "hospitalnotification"];
    let mut published = Found::default();
    json(folders.into_iter().flat_map(samples::files).collect()).for_each(|file| published.look(&file));
    assert!(published.wrong.is_empty(), "another value changes nothing:\n{:#?}", published.wrong);
    if published.leaves == 0 {
        return;
    }
    if std::env::var_os("UPDATE_MAPPING").is_some() {
        let mut all = Found { mapping: published.mapping, ..Found::default() };
        json(cases::cases()).for_each(|case| all.look(&case));
        std::fs::write(path(), written(&all.mapping)).expect("a place to write");
        return;
    }
    within(&published.mapping, &table());
}

#[test]
fn the_table_names_no_field_without_a_name() {
    let unknown: Vec<_> =
        table().into_iter().filter(|(_, fields)| fields.contains("?")).map(|(leaf, _)| leaf).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// Every leaf changes the fields of the table, and no other.
fn within(found: &Mapping, table: &Mapping) {
    let none = BTreeSet::new();
    let more: Vec<String> = found
        .iter()
        .filter_map(|(leaf, fields)| {
            let more: Vec<_> = fields.difference(table.get(leaf).unwrap_or(&none)).cloned().collect();
            (!more.is_empty()).then(|| format!("{} {}: {}", leaf.0, leaf.1, more.join(", ")))
        })
        .collect();
    assert!(more.is_empty(), "the table does not say what changes:\n{}", more.join("\n"));
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE)
}

fn table() -> Mapping {
    let text = std::fs::read_to_string(path()).expect("the table");
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|row| {
        let [kind, leaf, fields] = row.split('\t').collect::<Vec<_>>().try_into().expect("three columns");
        ((kind.to_owned(), leaf.to_owned()), fields.split(", ").map(str::to_owned).collect())
    })
    .collect()
}

fn written(mapping: &Mapping) -> String {
    let mut text = "# What another value of each element changes in the outcome, by the kind of outcome.\n\
                    # Made from the reader, and kept true by a test; what is dropped, and why, stands in tests/support/leaf.rs.\n\
                    kind\telement\tfields\n"
        .to_owned();
    for ((kind, leaf), fields) in mapping {
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        text.push_str(&format!("{kind}\t{leaf}\t{}\n", fields.join(", ")));
    }
    text
}
