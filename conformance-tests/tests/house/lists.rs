//! Lists and folders that must say the same.

use std::collections::BTreeSet;
use std::path::Path;

use canonical::RefusalCode;

use crate::sources::{files, none, place, root, text};

#[test]
fn every_letter_folder_is_in_its_list() {
    let mut findings = Vec::new();
    for (folder, list, parts) in [
        // MedCom's letters share forms; a folder names its own.
        ("adapters/medcom/src/letters", "adapters/medcom/src/letters.rs", &["mod.rs", "cases"] as &[&str]),
        ("adapters/fhir/src/messages", "adapters/fhir/src/messages.rs", &["mod.rs", "parse.rs", "map.rs", "cases"]),
    ] {
        let listed = text(&root().join(list));
        let folders = folders_in(&root().join(folder));
        assert!(!folders.is_empty(), "{folder} holds no letter");
        for name in folders {
            let has_list_line =
                listed.lines().any(|line| !line.trim_start().starts_with("//") && mentions(line, &name));
            if !has_list_line {
                findings.push(format!("{folder}/{name} is not in {list}"));
            }
            for part in parts {
                if !root().join(folder).join(&name).join(part).exists() {
                    findings.push(format!("{folder}/{name} has no {part}"));
                }
            }
        }
    }
    none(&findings);
}

#[test]
fn every_letter_folder_says_what_it_reads() {
    let mut findings = Vec::new();
    for file in files("mod.rs") {
        let of_a_letter =
            place(&file).split('/').rev().nth(2).is_some_and(|above| ["letters", "messages"].contains(&above));
        let page = text(&file);
        let missing =
            ["//! Standard: ", "//! Becomes:  ", "//! Cases:    "].into_iter().filter(|line| !page.contains(line));
        if of_a_letter {
            findings.extend(missing.map(|line| format!("{} has no line `{}…`", place(&file), line.trim_end())));
            let name = page.split(": ").next().unwrap_or_default();
            if !name.contains("da. ") {
                findings.push(format!(
                    "{} does not begin with the letter's names, the Danish one among them",
                    place(&file)
                ));
            }
        }
    }
    none(&findings);
}

#[test]
fn vendors_are_told_every_reason_word() {
    let page = text(&root().join("proto/README.md"));
    let told: BTreeSet<&str> = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let source = text(&root().join("gateway/server/src/grpc/status.rs"));
    let table = source.split_once("\nreasons! {\n").and_then(|(_, rest)| rest.split_once("\n}")).expect("a table").0;
    let given: BTreeSet<&str> = table.lines().filter_map(|line| line.split('"').nth(1)).collect();
    assert_eq!(told, given);
}

#[test]
fn every_occurrence_is_emitted_somewhere() {
    let (definitions, users): (Vec<_>, Vec<_>) = files(".rs")
        .into_iter()
        .filter(|file| place(file).starts_with("gateway/") && place(file).contains("/src/"))
        .partition(|file| place(file).starts_with("gateway/telemetry/src/occurrences/"));
    let used: String = users.iter().map(|file| text(file)).collect();
    let defined: String = definitions.iter().map(|file| text(file)).collect();
    let occurrences = defined.lines().filter_map(|line| line.strip_prefix("pub struct "));
    let names = occurrences.filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next());
    none(&names.filter(|name| !mentions(&used, name)).map(|name| format!("nothing emits {name}")).collect::<Vec<_>>());
}

fn mentions(line: &str, name: &str) -> bool {
    line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == name)
}

fn folders_in(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", place(folder)));
    entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name != "cases")
        .collect()
}

#[test]
fn every_refusal_page_has_its_code() {
    let pages: BTreeSet<String> = files(".md")
        .iter()
        .filter(|file| place(file).starts_with("proto/canonical/refusals/"))
        .filter_map(|file| file.file_stem().map(|stem| stem.to_string_lossy().into_owned()))
        .collect();
    let codes: BTreeSet<String> = RefusalCode::ALL.iter().map(|code| code.word().to_owned()).collect();
    assert_eq!(pages, codes);
}

/// Codes that no document alone can bring about: they need a directory, a caller or a limit.
const NEEDS_MORE_THAN_A_CASE: [(&str, &str); 9] = [
    ("document-too-complex", "a case would be as large as the limit; tested with a small limit"),
    ("document-too-large", "a case would be as large as the limit; tested with a small limit"),
    ("receiver-type-unsupported", "needs subscriptions"),
    ("receiver-unit-unknown", "needs organisations"),
    ("receiver-unknown", "needs organisations"),
    ("sender-not-authorised", "needs a caller"),
    ("envelope-id-reused", "needs the message before it, which the rules of gateway/exchange hand over first"),
    ("translation-failed", "needs a failure of ours"),
    ("document-empty", "an empty file has no comment that could say why it exists"),
];

#[test]
fn every_refusal_has_a_case() {
    let shown: String = files(".refusal.txt").iter().map(|file| text(file)).collect();
    let findings: Vec<String> = RefusalCode::ALL
        .iter()
        .map(|code| code.word())
        .filter(|word| !NEEDS_MORE_THAN_A_CASE.iter().any(|(exempt, _)| exempt == word))
        .filter(|word| !shown.lines().any(|line| line.split_whitespace().any(|part| part == *word)))
        .map(|word| format!("{word}: no case shows it"))
        .collect();
    none(&findings);
}
