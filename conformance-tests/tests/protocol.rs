//! Every step of MedCom's test protocols is shown by a named test, or says in `waivers.toml` why it is not.
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn own(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Steps with the tests that show them.
fn named() -> Vec<(String, Vec<String>)> {
    let list = own("protocol.tsv");
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    let step = |line: &str| {
        let (step, tests) = line.split_once('\t').expect("a step and its tests");
        (step.to_owned(), tests.split(' ').map(str::to_owned).collect())
    };
    lines.map(step).collect()
}

/// Steps with the reasons why no test shows them.
fn waived() -> Vec<(String, String)> {
    let list: toml::Table = own("waivers.toml").parse().expect("TOML");
    let waivers = list["waiver"].as_array().expect("waivers");
    let mut waived = Vec::new();
    for waiver in waivers {
        let word = |name: &str| waiver[name].as_str().filter(|word| !word.is_empty()).expect("a word").to_owned();
        let (reason, review) = (word("reason"), word("review"));
        assert!(!word("owner").is_empty() && reason.split(' ').count() > 4, "no reason: {reason}");
        assert!(review.len() == 10 && review.split('-').count() == 3, "{review} is no date");
        for step in waiver["steps"].as_array().expect("steps") {
            waived.push((step.as_str().expect("a step").to_owned(), reason.clone()));
        }
    }
    waived
}

#[test]
fn every_step_is_shown_or_waived_and_never_both() {
    let mut seen = BTreeSet::new();
    let steps = named().into_iter().map(|(step, _)| step).chain(waived().into_iter().map(|(step, _)| step));
    let twice: Vec<String> = steps.filter(|step| !seen.insert(step.clone())).collect();
    assert!(twice.is_empty(), "more than once: {twice:?}");
    let Some(folder) = published::folder("domain/fhir-terminology") else { return };
    let text = std::fs::read_to_string(folder.join("test-protocol-cases.csv")).expect("the protocols");
    let published: BTreeSet<String> = steps_of(&text).into_iter().collect();
    let missing: Vec<_> = published.difference(&seen).collect();
    let unknown: Vec<_> = seen.difference(&published).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "neither shown nor waived: {missing:?}; unknown: {unknown:?}");
}

#[test]
fn every_test_that_shows_a_step_exists_once() {
    let tests = tests();
    let mut wrong = BTreeSet::new();
    for (step, names) in named() {
        assert!(!names.is_empty(), "{step} is shown by nothing");
        for name in names {
            let places = tests.get(&name).map_or(0, Vec::len);
            if places != 1 {
                wrong.insert(format!("{step}: {name} is there {places} times"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The functions of the source that are tests, by name, each with the files it stands in.
fn tests() -> BTreeMap<String, Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut tests: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for floor in ["adapters", "conformance-tests", "gateway", "proto"] {
        let files =
            walkdir::WalkDir::new(root.join(floor)).into_iter().filter_entry(|entry| entry.file_name() != "target");
        let files = files.filter_map(Result::ok).map(walkdir::DirEntry::into_path);
        for file in files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")) {
            let text = std::fs::read_to_string(&file).expect("readable");
            let mut is_test = false;
            for line in text.lines().map(str::trim) {
                is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
                let function = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
                if let Some(name) = function.and_then(|rest| rest.split('(').next())
                    && std::mem::take(&mut is_test)
                {
                    tests.entry(name.to_owned()).or_default().push(file.clone());
                }
            }
        }
    }
    tests
}

/// `standard role step` of every record: the first, second and fifth column. Later columns hold line breaks in quotes.
fn steps_of(text: &str) -> Vec<String> {
    let (mut steps, mut record, mut field, mut is_quoted) = (Vec::new(), Vec::new(), String::new(), false);
    for letter in text.chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => record.push(std::mem::take(&mut field)),
            '\n' if !is_quoted => {
                field.clear();
                let record = std::mem::take(&mut record);
                steps.push(format!("{} {} {}", record[0], record[1], record[4]));
            }
            other => field.push(other),
        }
    }
    // The first is the heading.
    steps.split_off(1)
}
