//! How large, how long, and how fast.

use std::time::Duration;

/// Bytes of one message, one row and one entry: about what a discharge letter is on its way.
pub(super) const LETTER: usize = 6 * 1024;

/// How long each limit is measured.
pub(super) const TIME: Duration = Duration::from_secs(3);

/// How many in a second.
pub(super) fn rate(count: u64, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}
