//! The cases beside the message types.

use std::path::{Path, PathBuf};

/// Every case of a message, sorted.
pub(crate) fn cases() -> Vec<PathBuf> {
    all().into_iter().filter(|case| !is_request(case)).collect()
}

/// Every case of a request, sorted.
pub(crate) fn requests() -> Vec<PathBuf> {
    all().into_iter().filter(|case| is_request(case)).collect()
}

fn all() -> Vec<PathBuf> {
    let is_case = |file: &PathBuf| file.extension().is_some_and(|extension| extension == "json" || extension == "xml");
    files().into_iter().filter(is_case).collect()
}

fn is_request(case: &Path) -> bool {
    case.components().any(|part| part.as_os_str() == "rest")
}

/// The bytes of the case of a message with this name, wherever it lies.
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    let file = cases().into_iter().find(|case| case.ends_with(name)).expect("a case of this name");
    std::fs::read(file).expect("a case")
}

/// Every file in a folder named `cases`, sorted.
pub(crate) fn files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), false, &mut files);
    files.sort();
    files
}

fn collect(folder: &Path, is_cases: bool, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the source") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            let is_cases = path.file_name().is_some_and(|name| name == "cases");
            collect(&path, is_cases, files);
        } else if is_cases {
            files.push(path);
        }
    }
}
