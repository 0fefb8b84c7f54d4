//! What goes to the blob store with a letter that is published.

use std::sync::Arc;

use blobs::Staged;

use crate::unavailable::{Unavailable, beside, unavailable};

/// What has to be in the blob store for a letter: its large files, and its document if that is large.
#[derive(Debug, Clone, Default)]
pub struct Carried(Vec<Arc<Staged>>);

impl Carried {
    pub(crate) const fn new(files: Vec<Arc<Staged>>) -> Self {
        Self(files)
    }

    /// Makes all of it durable, and leaves it there whatever becomes of the letter: another letter may already rely on it.
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
}
