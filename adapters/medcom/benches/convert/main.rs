//! What a letter costs from its bytes to those of its event, as a multiple of merely scanning the same text.
//!
//! `cargo bench -p medcom --bench convert` measures time, all steps in one run: ratios hardly depend on the machine.
//! `cargo bench -p medcom --bench convert -- instructions` counts instructions instead, which nothing else on the
//! machine disturbs. What was measured last stands in the README of this crate.

#![allow(clippy::print_stdout, clippy::expect_used, reason = "a measurement is printed, and what is missing ends it")]

mod instructions;
mod steps;
mod time;

use steps::{LETTERS, Step, Work};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => print("µs", 1, &[("time", time::microseconds)], letters_a_second),
        ["instructions"] => {
            print("", 0, &[("all", instructions::all), ("besides digests", instructions::besides_digests)], |_, _| {});
        }
        [instructions::ROUNDS, letter, step, rounds] => instructions::go(letter, step, rounds),
        _ => println!("usage: cargo bench -p medcom --bench convert -- [instructions]"),
    }
}

/// The cost of a round.
type Measure = fn(&Work, Step) -> f64;

/// A line for each letter and step: what it costs, and how often the scan fits into it.
fn print(unit: &str, decimals: usize, measures: &[(&str, Measure)], after: impl Fn(&Work, f64)) {
    let heads: String = measures.iter().map(|(what, _)| format!("{what:>18}{:>9}", "of scan")).collect();
    println!("{:<28}{heads}", "");
    for work in LETTERS.map(Work::of) {
        let scans: Vec<f64> = measures.iter().map(|(_, measure)| measure(&work, Step::Scan)).collect();
        for step in Step::ALL {
            print!("{:<19}{:<9}", work.letter, step.name());
            for ((_, measure), scan) in measures.iter().zip(&scans) {
                let cost = if step == Step::Scan { *scan } else { measure(&work, step) };
                print!("{:>18}{:>9.2}", format!("{cost:.decimals$} {unit}"), cost / scan);
                if step == Step::Total {
                    after(&work, cost);
                }
            }
            println!();
        }
    }
}

fn letters_a_second(work: &Work, microseconds: f64) {
    print!("  {:.0} letters of {} bytes a second on one core", 1e6 / microseconds, work.bytes.len());
}
