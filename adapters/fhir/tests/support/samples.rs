//! Where the published samples lie, if they are there.

use std::path::{Path, PathBuf};

/// The files of one folder of published messages, sorted; empty, and said so, when they are not there.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared =
        manifest.ancestors().map(|ancestor| ancestor.join("shared/samples/medcom-fhir")).find(|at| at.is_dir());
    let Some(shared) = shared else {
        eprintln!("skipped: no published samples of {folder} beside the checkout");
        return Vec::new();
    };
    let mut files = Vec::new();
    collect(&shared.join(folder), &mut files);
    files.sort();
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of samples") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "json" || extension == "xml") {
            files.push(path);
        }
    }
}
