//! The table of rules, made from `rules.tsv` and from the tests that name a rule in their comment.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A rule of the list.
struct Rule {
    id: String,
    sentence: String,
    source: String,
}

fn own(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn rules() -> Vec<Rule> {
    let text = std::fs::read_to_string(own("rules.tsv")).expect("the list is there");
    let rule = |line: &str| {
        let [id, sentence, source] = line.split('\t').map(str::to_owned).collect::<Vec<_>>().try_into().expect("three");
        Rule { id, sentence, source }
    };
    text.lines().filter(|line| !line.starts_with('#')).map(rule).collect()
}

/// Rules by their ids, with the tests that name them: file and function.
fn named() -> BTreeMap<String, Vec<(String, String)>> {
    let root = own("../..");
    let mut named: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for floor in ["adapters", "conformance-tests", "gateway", "proto"] {
        for file in sources(&root.join(floor)) {
            let place = file.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&file).expect("readable");
            let mut ids = Vec::new();
            for line in text.lines().map(str::trim) {
                if let Some(list) = line.strip_prefix("/// Rule: ") {
                    ids.extend(list.split(", ").map(str::to_owned));
                } else if let Some(name) = function(line) {
                    for id in ids.drain(..) {
                        named.entry(id).or_default().push((place.clone(), name.to_owned()));
                    }
                }
            }
            assert!(ids.is_empty(), "{place}: a rule without a test behind it: {ids:?}");
        }
    }
    named.values_mut().for_each(|tests| tests.sort());
    named
}

fn function(line: &str) -> Option<&str> {
    let rest = line
        .strip_prefix("fn ")
        .or_else(|| line.strip_prefix("async fn "))
        .or_else(|| line.strip_prefix("pub async fn "));
    rest?.split('(').next()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

const HEADING: &str = "# Rules about receipts, duplicates and time\n\n\
    Written from `rules.tsv`, and from the tests that name a rule (`Rule:`) in their comment;\n\
    `UPDATE_RULES=1 cargo test -p exchange --test rules` writes it anew.\n\n";

fn page() -> String {
    let named = named();
    let text = std::fs::read_to_string(own("rules.tsv")).expect("the list is there");
    let notes = text.lines().filter_map(|line| line.strip_prefix("# ")).filter(|line| !line.contains('\t'));
    let notes: Vec<_> = notes.collect();
    let mut page = format!("{HEADING}{}\n\n| rule | source | test |\n|---|---|---|\n", notes.join("\n"));
    for Rule { id, sentence, source } in rules() {
        let tests = named.get(&id).into_iter().flatten();
        let tests: Vec<_> = tests.map(|(file, name)| format!("`{name}` ({file})")).collect();
        page.push_str(&format!("| {sentence} | {source} | {} |\n", tests.join("<br>")));
    }
    page
}

#[test]
fn every_rule_has_a_test_and_every_test_a_rule_that_is_listed() {
    let (rules, named) = (rules(), named());
    let untested: Vec<_> = rules.iter().map(|rule| &rule.id).filter(|id| !named.contains_key(*id)).collect();
    let unlisted: Vec<_> = named.keys().filter(|id| rules.iter().all(|rule| rule.id != **id)).collect();
    assert!(untested.is_empty() && unlisted.is_empty(), "without a test: {untested:?}; not in the list: {unlisted:?}");
}

#[test]
fn the_page_is_the_list_with_its_tests() {
    let path = own("RULES.md");
    if std::env::var_os("UPDATE_RULES").is_some() {
        std::fs::write(&path, page()).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&path).expect("the page exists");
    assert_eq!(written, page(), "run with UPDATE_RULES=1");
}
