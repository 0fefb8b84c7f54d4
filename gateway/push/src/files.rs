//! The large files of what is posted, which are in the blob store.

use std::sync::Arc;

use blobs::{Error, Store};
use canonical::Event;
use exchange::{left_out, with_files};
use journal::PushFormat;
use telemetry::occurrences::blobs::BlobStoreFailed;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The files of one subscription's entries. Entries with large ones are posted one after the other: each takes a few times
/// their size.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    store: Store,
    largest: u64,
    place: Arc<Semaphore>,
}

impl Files {
    /// `largest`: the most bytes of large files that an event is posted with.
    pub(crate) fn new(store: Store, largest: u64) -> Self {
        Self { store, largest, place: Arc::new(Semaphore::new(1)) }
    }

    /// The place to keep while these events are under way. `None` where they have no large files.
    pub(crate) async fn place(&self, events: &[(Event, PushFormat)]) -> Option<OwnedSemaphorePermit> {
        if events.iter().all(|(event, _)| !self.is_brought(event)) {
            return None;
        }
        // It is never closed.
        Arc::clone(&self.place).acquire_owned().await.ok()
    }

    /// The events with their files. Where these are too many bytes, or not there, they stay where they are, and so stand
    /// in the letter's way. It may take long: call it where that holds up nobody.
    ///
    /// # Errors
    /// Those of the store; then try again.
    pub(crate) fn filled(&self, events: Vec<(Event, PushFormat)>) -> Result<Vec<(Event, PushFormat)>, Error> {
        let filled = |(event, format)| {
            if !self.is_brought(&event) {
                return Ok((event, format));
            }
            let event = with_files(event, |sha256| Ok(self.store.bytes(sha256, self.largest)?)).map_err(Error::from)?;
            Ok((event, format))
        };
        let filled: Result<Vec<_>, Error> = events.into_iter().map(filled).collect();
        filled.inspect_err(|error| BlobStoreFailed { reason: error.code() }.emit())
    }

    fn is_brought(&self, event: &Event) -> bool {
        (1..=self.largest).contains(&left_out(event))
    }
}
