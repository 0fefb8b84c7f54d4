//! The engine over real journals: one engine on SQLite, and two on either store.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod across;
mod choosing;
mod courses;
mod failing;
mod lanes;
mod stage;
mod streams;
