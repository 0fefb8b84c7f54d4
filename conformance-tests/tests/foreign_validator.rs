//! Verdicts on FHIR messages beside those of a validator that is not ours: PyPI's `fhir.resources`, for base R4.
//!
//! What it refuses, the adapter refuses; what the adapter refuses beyond that is listed in
//! `foreign_validator/differences.tsv`, each with its reason. What the adapter writes, it finds valid.
#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test that cannot go on has failed, or says so")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use canonical::Event;
use canonical::letter::{Answer, Format, Letter, Limits, Opened, Outcome, Stamp};
use canonical::refusal::{Place, Refusal, RefusalCode};

/// The Python environment that `cargo xtask install` makes below the build output, if the validator is in it.
fn python() -> Option<PathBuf> {
    let test = std::env::current_exe().expect("this program has a path");
    let python = test.ancestors().nth(3).expect("it stands in the build output").join("generic-client/bin/python");
    let has_validator = |python: &PathBuf| {
        let probe = Command::new(python).args(["-c", "import fhir.resources"]).stderr(Stdio::null()).status();
        probe.is_ok_and(|status| status.success())
    };
    let found = Some(python).filter(has_validator);
    if found.is_none() {
        eprintln!("skipped: the validator that is not ours; run `cargo xtask install`");
    }
    found
}

fn own(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// Every message in JSON: our own cases, and the published ones if they are at hand; each with its name.
fn messages() -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    let cases = walkdir::WalkDir::new(own("../adapters/fhir/src")).sort_by_file_name();
    for file in cases.into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path) {
        let folder = file.parent().expect("a folder");
        // Resources and other Bundles come through another door.
        let is_case = folder.ends_with("cases") && !folder.ends_with("rest/cases");
        if is_case && file.extension().is_some_and(|extension| extension == "json") {
            found.push((name(&file, "adapters/fhir/src"), file));
        }
    }
    for file in published::files("samples/medcom-fhir", &["json"]) {
        let text = std::fs::read_to_string(&file).expect("a sample");
        if text.contains("\"resourceType\"")
            && file.file_name().is_some_and(|name| name.to_string_lossy().contains("Bundle"))
        {
            found.push((name(&file, "samples/medcom-fhir"), file));
        }
    }
    found
}

/// The path from this folder on.
fn name(file: &Path, from: &str) -> String {
    let path = file.to_string_lossy();
    path.split_once(from).map(|(_, rest)| format!("{from}{rest}")).expect("below the folder")
}

/// What the validator says of these files: whether each is valid, and where it is not.
fn judged(python: &Path, files: &[PathBuf]) -> Vec<(bool, String)> {
    let mut child = Command::new(python)
        .arg(own("foreign_validator/check.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let paths: String = files.iter().map(|file| format!("{}\n", file.display())).collect();
    let writer = std::thread::spawn(move || stdin.write_all(paths.as_bytes()));
    let output = child.wait_with_output().expect("Python ends");
    writer.join().expect("no panic").expect("Python reads");
    assert!(output.status.success(), "the validator fails");
    let said = String::from_utf8(output.stdout).expect("text");
    let verdicts: Vec<_> = said
        .lines()
        .map(|line| {
            let (verdict, places) = line.split_once('\t').expect("a verdict and places");
            (verdict == "valid", places.to_owned())
        })
        .collect();
    assert_eq!(verdicts.len(), files.len(), "every file has its verdict");
    verdicts
}

/// Whether the adapter takes a document.
fn takes(bytes: &[u8]) -> bool {
    fhir::convert(bytes, &Limits::default())
        .is_ok_and(|opened| opened.letters.iter().all(|letter| !matches!(letter.outcome, Outcome::Refused(_))))
}

/// What the adapter refuses and base R4 allows, with the reasons.
fn differences() -> BTreeMap<String, String> {
    let list = std::fs::read_to_string(own("foreign_validator/differences.tsv")).expect("the list");
    let rows = list.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| line.split_once('\t').expect("a message and a reason"))
        .map(|(message, reason)| (message.to_owned(), reason.to_owned()))
        .collect()
}

#[test]
fn the_adapter_takes_nothing_that_base_r4_refuses_and_says_why_it_refuses_more() {
    let Some(python) = python() else { return };
    let messages = messages();
    let files: Vec<PathBuf> = messages.iter().map(|(_, file)| file.clone()).collect();
    let mut differences = differences();
    let mut wrong = Vec::new();
    for ((name, file), (is_valid, places)) in messages.iter().zip(judged(&python, &files)) {
        let is_taken = takes(&std::fs::read(file).expect("a message"));
        match (is_taken, is_valid, differences.remove(name)) {
            (true, false, _) => wrong.push(format!("{name}: taken, and base R4 refuses {places}")),
            (false, true, None) => wrong.push(format!("{name}: refused, and base R4 does not")),
            (true, true, Some(_)) | (false, false, Some(_)) => wrong.push(format!("{name}: listed, and both agree")),
            (true, true, None) | (false, false, None) | (false, true, Some(_)) => {}
        }
    }
    let is_at_hand = messages.iter().any(|(name, _)| name.starts_with("samples/"));
    wrong.extend(differences.into_keys().filter(|name| is_at_hand || !name.starts_with("samples/")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_difference_has_a_reason_that_can_be_read() {
    for (message, reason) in differences() {
        assert!(reason.split(' ').count() > 4, "{message}: {reason}");
    }
}

#[test]
fn what_the_adapter_writes_is_valid() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().expect("a directory");
    let (mut names, mut files) = (Vec::new(), Vec::new());
    let mut keep = |name: String, bytes: Vec<u8>| {
        let file = folder.path().join(format!("{}.json", files.len()));
        std::fs::write(&file, bytes).expect("a file");
        names.push(name);
        files.push(file);
    };
    for (name, file) in messages() {
        let bytes = std::fs::read(&file).expect("a message");
        let Ok(Opened { envelope, letters }) = fhir::convert(&bytes, &Limits::default()) else { continue };
        for Letter { head, outcome } in letters {
            let refused = Answer::Refused(vec![Refusal::new(RefusalCode::CodeUnknown, Place::path("Bundle.entry[1]"))]);
            for answer in [Answer::Accepted, refused] {
                let receipt = fhir::acknowledgement::render(&bytes, &envelope, &head, &answer, &stamp());
                keep(format!("the answer to {name}"), receipt.bytes);
            }
            if let Outcome::Event(event) = outcome {
                keep(format!("{name}, written again"), written(&event));
            }
        }
    }
    let invalid: BTreeSet<String> = names
        .iter()
        .zip(judged(&python, &files))
        .filter(|(_, (is_valid, _))| !is_valid)
        .map(|(name, (_, places))| format!("{name}: {places}"))
        .collect();
    assert!(names.len() > 100, "only {} messages", names.len());
    assert!(invalid.is_empty(), "{invalid:#?}");
}

#[test]
fn letters_written_as_documents_are_valid() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().expect("a directory");
    let (mut names, mut files) = (Vec::new(), Vec::new());
    let cases = walkdir::WalkDir::new(own("../adapters/medcom/src/letters")).sort_by_file_name();
    let cases = cases.into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path);
    let published = published::files("samples/medcom-xml", &["xml"]);
    for letter in cases.filter(|file| file.extension().is_some_and(|own| own == "xml")).chain(published) {
        let Ok(opened) = medcom::convert(&std::fs::read(&letter).expect("a letter"), &Limits::default()) else {
            continue;
        };
        for Letter { outcome, .. } in opened.letters {
            let Outcome::Event(event) = outcome else { continue };
            // What is no message for want of something, or has its files elsewhere, is not written.
            let Ok(document) = fhir::render::render(&event, &stamp(), Format::Json) else { continue };
            let file = folder.path().join(format!("{}.json", files.len()));
            std::fs::write(&file, document).expect("a file");
            names.push(letter.display().to_string());
            files.push(file);
        }
    }
    let verdicts = names.iter().zip(judged(&python, &files));
    let invalid: BTreeSet<String> = verdicts
        .filter(|(_, (is_valid, _))| !is_valid)
        .map(|(name, (_, places))| format!("{name}: {places}"))
        .collect();
    assert!(names.len() > 80, "only {} documents", names.len());
    assert!(invalid.is_empty(), "{invalid:#?}");
}

fn stamp() -> Stamp {
    Stamp { id: [7; 16], at: "2026-03-12T13:40:00Z".parse().expect("a time") }
}

/// The event as a message, or nothing worth judging where it cannot be one.
fn written(event: &Event) -> Vec<u8> {
    fhir::render::render(event, &stamp(), Format::Json)
        .unwrap_or_else(|_| b"{\"resourceType\":\"Bundle\",\"type\":\"message\"}".to_vec())
}
