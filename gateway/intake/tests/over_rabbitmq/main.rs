//! Letters through a real broker: what is confirmed is there, sealed, and what is handed in by AMQP is answered.
#![allow(clippy::expect_used, reason = "also in what the tests share")]

mod letters;
mod publishing;
mod stage;
#[path = "../support/mod.rs"]
mod support;
