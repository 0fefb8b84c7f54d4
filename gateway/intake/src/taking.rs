//! Takes the large files of a document in while it is read.

use std::io::{self, Write as _};
use std::sync::Arc;

use blobs::{Staged, Staging, Store};
use canonical::digest::Digest;
use canonical::files::Files;

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
