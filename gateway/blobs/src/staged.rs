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

/// A file that was taken in. It is gone when it is dropped, unless it was kept and is used.
#[derive(Debug)]
pub struct Staged {
    store: Store,
    path: PathBuf,
    sha256: Digest,
    size: u64,
    stage: Mutex<Stage>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Under its digest, and somebody relies on it.
    Kept { is_used: bool },
    /// Where it was taken in.
    Staged,
}

impl Staged {
    pub(crate) const fn new(store: Store, path: PathBuf, sha256: Digest, size: u64) -> Self {
        Self { store, path, sha256, size, stage: Mutex::new(Stage::Staged) }
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

    /// Makes it durable under its digest. It goes again when this value is dropped, unless it is said to be used.
    ///
    /// # Errors
    /// [`Error`] if it is not durable.
    pub fn keep(&self) -> Result<(), Error> {
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if *stage == Stage::Staged {
            File::open(&self.path)?.sync_all()?;
            self.store.hold(&self.path, self.sha256)?;
            *stage = Stage::Kept { is_used: false };
            BlobKept { bytes: self.size }.emit();
        }
        Ok(())
    }

    /// Says that somebody relies on it, or may: what was kept stays.
    pub fn used(&self) {
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if let Stage::Kept { is_used } = &mut *stage {
            *is_used = true;
        }
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Where one with the same bytes was kept before, this one is still there.
        let _ = fs::remove_file(&self.path);
        let stage = *self.stage.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Stage::Kept { is_used } = stage {
            self.store.release(self.sha256, is_used);
        }
    }
}
