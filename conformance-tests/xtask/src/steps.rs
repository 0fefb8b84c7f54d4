//! The steps of the test command, in the order in which they are cheapest to fail.

use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::install;

/// One step: a name, where it runs, and the words of its command.
struct Step {
    name: &'static str,
    folder: &'static str,
    words: &'static [&'static str],
}

const STEPS: [Step; 7] = [
    Step { name: "format", folder: ".", words: &["cargo", "fmt", "--all", "--check"] },
    Step { name: "contract", folder: "proto", words: &["npx", "--yes", "@bufbuild/buf@1.75.0", "lint"] },
    Step {
        name: "lints",
        folder: ".",
        words: &["cargo", "clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"],
    },
    Step {
        name: "documentation",
        folder: ".",
        words: &["cargo", "doc", "--workspace", "--no-deps", "--locked", "--quiet", "--document-private-items"],
    },
    Step { name: "build", folder: ".", words: &["cargo", "build", "--locked", "--quiet", "--package", "broen"] },
    Step {
        name: "dependencies",
        folder: ".",
        words: &["cargo", "deny", "--log-level", "error", "check", "bans", "licenses", "sources"],
    },
    Step { name: "tests", folder: ".", words: TESTS },
];

/// The whole suite; `cargo test` replaces the runner where nextest is not installed.
const TESTS: &[&str] = &["cargo", "nextest", "run", "--workspace", "--locked", "--no-fail-fast"];
const TESTS_WITHOUT_NEXTEST: &[&str] = &["cargo", "test", "--workspace", "--locked", "--no-fail-fast"];

/// What runs the suite beside one RabbitMQ node and one PostgreSQL server that all tests share.
const BESIDE_SERVERS: &[&str] = &["cargo", "run", "--locked", "--quiet", "--package", "engines", "--"];

/// Installs what is missing and runs every step, also after one has failed.
pub(crate) fn run_all() -> ExitCode {
    if install::everything() != ExitCode::SUCCESS {
        return ExitCode::FAILURE;
    }
    published::forget();
    let failed: Vec<&str> = STEPS.iter().filter(|step| !step.run()).map(|step| step.name).collect();
    for test in published::went_without() {
        println!("skipped, in part or as a whole, without {test}");
    }
    for name in &failed {
        println!("step failed: {name}");
    }
    println!("steps: {} passed, {} failed", STEPS.len() - failed.len(), failed.len());
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs the step with this name.
pub(crate) fn run_one(name: &str) -> ExitCode {
    match STEPS.iter().find(|step| step.name == name) {
        Some(step) if step.run() => ExitCode::SUCCESS,
        Some(_) => ExitCode::FAILURE,
        None => {
            let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
            eprintln!("no step {name}; there are {}", names.join(", "));
            ExitCode::from(64)
        }
    }
}

impl Step {
    /// Runs the step and says how it went and how long it took.
    fn run(&self) -> bool {
        println!("── {} ──", self.name);
        let began = Instant::now();
        let mut command = self.command();
        let passed = command.current_dir(self.folder).status().is_ok_and(|status| status.success());
        let verdict = if passed { "ok" } else { "FAILED" };
        println!("── {} {verdict} after {} s ──", self.name, began.elapsed().as_secs());
        passed
    }

    fn command(&self) -> Command {
        let tests = self.words == TESTS;
        let without_nextest = tests && !install::succeeds(&["cargo", "nextest", "--version"]);
        let words = if without_nextest { TESTS_WITHOUT_NEXTEST } else { self.words };
        let beside = if tests { BESIDE_SERVERS } else { &[] };
        let words = [beside, words].concat();
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).env("RUSTDOCFLAGS", "-D warnings");
        command
    }
}
