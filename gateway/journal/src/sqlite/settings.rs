//! How the store works, as far as it can be chosen.

/// Choices for [`SqliteJournal::open`](super::SqliteJournal::open).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Connections that read at the same time. **Default:** 4. At least 1.
    pub readers: usize,
    /// Calls that may wait for the writer before the next one waits to be let in. **Default:** 1024. At least 1.
    pub queue: usize,
    /// Calls in one transaction. **Default:** 512. At least 1.
    pub max_batch: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { readers: 4, queue: 1024, max_batch: 512 }
    }
}
