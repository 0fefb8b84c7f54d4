//! Against the official schemas, where they are present: letters that a version says it may hold are letters of the
//! standard, and what is written is too.
//!
//! `SPECIMENS` sets how many letters of each version are made by chance, 20 if absent.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test says what it misses and ends there")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use canonical::letter::{Limits, Outcome, Stamp};
use medcom::render::render_as;
use medcom::{Version, vans};
use support::official::verdicts;
use support::specimen::{Fill, specimen};
use support::{case_folders, files, samples, versions};

/// Versions whose schemas are not public: those of the municipality family.
const WITHOUT_SCHEMA: [&str; 4] = ["XD1634C", "XD1834C", "XD1934C", "XD2134C"];

/// Documents to be validated, by the namespace they are written in.
#[derive(Default)]
struct Documents(BTreeMap<String, Vec<(String, Vec<u8>)>>);

impl Documents {
    /// Adds a document, unless there is nothing public to hold it against.
    fn add(&mut self, version: &Version, name: String, document: Vec<u8>) {
        assert_ne!(WITHOUT_SCHEMA.contains(&version.code), version.has_public_schema(), "{}", version.code);
        if WITHOUT_SCHEMA.contains(&version.code) {
            return;
        }
        let namespace = version.namespace();
        self.0.entry(namespace.to_owned()).or_default().push((name, document));
    }

    /// What the official schemas say of them.
    fn problems(&self, schemas: &Path) -> Vec<String> {
        let of = |(namespace, documents): (&String, &Vec<(String, Vec<u8>)>)| {
            let texts: Vec<&[u8]> = documents.iter().map(|(_, document)| document.as_slice()).collect();
            let verdicts = verdicts(schemas, namespace, &texts);
            let wrong = documents.iter().zip(verdicts).filter(|(_, verdict)| !verdict.is_empty());
            let said = wrong.map(|((name, document), verdict)| {
                format!("{name}: {}\n{}", verdict.join("\n"), String::from_utf8_lossy(document))
            });
            said.collect::<Vec<_>>()
        };
        self.0.iter().flat_map(of).collect()
    }
}

fn stamp() -> Stamp {
    Stamp { id: [7; 16], at: "2026-03-12T13:40:00Z".parse().expect("a time") }
}

#[test]
fn what_a_version_says_it_may_hold_is_what_the_standard_allows() {
    let Some(schemas) = published::folder("reference/medcom-xsd") else {
        return;
    };
    let many = std::env::var("SPECIMENS").ok().and_then(|many| many.parse().ok()).unwrap_or(20);
    let mut documents = Documents::default();
    for (letter, version) in versions() {
        let full = (0..3).map(Fill::Full);
        for fill in full.chain([Fill::Smallest]).chain((0..many).map(Fill::Random)) {
            let name = format!("{} {} {fill:?}", letter.element, version.code);
            documents.add(version, name, specimen(letter, version, fill).into_bytes());
        }
    }
    let problems = documents.problems(&schemas);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn what_is_written_of_cases_and_samples_is_of_the_standard() {
    let Some(schemas) = published::folder("reference/medcom-xsd") else {
        return;
    };
    let mut documents = Documents::default();
    let cases = case_folders().into_iter().flat_map(|folder| files(&folder, ".xml"));
    let mut count = 0;
    for file in cases.chain(samples()) {
        let bytes = std::fs::read(&file).expect("a readable document");
        let Ok(opened) = medcom::convert(&payload(bytes), &Limits::default()) else {
            continue;
        };
        for letter in opened.letters {
            let Outcome::Event(event) = letter.outcome else {
                continue;
            };
            let is_own = |version: &Version| Some(version.code) == event.source.version_code.as_deref();
            let Some((letter, version)) = versions().find(|(_, version)| is_own(version)) else {
                continue;
            };
            // What was tolerated may be no letter of the standard.
            if let Ok(written) = render_as(&event, letter, version, &stamp()) {
                count += 1;
                documents.add(version, file.display().to_string().replace('/', "_"), written);
            }
        }
    }
    let problems = documents.problems(&schemas);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(count > 60, "only {count} letters were written");
}

/// The letter's own document, out of its transport envelope if it has one.
fn payload(bytes: Vec<u8>) -> Vec<u8> {
    match vans::open(&bytes, &Limits::default()) {
        Some(Ok(vans::Message { content: vans::Content::Payload(payload), .. })) => payload.into_revealed(),
        Some(_) | None => bytes,
    }
}
