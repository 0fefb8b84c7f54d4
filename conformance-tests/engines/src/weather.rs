//! How bad a network is, and what went through it.

use std::net::SocketAddr;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// How bad the network is.
#[derive(Debug, Clone)]
pub(crate) struct Weather {
    pub(crate) target: SocketAddr,
    /// How much later everything arrives, in either direction.
    pub(crate) delay: Duration,
    /// Nothing arrives, and nobody is told.
    pub(crate) stalled: bool,
    /// Grows with each reset; a connection of an older count is reset.
    pub(crate) resets: u64,
}

/// What went through.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    pub(crate) opened: AtomicU64,
    pub(crate) open: AtomicU64,
    pub(crate) bytes: AtomicU64,
}
