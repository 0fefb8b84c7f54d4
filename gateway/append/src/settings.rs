//! What whoever appends goes by.

use std::sync::Arc;

use access::Policy;
use canonical::organisation::Organisation;
use journal::LookupKey;
use telemetry::Clock;

/// What the appender, or the follower of the queue, goes by.
#[derive(Clone)]
pub struct Settings {
    /// Everybody who may be addressed or subscribe.
    pub organisations: Arc<[Organisation]>,
    /// Who may see what.
    pub policy: Arc<Policy>,
    /// The secret of the index columns.
    pub lookup: LookupKey,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Letters written together; 0 counts as 1.
    pub max_batch: usize,
    /// Letters that may wait to be written; 0 counts as 1. An appender lets more wait in
    /// [`Appender::submit`](crate::Appender::submit), a follower leaves them at the broker.
    pub queue: usize,
}
