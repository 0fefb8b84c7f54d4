//! A file that was taken in, until it is decided whether it is kept.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::PoisonError;

use canonical::digest::Digest;
use telemetry::occurrences::blobs::BlobKept;

use crate::error::Error;
use crate::store::Store;

/// A file that was taken in. It is gone when it is dropped, unless it was kept.
#[derive(Debug)]
pub struct Staged {
    store: Store,
    path: PathBuf,
    sha256: Digest,
    size: u64,
    /// Whether it is durable under its digest.
    is_kept: Mutex<bool>,
}

impl Staged {
    pub(crate) const fn new(store: Store, path: PathBuf, sha256: Digest, size: u64) -> Self {
        Self { store, path, sha256, size, is_kept: Mutex::new(false) }
    }

    /// SHA-256 of its content.
    #[must_use]
    pub const fn sha256(&self) -> Digest {
        self.sha256
    }

    /// Its size in bytes.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Reads it from the beginning.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn open(&self) -> io::Result<File> {
        match File::open(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => File::open(self.store.place(self.sha256)),
            opened => opened,
        }
    }

    /// Makes it durable under its digest, for good.
    ///
    /// # Errors
    /// [`Error`] if it is not durable.
    pub fn keep(&self) -> Result<(), Error> {
        let mut is_kept = self.is_kept.lock().unwrap_or_else(PoisonError::into_inner);
        if !*is_kept {
            // If it was moved before, and only that was not made durable, it is in its place.
            self.open()?.sync_all()?;
            self.store.keep(&self.path, self.sha256)?;
            *is_kept = true;
            BlobKept { bytes: self.size }.emit();
        }
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Where one with the same bytes was kept before, this one is still there.
        let _ = fs::remove_file(&self.path);
    }
}
