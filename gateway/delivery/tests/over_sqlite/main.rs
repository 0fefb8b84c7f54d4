//! The engine over a journal on SQLite.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod courses;
mod failing;
mod lanes;
mod stage;
mod streams;
