//! The five folders, and the two ways anything gets into them.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Where the folders of one organisation are.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) incoming: PathBuf,
    pub(super) work: PathBuf,
    pub(super) receipts: PathBuf,
    pub(super) done: PathBuf,
    pub(super) refused: PathBuf,
}

impl Layout {
    /// Names the folders, and makes those that are missing.
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        let folder = |name: &str| {
            let path = root.join(name);
            fs::create_dir_all(&path)?;
            Ok::<_, io::Error>(path)
        };
        Ok(Self {
            incoming: folder("in")?,
            work: folder("work")?,
            receipts: folder("receipts")?,
            done: folder("done")?,
            refused: folder("refused")?,
        })
    }
}

/// Writes a file so that it is there whole or not at all, also after a power failure. Replaces one of the same name.
pub(super) fn write_whole(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let unfinished = folder.join(format!(".{name}.tmp"));
    let mut file = File::create(&unfinished)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&unfinished, folder.join(name))?;
    sync(folder)
}

/// Moves a file for good.
pub(super) fn put_away(from: &Path, folder: &Path, name: &str) -> io::Result<()> {
    fs::rename(from, folder.join(name))?;
    sync(folder)?;
    from.parent().map_or(Ok(()), sync)
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
