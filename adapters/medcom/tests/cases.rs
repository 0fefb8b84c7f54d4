//! Every case beside its letter: `name.xml` becomes `name.event.txt` or `name.refusal.txt`, line by line.
//!
//! A case begins with a comment that says why it exists. With `UPDATE_CASES=1`, what is missing is written.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test says what it misses and ends there")]

mod support;

use std::path::Path;

use support::opening::opened_text;
use support::{case_folders, files};

#[test]
fn every_case_becomes_what_is_written_beside_it() {
    let mut problems = Vec::new();
    let mut count = 0;
    for folder in case_folders() {
        for case in files(&folder, ".xml") {
            count += 1;
            problems.extend(check(&case).map(|problem| format!("{}: {problem}", case.display())));
        }
        problems.extend(orphans(&folder));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(count > 30, "only {count} cases were found");
}

/// What is wrong with a case, if anything is.
fn check(case: &Path) -> Option<String> {
    let bytes = std::fs::read(case).expect("a readable case");
    if !String::from_utf8_lossy(&bytes).contains("<!--") {
        return Some("no comment says why it exists".to_owned());
    }
    let text = opened_text(&bytes);
    let is_refused = !text.lines().any(|line| line.contains("event.id: ") || line.contains("receipt.verdict: "));
    let (ending, other) = if is_refused { ("refusal.txt", "event.txt") } else { ("event.txt", "refusal.txt") };
    let expected = case.with_extension(ending);
    if case.with_extension(other).exists() {
        return Some(format!("expected .{other}, and became:\n{text}"));
    }
    match std::fs::read_to_string(&expected) {
        Ok(expected) if expected == text => None,
        Ok(expected) => Some(difference(&expected, &text)),
        Err(_) if std::env::var_os("UPDATE_CASES").is_some() => {
            std::fs::write(&expected, text).expect("a writable folder");
            None
        }
        Err(_) => Some(format!("nothing is expected of it; it becomes:\n{text}")),
    }
}

/// The lines that differ.
fn difference(expected: &str, found: &str) -> String {
    let missing = expected.lines().filter(|line| !found.lines().any(|other| other == *line));
    let surplus = found.lines().filter(|line| !expected.lines().any(|other| other == *line));
    let lines: Vec<String> =
        missing.map(|line| format!("- {line}")).chain(surplus.map(|line| format!("+ {line}"))).collect();
    format!("differs:\n{}", lines.join("\n"))
}

/// Expectations without a case.
fn orphans(folder: &Path) -> Vec<String> {
    let ends = [".event.txt", ".refusal.txt"];
    let expectations = ends.iter().flat_map(|ending| files(folder, ending).into_iter().map(move |file| (file, ending)));
    expectations
        .filter_map(|(file, ending)| {
            let case = file.to_string_lossy().replace(ending, ".xml");
            (!Path::new(&case).exists()).then(|| format!("{}: has no case", file.display()))
        })
        .collect()
}
