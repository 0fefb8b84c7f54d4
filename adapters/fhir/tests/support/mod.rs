//! What the tests of this crate share: an event as text, and where published samples lie.

pub(crate) mod lines;
pub(crate) mod samples;
