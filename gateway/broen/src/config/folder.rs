//! Paths in the file, and the folder they are relative to.

use std::path::{Path, PathBuf};

/// The folder that paths in the file are relative to.
#[derive(Clone, Copy)]
pub(super) struct Folder<'a> {
    pub(super) path: &'a Path,
    /// Whether the files that are named must be there.
    pub(super) look: bool,
}

/// A file that the configuration names.
pub(super) fn existing(text: &str, folder: Folder<'_>) -> Result<PathBuf, String> {
    let path = folder.path.join(text);
    if !folder.look || path.is_file() { Ok(path) } else { Err(format!("there is no file {}", path.display())) }
}
