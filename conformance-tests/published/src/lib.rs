//! Published letters, messages and schemas, in the folder `shared` beside the checkout. They are not ours to pass on.
//!
//! Where the folder is, it has to be whole: what cannot be read there fails the test. Where it is not, the test goes on
//! without it, and is named in a file that `cargo xtask test` shows at its end.

#![allow(clippy::expect_used, clippy::panic, reason = "only tests use it, and fail by it")]

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A folder below `shared`, such as `samples/medcom-xml`; `None`, and the running test noted, if there is no `shared`.
///
/// # Panics
/// If there is `shared`, but not this folder in it.
#[must_use]
pub fn folder(name: &str) -> Option<PathBuf> {
    // The nearest one: a checkout may lie in the folder of another.
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(2);
    let Some(shared) = above.map(|folder| folder.join("shared")).find(|shared| shared.is_dir()) else {
        note(name);
        return None;
    };
    let folder = shared.join(name);
    assert!(folder.is_dir(), "{} is there, and {name} is not in it", shared.display());
    Some(folder)
}

/// Every file in a folder below `shared` and in its own folders, with one of these endings, sorted; none without `shared`.
///
/// # Panics
/// As [`folder`], and if a folder cannot be read, or holds no such file.
#[must_use]
pub fn files(name: &str, endings: &[&str]) -> Vec<PathBuf> {
    let Some(folder) = folder(name) else {
        return Vec::new();
    };
    let (mut folders, mut found) = (vec![folder], Vec::new());
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("read {}: {error}", folder.display()));
        for entry in entries {
            let path = entry.expect("an entry that can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|own| endings.iter().any(|ending| own == *ending)) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "no file that ends in one of {endings:?} in {name}");
    found.sort();
    found
}

/// Forgets which tests went on without.
pub fn forget() {
    // There may be nothing to forget.
    let _ = fs::remove_file(notes());
}

/// The tests that went on without since [`forget`], each with the folder that it missed.
#[must_use]
pub fn went_without() -> BTreeSet<String> {
    fs::read_to_string(notes()).unwrap_or_default().lines().map(str::to_owned).collect()
}

/// Notes the running test, which the test harness names its thread after.
fn note(folder: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let file = OpenOptions::new().create(true).append(true).open(notes());
    // One write, because tests run beside each other.
    let line = format!("../shared/{folder}: {test}\n");
    file.and_then(|mut file| file.write_all(line.as_bytes())).expect("a target folder that can be written");
}

/// In the target folder: the nearest above the running program that Cargo has marked as its own.
fn notes() -> PathBuf {
    let program = std::env::current_exe().expect("a program that knows itself");
    let target = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    target.unwrap_or_else(|| Path::new(".")).join("went-without.txt")
}
