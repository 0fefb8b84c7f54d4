//! The appender over a journal on SQLite.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod catching_up;
mod failing;
mod letters;
mod linking;
mod receiving;
mod sharing;
mod stage;
