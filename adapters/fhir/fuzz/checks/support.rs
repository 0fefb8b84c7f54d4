//! What the round trips of the tests compare with.
#![allow(dead_code, reason = "the tests use more of it")]

#[path = "../../tests/support/lines.rs"]
pub(crate) mod lines;
#[path = "../../tests/support/observed.rs"]
mod observed;
#[path = "../../tests/support/round.rs"]
pub(crate) mod round;
