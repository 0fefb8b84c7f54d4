//! The official schemas, by libxml2.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::released;

/// What the official schema of a namespace says of each document; nothing if it is valid.
#[must_use]
pub(crate) fn verdicts(schemas: &Path, namespace: &str, documents: &[&[u8]]) -> Vec<Vec<String>> {
    let schema = released(namespace).iter().fold(schemas.to_owned(), |folder, step| folder.join(step));
    let schema = schema.join("EMessage.xsd");
    verdicts_by(&schema, documents)
}

/// What a schema says of each document; nothing if it is valid.
#[must_use]
pub(crate) fn verdicts_by(schema: &Path, documents: &[&[u8]]) -> Vec<Vec<String>> {
    static FOLDERS: AtomicUsize = AtomicUsize::new(0);
    let name = format!("schema-{}-{}", std::process::id(), FOLDERS.fetch_add(1, Ordering::Relaxed));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    let written = documents.iter().enumerate().map(|(at, document)| {
        let file = folder.join(format!("{at}.xml"));
        std::fs::write(&file, document).expect("a writable folder");
        file
    });
    let files: Vec<PathBuf> = written.collect();
    let output = Command::new("xmllint").args(["--noout", "--schema"]).arg(schema).args(&files).output();
    let output = output.expect("xmllint, of libxml2-utils");
    std::fs::remove_dir_all(&folder).expect("a folder");
    let said = String::from_utf8_lossy(&output.stderr);
    let mut verdicts = vec![vec!["not validated".to_owned()]; documents.len()];
    let mut waiting = Vec::new();
    for line in said.lines() {
        let is_of = |file: &PathBuf| line.starts_with(&*format!("{}", file.display()));
        let verdict = line.strip_suffix(" validates").or_else(|| line.strip_suffix(" fails to validate"));
        match verdict.and_then(|file| files.iter().position(|known| known.to_string_lossy() == file)) {
            Some(at) => verdicts[at] = std::mem::take(&mut waiting),
            None if files.iter().any(is_of) => waiting.push(line.to_owned()),
            None => {}
        }
    }
    verdicts
}
