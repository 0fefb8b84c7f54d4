//! Judges a history of sending and receiving: nothing lost, doubled, skipped, reordered or altered.
//!
//! It knows only what senders and subscribers saw, and none of Broen's own code but the published digest rules.

mod history;
mod verdict;

pub use history::{Delivery, History, Seen, Step};
pub use verdict::{Finding, check};
