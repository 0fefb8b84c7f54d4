//! What happened, area by area: each struct writes its log line and its metrics when it is emitted.
//!
//! Levels: error, somebody must act; warn, it repaired itself; info, start, stop and connect; debug, decisions
//! and single letters. Words given as `&'static str` are words of the program, never of a document or a caller.

pub mod append;
pub mod blobs;
pub mod broker;
pub mod delivery;
pub mod exchange;
pub mod intake;
pub mod journal;
pub mod process;
pub mod push;
pub mod server;

#[cfg(test)]
mod tests;
