//! The directory of a process.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::Error;
use crate::addresses::Addresses;

/// A directory that one process owns, as long as this value lives.
#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    /// Locked: two processes would overwrite each other's files.
    _lock: File,
}

impl Directory {
    /// Makes the directory if it is not there, and takes it.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let opened = fs::create_dir_all(path).and_then(|()| std::path::absolute(path));
        let path = opened.map_err(|error| Error::Data { path: path.to_owned(), error })?;
        match lock(&path.join("lock")) {
            Ok(lock) => {
                // Left by a process that was killed: nobody listens there any more.
                Addresses::remove(&path);
                Ok(Self { path, _lock: lock })
            }
            Err(error) => Err(Error::Data { path, error }),
        }
    }

    /// The directory itself.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

fn lock(file: &Path) -> io::Result<File> {
    let lock = File::options().create(true).truncate(false).write(true).open(file)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(io::Error::other("another process of Broen runs on this directory")),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_has_one_process_at_a_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new");
        let first = Directory::open(&path).expect("made");
        assert!(Directory::open(&path).is_err());
        drop(first);
        assert!(Directory::open(&path).is_ok());
    }
}
