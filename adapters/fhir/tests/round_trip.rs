//! What is read can be written, and reads back as it was: every own case, every published message, and events made by
//! chance.
//!
//! `ROUND_TRIPS` sets how many events of each kind are made, 200 if absent.
#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test says what it misses and ends there")]

mod support;

use std::path::PathBuf;

use canonical::body::Body;
use support::round::{Normalisation, OF_CORRECTNESS, OF_WRITING, event, goes_round};
use support::{cases, samples};
use support::{made, made_observations};

/// Messages that are read and not written again, with the reason.
const NOT_WRITTEN: [(&str, &str); 5] = [
    ("leave_of_version_2.json", "since version 3 a leave says when it began"),
    ("older_version_is_read_with_doubts.json", "nobody is said to have written its text"),
    ("older_version_retracts.json", "since version 4 nothing is taken back"),
    ("version_1_names_a_performer_it_lacks.json", "since version 1.1 a report names the professional"),
    ("without_a_version.json", "it names no version, and lacks much of what version 1 asks for"),
];

#[test]
fn every_own_case_goes_round() {
    let written = round(cases::cases(), &[&OF_WRITING[..], &OF_CORRECTNESS[..]].concat());
    assert!(written > 25, "only {written} messages");
}

#[test]
fn every_published_message_goes_round() {
    let folders = ["carecommunication", "homecareobservation", "hospitalnotification"];
    let files: Vec<PathBuf> = folders.iter().flat_map(|folder| samples::files(folder)).collect();
    if files.is_empty() {
        return;
    }
    let written = round(files, &[&OF_WRITING[..], &OF_CORRECTNESS[..]].concat());
    assert!(written >= 50, "only {written} messages");
}

/// Writes and reads the events of these messages; gives how many there were.
fn round(files: Vec<PathBuf>, normalisations: &[Normalisation]) -> usize {
    let (mut written, mut wrong) = (0, Vec::new());
    for file in files {
        let Some(event) = event(&std::fs::read(&file).expect("a message")) else { continue };
        if !matches!(event.body, Body::Correspondence(_) | Body::HospitalStay(_) | Body::Observations(_)) {
            continue;
        }
        let is_exempt = NOT_WRITTEN.iter().any(|(name, _)| file.ends_with(name));
        match goes_round(&event, normalisations) {
            Ok(_) if is_exempt => wrong.push(format!("{} is written", file.display())),
            Err(problem) if !is_exempt => wrong.push(format!("{}\n{problem}", file.display())),
            Ok(_) | Err(_) => written += 1,
        }
    }
    assert!(wrong.is_empty(), "{} are wrong\n{}", wrong.len(), wrong.join("\n\n"));
    written
}

#[test]
fn correspondences_made_by_chance_go_round() {
    by_chance(made::correspondence);
}

#[test]
fn observations_made_by_chance_go_round() {
    by_chance(made_observations::observations);
}

#[test]
fn stays_made_by_chance_go_round() {
    by_chance(made::stay);
}

fn by_chance(make: fn(u64) -> canonical::Event) {
    let many = std::env::var("ROUND_TRIPS").ok().and_then(|many| many.parse().ok()).unwrap_or(200);
    for seed in 0..many {
        if let Err(problem) = goes_round(&make(seed), &OF_WRITING) {
            panic!("{seed}\n{problem}");
        }
    }
}
