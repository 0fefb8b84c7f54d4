//! The end of serving, in two steps.

use tokio_util::sync::CancellationToken;

/// When to stop.
#[derive(Clone)]
pub(crate) struct End {
    /// Accept nothing more; let requests finish.
    pub(crate) drain: CancellationToken,
    /// Drop what is left.
    pub(crate) cut: CancellationToken,
}
