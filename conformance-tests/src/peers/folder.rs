//! A sender that uses a watched folder: it puts files in and finds receipts, and knows nothing of the process behind it.

use std::path::{Path, PathBuf};

/// An organisation's watched folder.
#[derive(Debug, Clone)]
pub struct WatchedFolder {
    folder: PathBuf,
}

impl WatchedFolder {
    /// The folder that holds `in/` and `receipts/`.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Puts a document in under this name, whole at once.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub fn put(&self, name: &str, document: &str) -> std::io::Result<()> {
        let unfinished = self.folder.join(format!("in/{name}.tmp"));
        std::fs::write(&unfinished, document)?;
        std::fs::rename(&unfinished, unfinished.with_extension("xml"))
    }

    /// The receipt of the document of this name, once it is there.
    #[must_use]
    pub fn receipt(&self, name: &str) -> Option<String> {
        let files = std::fs::read_dir(self.folder.join("receipts")).ok()?.filter_map(Result::ok);
        let begin = format!("{name}~");
        let mut own = files.filter(|file| file.file_name().to_string_lossy().starts_with(&begin));
        std::fs::read_to_string(own.next()?.path()).ok()
    }
}
