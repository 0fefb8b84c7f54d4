//! Replays what fuzzing has found worth keeping: a small set of inputs that between them reach what fuzzing has reached.

#![allow(clippy::expect_used, clippy::panic, missing_docs, reason = "a test, and what it shares with the fuzz targets")]

#[path = "../fuzz/checks/mod.rs"]
mod checks;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// Makes a check with every seed: a line each, in base64.
fn replay(seeds: &str, check: fn(&[u8])) {
    let seeds: Vec<_> = seeds.lines().map(|line| BASE64_STANDARD.decode(line).expect("a seed in base64")).collect();
    assert!(seeds.len() > 100, "only {} seeds", seeds.len());
    seeds.iter().for_each(|seed| check(seed));
}

#[test]
fn every_seed_of_letters_is_converted() {
    replay(include_str!("../fuzz/seeds/converted.txt"), checks::converted);
}

#[test]
fn every_seed_of_receipts_holds() {
    replay(include_str!("../fuzz/seeds/receipts.txt"), checks::receipts);
}
