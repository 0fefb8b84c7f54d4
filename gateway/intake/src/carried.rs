//! The large files of a document: taken in while it is read, and kept with the letters that are published.

use std::io::{self, Write as _};
use std::sync::Arc;

use blobs::{Staged, Staging, Store};
use canonical::digest::Digest;
use canonical::files::Files;

use crate::document::{beside, unavailable};
use crate::publish::Unavailable;

/// Takes the files of a document in.
pub(crate) struct Taking {
    store: Store,
    begun: Option<Staging>,
    taken: Vec<Arc<Staged>>,
}

impl Taking {
    pub(crate) const fn new(store: Store) -> Self {
        Self { store, begun: None, taken: Vec::new() }
    }

    /// What was taken in, each file once.
    pub(crate) fn taken(self) -> Vec<Arc<Staged>> {
        self.taken
    }
}

impl Files for &mut Taking {
    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut begun = match self.begun.take() {
            Some(begun) => begun,
            None => self.store.stage()?,
        };
        begun.write_all(bytes)?;
        self.begun = Some(begun);
        Ok(())
    }

    fn complete(&mut self, sha256: Digest) -> io::Result<()> {
        if let Some(begun) = self.begun.take() {
            let file = begun.finish()?;
            if file.sha256() == sha256 && self.taken.iter().all(|known| known.sha256() != sha256) {
                self.taken.push(Arc::new(file));
            }
        }
        Ok(())
    }

    fn dropped(&mut self) {
        self.begun = None;
    }
}

/// What has to be in the blob store for a letter: its large files, and its document if that is large.
#[derive(Debug, Clone, Default)]
pub struct Carried(Vec<Arc<Staged>>);

impl Carried {
    pub(crate) const fn new(files: Vec<Arc<Staged>>) -> Self {
        Self(files)
    }

    /// Makes all of it durable. It goes again with the letter, unless it is said to be used.
    ///
    /// # Errors
    /// [`Unavailable`] if it is not durable.
    pub async fn keep(&self) -> Result<(), Unavailable> {
        if self.0.is_empty() {
            return Ok(());
        }
        let files = self.0.clone();
        beside(move || files.iter().try_for_each(|file| file.keep()).map_err(unavailable)).await
    }

    /// Says that the letter is durable, or may be: then all of it stays.
    pub fn used(&self) {
        self.0.iter().for_each(|file| file.used());
    }
}
