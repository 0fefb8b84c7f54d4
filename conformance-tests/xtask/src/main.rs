//! `cargo xtask`: installs what is missing and runs everything.
//!
//! `cargo xtask test` is the one test command, for people and for CI. It prints one line per step, the output of the
//! step below it, and ends with the number of steps that passed and failed.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool talks to its terminal")]

mod install;
mod steps;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask test        install what is missing and run everything
       cargo xtask step NAME   run one step
       cargo xtask install     install what is missing";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["test"] => steps::run_all(),
        ["step", name] => steps::run_one(name),
        ["install"] => install::everything(),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(64)
        }
    }
}
