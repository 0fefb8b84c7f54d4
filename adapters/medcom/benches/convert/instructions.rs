//! Counts instructions: this program runs itself under Valgrind's callgrind.
//!
//! A step goes some rounds, and some more: what surrounds the rounds cancels out. The same program gives the same
//! count again, whatever else the machine does; another compiler or kind of processor gives another.
//!
//! Processors digest with an instruction of their own (SHA-NI), which Valgrind does not know: there SHA-256 is ordinary
//! code of about 3400 instructions for each 64 bytes. So what is besides it is counted as well.

use std::process::Command;

use crate::steps::{LETTERS, Step, Work};

/// The word before letter, step and rounds, where this program is to go rounds.
pub(crate) const ROUNDS: &str = "--rounds";
/// Enough for whatever is made only once.
const FEW: u32 = 10;
const MORE: u32 = 20;
/// Stops counting while a digest takes its blocks.
const BESIDES_DIGESTS: [&str; 2] = ["--toggle-collect=sha2::sha256::compress256", "--collect-atstart=yes"];

/// The instructions of one round.
pub(crate) fn all(work: &Work, step: Step) -> f64 {
    of_a_round(work, step, &[])
}

/// The same without those of SHA-256.
pub(crate) fn besides_digests(work: &Work, step: Step) -> f64 {
    of_a_round(work, step, &BESIDES_DIGESTS)
}

fn of_a_round(work: &Work, step: Step, options: &[&str]) -> f64 {
    let count = |rounds: u32| counted(options, &[ROUNDS, work.letter, step.name(), &rounds.to_string()]);
    (count(FEW + MORE) - count(FEW)) / f64::from(MORE)
}

fn counted(options: &[&str], words: &[&str]) -> f64 {
    let this = std::env::current_exe().expect("this program has a path");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .args(options)
        .arg(this)
        .args(words)
        .output()
        .expect("valgrind is installed");
    let report = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{report}");
    let (_, count) = report.split_once("Collected :").expect("callgrind says what it collected");
    count.split_whitespace().next().and_then(|count| count.parse().ok()).expect("a number")
}

/// Goes so many rounds, and nothing else.
pub(crate) fn go(letter: &str, step: &str, rounds: &str) {
    let letter = LETTERS.into_iter().find(|known| *known == letter).expect("a letter");
    let step = Step::ALL.into_iter().find(|known| known.name() == step).expect("a step");
    let work = Work::of(letter);
    (0..rounds.parse().expect("a number")).for_each(|_: u32| work.go(step));
}
