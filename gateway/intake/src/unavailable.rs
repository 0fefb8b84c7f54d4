//! A letter that cannot be taken over now.

use telemetry::occurrences::blobs::BlobStoreFailed;

/// The letter could not be made durable now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("publish the letter: {reason}")]
pub struct Unavailable {
    /// Why, as a word.
    pub reason: &'static str,
}

impl Unavailable {
    /// A stable word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "intake-unavailable"
    }

    /// Whether the same document may be accepted later: always.
    #[must_use]
    pub const fn again(&self) -> bool {
        true
    }
}

/// Runs what reads and writes files beside the other tasks.
pub(crate) async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Unavailable> + Send + 'static,
) -> Result<T, Unavailable> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Unavailable { reason: "stopping" })?
}

/// The store cannot take something in now.
pub(crate) fn unavailable(error: blobs::Error) -> Unavailable {
    BlobStoreFailed { reason: error.code() }.emit();
    Unavailable { reason: error.code() }
}
