//! The rules of the house that a machine can check.
//!
//! Each rule is one test, named as a sentence. Exceptions stand in the rule's own list, with a reason.

#![allow(clippy::expect_used, reason = "a rule that cannot be read has failed")]

mod circles;
mod floors;
mod lists;
mod manifests;
mod personal_data;
mod rooms;
mod sources;
