//! What the tests of this crate share: an event as text, and where published samples and cases lie.
#![allow(dead_code, reason = "each test program uses a part of it")]
#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test that cannot go on, or is skipped, says so")]

pub(crate) mod cases;
pub(crate) mod chance;
pub(crate) mod fields;
pub(crate) mod leaf;
pub(crate) mod lines;
pub(crate) mod made;
pub(crate) mod made_observations;
mod observed;
pub(crate) mod round;
pub(crate) mod samples;
