//! What the contract promises: events read back as they were, old bytes stay readable, the descriptor only grows.

// Samples and strategies are built of values that are right by their writing.
#![allow(clippy::expect_used)]

mod descriptor;
mod golden;
mod properties;
mod reading;
mod reflection;
mod samples;
mod strategies;
