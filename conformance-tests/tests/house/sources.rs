//! Where the sources are, and how they are read.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("the workspace is above this crate").to_path_buf()
}

/// The folders and pages that we write.
pub(crate) const FLOORS: [&str; 6] = ["proto", "adapters", "gateway", "conformance-tests", "deploy", "README.md"];

/// Every file below the floors whose name ends so, apart from build output and fuzzing finds.
pub(crate) fn files(ending: &str) -> Vec<PathBuf> {
    let skipped = ["target", "corpus", "artifacts", "node_modules", "__pycache__"];
    let walk = FLOORS.iter().flat_map(|floor| {
        WalkDir::new(root().join(floor))
            .into_iter()
            .filter_entry(move |entry| !skipped.iter().any(|name| entry.file_name() == *name))
            .filter_map(Result::ok)
    });
    let mut files: Vec<PathBuf> = walk
        .filter(|entry| entry.file_type().is_file() && entry.file_name().to_string_lossy().ends_with(ending))
        .map(walkdir::DirEntry::into_path)
        .collect();
    files.sort();
    files
}

/// The path from the root, with slashes.
pub(crate) fn place(file: &Path) -> String {
    file.strip_prefix(root()).unwrap_or(file).to_string_lossy().replace('\\', "/")
}

/// The text of a file; cases in other character sets are read as far as they are ASCII.
pub(crate) fn text(file: &Path) -> String {
    let bytes = std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", place(file)));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Fails with every finding at once.
pub(crate) fn none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}
