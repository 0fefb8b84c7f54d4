//! Every case beside its letter: `name.xml` becomes `name.event.txt` or `name.refusal.txt`, line by line.
//!
//! A case begins with a comment that says why it exists; `name.strict.xml` is read strictly. With `UPDATE_CASES=1`, what is missing is written.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test says what it misses and ends there")]

mod support;

use std::path::Path;

use medcom::{LetterType, Version};
use support::opening::{opened_text, strictly_opened_text};
use support::specimen::{Fill, specimen};
use support::{case_folders, files, home, released, versions};

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
    let is_strict = case.to_string_lossy().ends_with(".strict.xml");
    let text = if is_strict { strictly_opened_text(&bytes) } else { opened_text(&bytes) };
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

#[test]
fn every_version_has_a_case_with_every_field_and_one_with_the_least() {
    let mut missing = Vec::new();
    for (letter, version) in versions() {
        let folder = home().join("src/letters").join(snake_case(letter.element)).join("cases");
        let is_of = |text: &str| text.contains(version.code) && text.contains(version.namespace());
        let cases = files(&folder, ".xml").into_iter().filter(|file| {
            let text = std::fs::read(file).expect("a readable case");
            file.with_extension("event.txt").exists() && is_of(&String::from_utf8_lossy(&text))
        });
        if cases.count() == 0 {
            missing.push(format!("{} {}", letter.element, version.code));
            if std::env::var_os("UPDATE_CASES").is_some() {
                write_cases(&folder, letter, version);
            }
        }
    }
    assert!(missing.is_empty(), "without a case: {}", missing.join(", "));
}

/// Writes the first two cases of a version, to be read and kept.
fn write_cases(folder: &Path, letter: &LetterType, version: &'static Version) {
    let name = format!("{}_{}", version.code.to_lowercase(), released(version.namespace()).join("_"));
    std::fs::create_dir_all(folder).expect("a folder");
    let pairs = [
        ("every_field", "Every field of this version, each with a value of its own.", Fill::Full(0)),
        ("the_least", "What this version must have, and nothing else.", Fill::Smallest),
    ];
    for (start, why, fill) in pairs {
        let text = specimen(letter, version, fill);
        let text = text.replacen("<Emessage", &format!("<!-- {why} -->\n<Emessage"), 1);
        std::fs::write(folder.join(format!("{start}_{name}.xml")), text).expect("a writable folder");
    }
}

/// `DischargeLetter` as `discharge_letter`.
fn snake_case(element: &str) -> String {
    let mut name = String::new();
    for (at, letter) in element.char_indices() {
        if letter.is_uppercase() && at > 0 {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}
