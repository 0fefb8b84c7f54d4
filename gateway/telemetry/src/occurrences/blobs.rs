//! Large files are kept.

use crate::metric::Metric;

/// A file was made durable; one with the same bytes may have been there.
#[derive(Debug, Clone, Copy)]
pub struct BlobKept {
    /// Its size in bytes.
    pub bytes: u64,
}

/// The store of large files cannot be used now.
#[derive(Debug, Clone, Copy)]
pub struct BlobStoreFailed {
    /// Why, as a word.
    pub reason: &'static str,
}

impl BlobKept {
    /// Writes it down.
    pub fn emit(self) {
        Metric::BlobsKept.count(1, &[]);
        Metric::BlobBytesKept.count(self.bytes, &[]);
    }
}

impl BlobStoreFailed {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!(reason = self.reason, "blob store unavailable");
        Metric::BlobStoreFailures.count(1, &[("reason", self.reason.into())]);
    }
}
