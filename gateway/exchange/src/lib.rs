//! What needs memory across letters, and conversions for receivers that speak another standard.
//!
//! - [`Receipts`] takes receipts that come in, finds the letters they answer, and keeps both. Who may answer a letter and
//!   which letter is meant is decided by pure functions, `answerer` and `matching`.
//! - [`Watch`] is the clock of receipts: letters whose sender asked for one, and that a receiver has neither acked nor
//!   answered in time, are overdue. [`waits_for`] says whom a letter waits for.
//! - [`convert`] says what an event says as the other standard would, with the files that came beside its letter.
//! - [`outgoing()`] writes an event as the documents that are sent to a receiver, with the ids by which it may answer them;
//!   [`receipts_in`] reads what it answers.
//! - [`Conversion`] makes of an entry what a receiver of another standard is sent, and says when. [`Pairing`] says when a letter and the files that travel beside it may go, and as one.
//! - [`pass_on`] writes for the sender of a letter what a receiver has said of it, with MedCom's sentence where a conversion with
//!   [`shortcomings()`] was refused; [`Merging`] makes one of the receipts for the letters that one message was sent as.
//! - [`Relay`] decides what the sender of a letter is told when its receivers have answered, and [`Replies`] writes it.
//! - [`render()`] writes an event as a letter, from what the event says and never from the letter it was made from.
//!
//! The rules of the standards about receipts, with the test of each, stand in `RULES.md`.

mod answerer;
mod clock;
mod contradicting;
pub mod convert;
mod files;
mod late;
mod matching;
mod merging;
mod opened;
mod outgoing;
mod pairing;
mod passing;
mod ready;
mod receipts;
mod render;
mod sent;
mod shortcomings;
mod watch;

pub use clock::waits_for;
pub use contradicting::contradicting;
pub use files::{left_out, with_files};
pub use late::{Found, Relay, Replies, Reply};
pub use merging::{Merged, Merging, merged};
pub use opened::receipts_in;
pub use outgoing::{Outgoing, outgoing};
pub use pairing::{Half, Pairing, Turn};
pub use passing::{Said, pass_on};
pub use ready::{Conversion, Ready, is_converted};
pub use receipts::Receipts;
pub use render::{Enveloped, Leaving, NetworkIds, Obstacle, Rendered, Target, Unrenderable, render};
pub use shortcomings::{Shortcoming, shortcomings};
pub use watch::Watch;
