//! The letters' own files are formatted like all others: they are declared in a macro, where `cargo fmt`
//! does not see them.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test says what it misses and ends there")]

mod support;

use std::process::Command;

use support::case_folders;

#[test]
fn the_files_of_every_letter_are_formatted() {
    // A letter's front file names the others of its folder.
    let fronts = case_folders().into_iter().filter_map(|cases| cases.parent().map(|folder| folder.join("mod.rs")));
    let fronts: Vec<_> = fronts.filter(|file| file.is_file()).collect();
    assert!(fronts.len() >= 5, "only {} letters were found", fronts.len());
    let ran = Command::new("rustfmt").args(["--check", "--edition", "2024"]).args(fronts).output();
    let Ok(output) = ran else {
        eprintln!("skipped: rustfmt is not installed");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
