//! The process starts, drains and stops.

use std::net::SocketAddr;

use jiff::Timestamp;

use crate::metric::Metric;

/// A gateway tells the directory from here on.
#[derive(Debug, Clone, Copy)]
pub struct DirectoryFound<'a> {
    /// Its configured address.
    pub gateway: &'a str,
}

/// No configured gateway tells the directory any more; they are asked again and again.
#[derive(Debug, Clone, Copy)]
pub struct DirectoryLost<'a> {
    /// The address that was asked last.
    pub gateway: &'a str,
    /// Why, as the gateway's or the library's words; no content.
    pub reason: &'a str,
}

/// No new work is taken; what is under way is finished.
#[derive(Debug, Clone, Copy)]
pub struct Draining;

/// A door is open.
#[derive(Debug, Clone, Copy)]
pub struct Listening {
    /// Which: `grpc`, `https`, `observe`.
    pub door: &'static str,
    /// Where.
    pub address: SocketAddr,
}

/// A thread broke. Its message is left out, because it may quote the text it broke on.
#[derive(Debug, Clone, Copy)]
pub struct Panicked<'a> {
    /// The source file.
    pub file: &'a str,
    /// The line in it; 0 if unknown.
    pub line: u32,
}

/// The process runs.
#[derive(Debug, Clone, Copy)]
pub struct Started {
    /// The version of the program.
    pub version: &'static str,
    /// When.
    pub at: Timestamp,
}

/// The process ends.
#[derive(Debug, Clone, Copy)]
pub struct Stopped;

/// A part of the process ended in a way it should not.
#[derive(Debug, Clone, Copy)]
pub struct TaskFailed {
    /// Which part.
    pub task: &'static str,
}

impl DirectoryFound<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::info!(gateway = self.gateway, "directory found");
    }
}

impl DirectoryLost<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::warn!(gateway = self.gateway, reason = self.reason, "directory lost");
    }
}

impl Draining {
    /// Writes it down.
    pub fn emit(self) {
        tracing::info!("draining");
        Metric::ProcessDraining.set(1, &[]);
    }
}

impl Listening {
    /// Writes it down.
    pub fn emit(self) {
        tracing::info!(door = self.door, address = %self.address, "listening");
    }
}

impl Panicked<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!(file = self.file, line = self.line, "a thread has panicked");
        Metric::TasksFailed.count(1, &[("task", "thread".into())]);
    }
}

impl Started {
    /// Writes it down.
    pub fn emit(self) {
        tracing::info!(version = self.version, "started");
        let seconds = u64::try_from(self.at.as_second()).unwrap_or_default();
        Metric::ProcessStarted.set(seconds, &[("version", self.version.into())]);
        Metric::ProcessDraining.set(0, &[]);
    }
}

impl Stopped {
    /// Writes it down.
    pub fn emit(self) {
        tracing::info!("stopped");
    }
}

impl TaskFailed {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!(task = self.task, "task failed");
        Metric::TasksFailed.count(1, &[("task", self.task.into())]);
    }
}
