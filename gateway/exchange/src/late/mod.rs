//! Receipts that follow when the receivers of a letter have answered.
//!
//! A letter whose route says so is not answered at the door. What its receivers say, by an ack or a receipt of their own, is
//! decided once and for all, and written for its sender in the standard it sent in: never both, a positive and a negative one.

mod around;
mod decide;
mod relay;
mod replies;

pub use relay::Relay;
pub use replies::{Found, Replies, Reply};
