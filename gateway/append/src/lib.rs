//! The one writer of events: match, decide, number, write.
//!
//! [`start`] gives an [`Appender`], to which everybody submits, and the one task that writes. A submission is answered
//! after its commit: [`Outcome`] says whether it became an event, had been there before, or has a receiver that cannot
//! take it. Between batches the task enters older events into subscriptions that began in the past.
//!
//! What is pure stands apart: `labels` and `links` say what is known of an event without opening it, `routing` whether
//! its receivers can take it, `matching` which subscriptions get it.

mod appender;
mod catch_up;
mod error;
#[cfg(test)]
mod example;
mod labels;
mod links;
mod matching;
mod prepare;
mod relations;
mod routing;
mod submission;
mod writing;

pub use appender::{Appender, Settings, start};
pub use error::Error;
pub use submission::{Outcome, Submission};
