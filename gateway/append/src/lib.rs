//! The one writer of events: match, decide, number, write.
//!
//! [`start`] gives an [`Appender`], to which everybody submits, and the one task that writes. A submission is answered
//! after its commit: [`Outcome`] says whether it became an event, had been there before, or has a receiver that cannot
//! take it. Between batches the task enters older events into subscriptions that began in the past.
//!
//! Where letters are accepted by other processes, [`follow()`] takes the place of [`start`]: it reads their events from
//! the broker's queue, and a [`Follower`] says whether this process is the one that appends. Both share one writer. The
//! queue brings receipts too, behind the letters they answer; they go to whoever was handed in as [`Receipts`].
//!
//! What is pure stands apart: `labels` and `links` say what is known of an event without opening it, `routing` whether
//! its receivers can take it, `matching` which subscriptions get it.

mod appender;
mod catch_up;
mod error;
#[cfg(test)]
mod example;
mod follow;
mod labels;
mod links;
mod looking;
mod matching;
mod notifications;
mod prepare;
mod receipts;
mod relations;
mod routing;
mod settings;
mod submission;
mod writing;

pub use appender::{Appender, start};
pub use error::Error;
pub use follow::{Follower, follow};
pub use notifications::note;
pub use receipts::Receipts;
pub use settings::Settings;
pub use submission::{Outcome, Submission};
