//! The mapping of every version: what becomes of each value of its letters, found by changing them one by one.
//!
//! The tables stand in `schemas/medcom/mapping/`. With `UPDATE_MAPPING=1` they are written; otherwise they must be true.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test says what it misses and ends there")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use medcom::{LETTERS, LetterType, Version};
use roxmltree::Document;
use support::changes::{said, values};
use support::specimen::{Fill, specimen};
use support::{home, released, versions};

/// Values that are no content of their own, with the reason.
const FIXED: [(&str, &str); 5] = [
    ("BinaryObject/OriginalObjectSize", "checked against the file"),
    ("Letter/TypeCode", "fixed by the version"),
    ("Letter/VersionCode", "fixed by the version"),
    ("Reference/SUP", "fixed by the schema"),
    ("SystemInformation", "fixed by the schema"),
];

/// The elements of formatted text, which are part of the value.
const INLINE: [&str; 8] = ["Bold", "Break", "Center", "FixedFont", "Italic", "Right", "Space", "Underline"];

/// Paths in the order of the letter, and the fields of the event that each is.
type Table = Vec<(String, BTreeSet<String>)>;

#[test]
fn every_value_becomes_what_the_mapping_says() {
    let folder = home().join("../../schemas/medcom/mapping");
    let is_update = std::env::var_os("UPDATE_MAPPING").is_some();
    let mut wrong = Vec::new();
    for letter in LETTERS {
        for version in letter.versions {
            let (file, text) = (folder.join(name(letter, version)), written(letter, version, &table(letter, version)));
            if is_update {
                std::fs::write(&file, &text).expect("a writable folder");
            }
            if std::fs::read_to_string(&file).ok().as_deref() != Some(&*text) {
                wrong.push(file);
            }
        }
    }
    assert!(wrong.is_empty(), "UPDATE_MAPPING=1 writes them: {wrong:#?}");
}

#[test]
fn every_mapping_is_of_a_version() {
    let versions: BTreeSet<String> = versions().map(|(letter, version)| name(letter, version)).collect();
    let found = support::files(&home().join("../../schemas/medcom/mapping"), ".tsv");
    let found = found.iter().map(|file| file.file_name().unwrap_or_default().to_string_lossy().into_owned());
    assert_eq!(found.collect::<BTreeSet<_>>(), versions);
}

fn name(letter: &LetterType, version: &Version) -> String {
    format!("{}_{}_{}.tsv", letter.element, version.code, released(version.namespace()).join("-"))
}

fn table(letter: &LetterType, version: &'static Version) -> Table {
    let mut rows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut order = Vec::new();
    for fill in (0..3).map(Fill::Full) {
        let text = specimen(letter, version, fill);
        let before = said(&text);
        let document = Document::parse(&text).expect("well-formed");
        for (path, range, others) in document.descendants().flat_map(|node| values(node, &text)) {
            let Some(path) = path.strip_prefix(&format!("Emessage/{}/", letter.element)) else {
                continue;
            };
            let is_field = |step: &&str| !INLINE.contains(step);
            let path = path.split('/').take_while(is_field).collect::<Vec<_>>().join("/");
            let is_known = order.contains(&path);
            // A choice shows what the others have not.
            if fill != Fill::Full(0) && is_known {
                continue;
            }
            if !is_known {
                order.push(path.clone());
            }
            let changed = others.iter().map(|other| said(&[&text[..range.start], other, &text[range.end..]].concat()));
            let changed = changed.into_iter().find(|after| !after.contains("refused: "));
            rows.entry(path).or_default().extend(changed.into_iter().flat_map(|after| fields(&before, &after)));
        }
    }
    order.into_iter().map(|path| (path.clone(), rows.remove(&path).unwrap_or_default())).collect()
}

/// The fields that differ, without the numbers of repeated ones.
fn fields(before: &str, after: &str) -> BTreeSet<String> {
    let other = |lines: &str, line: &str| !lines.lines().any(|one| one == line);
    let lost = before.lines().filter(|line| other(after, line));
    let gained = after.lines().filter(|line| other(before, line));
    let field = |line: &str| {
        let name = line.split(": ").next().unwrap_or_default();
        let name = name.strip_prefix("letter[1].event.").unwrap_or(name);
        let mut bare = String::new();
        let mut inside = false;
        for letter in name.chars() {
            inside = (inside || letter == '[') && letter != ']';
            if !inside && letter != ']' {
                bare.push(letter);
            }
        }
        bare
    };
    lost.chain(gained).map(field).collect()
}

fn written(letter: &LetterType, version: &Version, table: &Table) -> String {
    let mut text = format!(
        "# {}, {}, {}\n# Made from the reader, and kept true by a test: what becomes of each value.\npath\tevent\n",
        letter.element,
        version.code,
        version.namespace()
    );
    for (path, fields) in table {
        let fixed = FIXED.iter().find(|(end, _)| path.ends_with(end)).filter(|_| fields.is_empty());
        let said = match fixed {
            Some((_, reason)) => format!("({reason})"),
            None => fields.iter().cloned().collect::<Vec<_>>().join(", "),
        };
        assert!(!said.is_empty(), "{} {}: {path} is lost", letter.element, version.code);
        let _ = writeln!(text, "{path}\t{said}");
    }
    text
}
