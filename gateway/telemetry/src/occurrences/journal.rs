//! The store is opened, written, and sometimes fails.

use std::time::Duration;

use crate::metric::Metric;

/// A commit did not succeed; nothing of it was written.
#[derive(Debug, Clone, Copy)]
pub struct CommitFailed {
    /// The store's own kind of error, as a word.
    pub reason: &'static str,
}

/// A commit became durable.
#[derive(Debug, Clone, Copy)]
pub struct CommitMade {
    /// Commands in it.
    pub commands: u32,
    /// From beginning the transaction to its being durable.
    pub duration: Duration,
}

/// The layout of the store was changed to a newer version.
#[derive(Debug, Clone, Copy)]
pub struct MigrationApplied {
    /// The version it has now.
    pub version: u32,
}

/// The store holds something that this version cannot read.
#[derive(Debug, Clone, Copy)]
pub struct StoreCorrupt {
    /// What is unreadable; table and column.
    pub what: &'static str,
}

/// The store works again.
#[derive(Debug, Clone, Copy)]
pub struct StoreRecovered;

/// The store cannot be read or written now.
#[derive(Debug, Clone, Copy)]
pub struct StoreUnavailable {
    /// The store's own kind of error, as a word.
    pub reason: &'static str,
}

impl CommitFailed {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!(reason = self.reason, "commit failed");
        failed(self.reason);
    }
}

impl CommitMade {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!(commands = self.commands, seconds = self.duration.as_secs_f64(), "commit made");
        Metric::JournalCommitDuration.took(self.duration, &[]);
    }
}

impl MigrationApplied {
    /// Writes it down.
    pub fn emit(self) {
        tracing::info!(version = self.version, "migration applied");
        Metric::MigrationsApplied.count(1, &[]);
    }
}

impl StoreCorrupt {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!(what = self.what, "store corrupt");
        failed("corrupt");
    }
}

impl StoreRecovered {
    /// Writes it down.
    pub fn emit(self) {
        tracing::warn!("store recovered");
    }
}

impl StoreUnavailable {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!(reason = self.reason, "store unavailable");
        failed(self.reason);
    }
}

fn failed(reason: &'static str) {
    Metric::JournalFailures.count(1, &[("reason", reason.into())]);
}
