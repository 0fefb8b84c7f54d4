//! What the tests of this crate share: events and openings as plain text, and the sample folders.
#![allow(dead_code, reason = "each test program uses its own part")]

mod care;
pub(crate) mod changes;
mod event;
pub(crate) mod mutation;
pub(crate) mod official;
pub(crate) mod opening;
mod parts;
pub(crate) mod specimen;

use std::path::{Path, PathBuf};

use medcom::{LETTERS, LetterType, Version};

/// The folder of this crate.
#[must_use]
pub(crate) fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder with this ending, sorted; empty if there is no such folder.
#[must_use]
pub(crate) fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    files.sort();
    files
}

/// The published letters, where they are at hand.
#[must_use]
pub(crate) fn samples() -> Vec<PathBuf> {
    let folders = ["samples/medcom-xml", "samples/synthetic-medcom-xml"];
    folders.into_iter().flat_map(|folder| published::files(folder, &["xml"])).collect()
}

/// Every folder of cases: the crate's own, then one for each letter.
#[must_use]
pub(crate) fn case_folders() -> Vec<PathBuf> {
    let letters = files(&home().join("src/letters"), "");
    let folders = letters.into_iter().filter(|path| path.is_dir()).map(|path| path.join("cases"));
    std::iter::once(home().join("cases")).chain(folders).collect()
}

/// A field per line: a path, a colon, and the value.
#[derive(Default)]
pub(crate) struct Lines {
    path: Vec<String>,
    text: String,
}

impl Lines {
    /// Writes one field.
    pub(crate) fn line(&mut self, name: &str, value: impl std::fmt::Display) {
        let path: Vec<&str> =
            self.path.iter().map(String::as_str).chain([name]).filter(|step| !step.is_empty()).collect();
        let value = value.to_string().replace('\n', "\\n");
        self.text.push_str(&format!("{}: {value}\n", path.join(".")));
    }

    /// Writes one field, if there is a value.
    pub(crate) fn maybe(&mut self, name: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            self.line(name, value);
        }
    }

    /// Writes the fields of a part.
    pub(crate) fn within(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        self.path.push(name.to_owned());
        write(self);
        self.path.pop();
    }

    /// Writes the fields of each part of a list, numbered from 1.
    pub(crate) fn each<T>(&mut self, name: &str, list: &[T], mut write: impl FnMut(&mut Self, &T)) {
        for (index, item) in list.iter().enumerate() {
            self.within(&format!("{name}[{}]", index + 1), |lines| write(lines, item));
        }
    }

    /// All lines.
    #[must_use]
    pub(crate) fn finish(self) -> String {
        self.text
    }
}

/// Every version of every letter type.
pub(crate) fn versions() -> impl Iterator<Item = (&'static LetterType, &'static Version)> {
    LETTERS.iter().flat_map(|letter| letter.versions.iter().map(move |version| (letter, version)))
}

/// The document in UTF-8, without a declaration that says otherwise.
#[must_use]
pub(crate) fn decoded(bytes: &[u8]) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    };
    match text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.to_owned(),
        None => text,
    }
}

/// The release of a namespace, as it ends: year, month and day, or the number of the municipality family.
#[must_use]
pub(crate) fn released(namespace: &str) -> Vec<&str> {
    let uri = namespace.trim_end_matches('/');
    match uri.strip_prefix("urn:oio:medcom:municipality:") {
        Some(number) => number.split('.').collect(),
        None => uri.rsplit('/').take(3).collect::<Vec<_>>().into_iter().rev().collect(),
    }
}
