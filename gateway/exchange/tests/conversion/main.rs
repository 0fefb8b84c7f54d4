//! Conversion between the standards, held against the frozen list of normalisations and the published pairs.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it misses and ends there")]

mod chance;
mod expected;
mod files;
mod list;
mod made;
mod notices;
mod pairing;
mod pairs;
mod receipts;
mod round_trip;
mod text;
mod times;
mod to_letter;
mod to_message;
