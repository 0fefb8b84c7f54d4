//! A file that is being taken in.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use canonical::digest::Digest;
use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::staged::Staged;
use crate::store::Store;

/// Bytes written at a time.
const BUFFER: usize = 64 * 1024;

/// A file that is being taken in. It is gone when it is dropped before it is complete.
#[derive(Debug)]
pub struct Staging {
    store: Store,
    file: BufWriter<File>,
    path: Option<PathBuf>,
    hasher: Sha256,
    size: u64,
}

impl Store {
    /// Begins to take a file in.
    ///
    /// # Errors
    /// [`Error`] if there is no room for it.
    pub fn stage(&self) -> Result<Staging, Error> {
        let (file, path) = self.fresh()?;
        let file = BufWriter::with_capacity(BUFFER, file);
        Ok(Staging { store: self.clone(), file, path: Some(path), hasher: Sha256::new(), size: 0 })
    }
}

impl Staging {
    /// How many bytes it has so far.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Ends the file. It is not durable yet.
    ///
    /// # Errors
    /// [`Error`] if there is no room for it.
    pub fn finish(mut self) -> Result<Staged, Error> {
        self.file.flush()?;
        let sha256 = Digest(std::mem::take(&mut self.hasher).finalize().into());
        let path = self.path.take().unwrap_or_default();
        Ok(Staged::new(self.store.clone(), path, sha256, self.size))
    }
}

impl Write for Staging {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        self.size = self.size.saturating_add(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if let Some(path) = self.path.take() {
            // What stays is swept by the next process.
            let _ = fs::remove_file(path);
        }
    }
}
