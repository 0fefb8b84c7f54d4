//! What MedCom's rules say of receipts, duplicates and time, against intake, appender, exchange and journal in one process.
//!
//! A test that holds a rule names it in its comment (`Rule:`); `table` makes `RULES.md` of them, also of those elsewhere.
#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

mod answered;
mod clock;
mod documents;
mod duplicates;
mod house;
mod late;
mod messages;
mod network;
mod never;
mod passing;
mod stays;
mod table;
