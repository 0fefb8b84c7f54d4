//! The directory: where files are. What stands in its place is never removed: other processes may rely on it.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use canonical::digest::Digest;
use uuid::Uuid;

use crate::error::Error;

/// A store. Clones share it.
#[derive(Debug, Clone)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    root: PathBuf,
    /// What this process is taking in.
    staged: PathBuf,
    /// Says that this process is there, for as long as it is locked.
    _lock: File,
}

/// A file of the store.
#[derive(Debug)]
pub struct Blob {
    /// Its content, from the beginning.
    pub file: File,
    /// Its size in bytes.
    pub size: u64,
}

/// Where processes take files in, below the root.
const STAGED: &str = "staged";
/// The ending of the file that a process locks, beside its directory.
const LOCK: &str = "lock";

impl Store {
    /// Opens the store in this directory, which is made if it is not there.
    ///
    /// # Errors
    /// [`Error`] if the directory cannot be used.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let all = root.join(STAGED);
        directory(&all)?;
        sweep(&all)?;
        let (staged, lock) = own(&all)?;
        Ok(Self(Arc::new(Inner { root: root.to_owned(), staged, _lock: lock })))
    }

    /// A new file where files are taken in.
    pub(crate) fn fresh(&self) -> Result<(File, PathBuf), Error> {
        let path = self.0.staged.join(Uuid::new_v4().to_string());
        Ok((created(&path)?, path))
    }

    /// The file with this digest. `None` if there is none.
    ///
    /// # Errors
    /// [`Error`] if that cannot be told.
    pub fn find(&self, sha256: Digest) -> Result<Option<Blob>, Error> {
        match File::open(self.place(sha256)) {
            Ok(file) => {
                let size = file.metadata()?.len();
                Ok(Some(Blob { file, size }))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The bytes of the file with this digest. `None` if there is none, or if it has more than `at_most` bytes.
    ///
    /// # Errors
    /// [`Error`] if it cannot be read.
    pub fn bytes(&self, sha256: Digest, at_most: u64) -> Result<Option<Vec<u8>>, Error> {
        let Some(Blob { file, size }) = self.find(sha256)?.filter(|blob| blob.size <= at_most) else { return Ok(None) };
        let mut bytes = Vec::new();
        file.take(size).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// Where the file with this digest stands, or would.
    pub(crate) fn place(&self, sha256: Digest) -> PathBuf {
        let name = sha256.to_string();
        let (folder, rest) = name.split_at(2);
        self.0.root.join(folder).join(rest)
    }

    /// Moves a file that is on disk to its place, unless one with the same bytes stands there.
    pub(crate) fn keep(&self, path: &Path, sha256: Digest) -> Result<(), Error> {
        let place = self.place(sha256);
        let folder = place.parent().unwrap_or(&self.0.root);
        if !folder.is_dir() {
            directory(folder)?;
            File::open(&self.0.root)?.sync_all()?;
        }
        // Whoever is faster in between has moved the same bytes.
        if !place.exists() {
            fs::rename(path, &place)?;
        }
        // Also where somebody else has just moved it: whoever kept it may say that it is durable.
        File::open(folder)?.sync_all()?;
        Ok(())
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The next process would do it.
        let _ = fs::remove_dir_all(&self.staged);
        let _ = fs::remove_file(self.staged.with_extension(LOCK));
    }
}

/// A directory for this process below `staged/`, with the file that says it is there.
fn own(all: &Path) -> Result<(PathBuf, File), Error> {
    loop {
        let staged = all.join(Uuid::new_v4().to_string());
        let name = staged.with_extension(LOCK);
        let lock = created(&name)?;
        match lock.try_lock() {
            // Whoever sweeps in this moment may have been faster; then another name is tried.
            Ok(()) if name.exists() => {
                directory(&staged)?;
                return Ok((staged, lock));
            }
            Ok(()) | Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
}

/// Removes what processes that are no more were taking in.
fn sweep(all: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(all)? {
        let lock = entry?.path();
        if lock.extension().is_none_or(|ending| ending != LOCK) {
            continue;
        }
        // Network file systems lock only what may be written.
        let is_dead = match OpenOptions::new().read(true).write(true).open(&lock) {
            Ok(file) => file.try_lock().is_ok(),
            // Another process sweeps too.
            Err(_) => false,
        };
        if is_dead {
            let gone = fs::remove_dir_all(lock.with_extension(""));
            gone.or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
            let _ = fs::remove_file(&lock);
        }
    }
    Ok(())
}

/// A directory for us and for our group, which other processes of the site may share.
fn directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o750).create(path)
}

fn created(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).mode(0o640).open(path)
}
