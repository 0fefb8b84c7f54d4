//! Every case beside its message type: what goes in, and the event or the refusals that come out.
//!
//! `UPDATE_CASES=1` writes the results that are missing; read them before keeping them.
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use canonical::letter::{Limits, Outcome};
use support::cases::{cases, files};
use support::lines;

#[test]
fn every_case_becomes_what_stands_beside_it() {
    let cases = cases();
    assert!(cases.len() > 60, "only {} cases found", cases.len());
    let wrong: Vec<String> = cases.iter().filter_map(|case| compare(case).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_case_says_why_it_exists() {
    for case in cases() {
        let why = case.with_extension("why.txt");
        let said = match case.extension().and_then(|extension| extension.to_str()) {
            Some("json") => fs::read_to_string(&why).is_ok_and(|why| why.trim().ends_with('.')),
            _ => String::from_utf8_lossy(&fs::read(&case).expect("a case")).contains("<!-- "),
        };
        assert!(said, "{} does not say why it exists", case.display());
    }
}

#[test]
fn nothing_stands_beside_no_case() {
    for file in files() {
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let stem = name.split('.').next().expect("a stem");
        let has_case =
            ["json", "xml"].iter().any(|extension| file.with_file_name(format!("{stem}.{extension}")).is_file());
        assert!(has_case, "{} belongs to no case", file.display());
    }
}

#[test]
fn the_same_message_in_json_and_xml_is_the_same_event() {
    for (json, xml) in cases().iter().filter_map(|json| Some((json, twin(json)?))) {
        let event = |case: &Path| {
            let opened = fhir::convert(&fs::read(case).expect("a case"), &Limits::default()).expect("a message");
            opened.letters.into_iter().map(|letter| letter.outcome).next().expect("one letter")
        };
        match (event(json), event(&xml)) {
            (Outcome::Event(mut one), Outcome::Event(mut other)) => {
                one.notices.iter_mut().chain(&mut other.notices).for_each(|notice| {
                    (notice.at.line, notice.at.column) = (0, 0);
                });
                assert_eq!(one, other, "{}", json.display());
            }
            (Outcome::Refused(one), Outcome::Refused(other)) => {
                let told = |refusals: Vec<canonical::Refusal>| {
                    let mut told: Vec<_> =
                        refusals.into_iter().map(|refusal| (refusal.at.path, refusal.code)).collect();
                    told.sort();
                    told
                };
                assert_eq!(told(one), told(other), "{}", json.display());
            }
            (one, other) => panic!("{}: {one:?} is not {other:?}", json.display()),
        }
    }
}

fn twin(json: &Path) -> Option<PathBuf> {
    let stem = json.file_stem()?.to_str()?;
    Some(json.with_file_name(format!("{stem}_in_xml.xml"))).filter(|twin| twin.is_file())
}

/// The case's result against the file beside it, of which there must be exactly the right one.
fn compare(case: &Path) -> Result<(), String> {
    let result = fhir::convert(&fs::read(case).expect("a case"), &Limits::default());
    let text = lines::result(&result);
    let is_refused = text.starts_with("refused") || text.starts_with("unreadable");
    let (right, wrong) = if is_refused { ("refusal.txt", "event.txt") } else { ("event.txt", "refusal.txt") };
    let (expected, other) = (case.with_extension(right), case.with_extension(wrong));
    if other.exists() {
        return Err(format!("{} has become a .{right}:\n{text}", case.display()));
    }
    if !expected.exists() && std::env::var_os("UPDATE_CASES").is_some() {
        fs::write(&expected, &text).expect("a place to write");
    }
    match fs::read_to_string(&expected) {
        Err(_) => Err(format!("{} has no .{right}; it is:\n{text}", case.display())),
        Ok(kept) if kept == text => Ok(()),
        Ok(kept) => Err(format!("{} is no longer\n{kept}but\n{text}", case.display())),
    }
}
