//! Callers connect and ask.

use crate::metric::Metric;

/// A call was refused for who makes it.
#[derive(Debug, Clone, Copy)]
pub struct CallDenied {
    /// The denial, as its word.
    pub reason: &'static str,
}

/// A connection ended.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionClosed;

/// A connection was accepted.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionOpened;

/// A connection ended before its caller was known.
#[derive(Debug, Clone, Copy)]
pub struct HandshakeFailed {
    /// Why, as a word: `certificate`, `timeout`, `protocol`.
    pub reason: &'static str,
}

/// A request that hands over letters has its answer.
#[derive(Debug, Clone, Copy)]
pub struct RequestAnswered {
    /// The HTTP status of the answer.
    pub status: u16,
}

/// A request began to hand over letters.
#[derive(Debug, Clone, Copy)]
pub struct RequestBegun;

/// A request was turned away before a letter was looked at.
#[derive(Debug, Clone, Copy)]
pub struct RequestRefused {
    /// Why, as a word: `too-large`, `media-type`, `busy`.
    pub reason: &'static str,
}

/// The messages that the journal has set aside were counted.
#[derive(Debug, Clone, Copy)]
pub struct SetAsideMeasured {
    /// How many there are.
    pub messages: u64,
}

/// Somebody ended watching the directory.
#[derive(Debug, Clone, Copy)]
pub struct WatchClosed;

/// Somebody began to watch the directory.
#[derive(Debug, Clone, Copy)]
pub struct WatchOpened;

impl CallDenied {
    /// Writes it down.
    pub fn emit(self) {
        tracing::info!(reason = self.reason, "call denied");
        Metric::CallsDenied.count(1, &[("reason", self.reason.into())]);
    }
}

impl ConnectionClosed {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!("connection closed");
        Metric::ConnectionsOpen.shift(-1, &[]);
    }
}

impl ConnectionOpened {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!("connection opened");
        Metric::ConnectionsOpen.shift(1, &[]);
    }
}

impl HandshakeFailed {
    /// Writes it down.
    pub fn emit(self) {
        tracing::info!(reason = self.reason, "handshake failed");
        Metric::HandshakesFailed.count(1, &[("reason", self.reason.into())]);
    }
}

impl RequestAnswered {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!(status = self.status, "request answered");
        Metric::RequestsInFlight.shift(-1, &[]);
    }
}

impl RequestBegun {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!("request begun");
        Metric::RequestsInFlight.shift(1, &[]);
    }
}

impl RequestRefused {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!(reason = self.reason, "request refused");
        Metric::RequestsRefused.count(1, &[("reason", self.reason.into())]);
    }
}

impl SetAsideMeasured {
    /// Writes it down.
    pub fn emit(self) {
        Metric::SetAsideMessages.set(self.messages, &[]);
    }
}

impl WatchClosed {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!("watch of the directory closed");
        Metric::DirectoryWatches.shift(-1, &[]);
    }
}

impl WatchOpened {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!("watch of the directory opened");
        Metric::DirectoryWatches.shift(1, &[]);
    }
}
