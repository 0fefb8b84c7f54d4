//! Posting to a receiver over real TLS, from a journal on disk.

// A test program is one crate; what its rooms share is public to them.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "tests, which stop where something is missing")]

mod converted;
mod house;
mod receipts;
mod receiver;
mod trouble;
mod turns;
mod well;
