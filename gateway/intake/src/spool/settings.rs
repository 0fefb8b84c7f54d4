//! What the spool goes by.

use std::path::PathBuf;
use std::time::Duration;

/// Where the spool is, and how much it may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The file.
    pub path: PathBuf,
    /// Bytes of documents that may wait. Answers take at most a quarter of it beside them.
    pub capacity: u64,
    /// How long answers are kept for their senders. **Default**: 24 hours.
    pub answers_for: Duration,
}

impl Settings {
    /// The default of [`Settings::answers_for`].
    pub const ANSWERS_FOR: Duration = Duration::from_secs(24 * 60 * 60);
}
