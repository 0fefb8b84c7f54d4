//! Documents that senders hand over by AMQP. The contract is `proto/AMQP.md`.
//!
//! A message is acked when its letters are confirmed and its receipts are sent; whatever happens before, it comes again.
//! Its sender is the user that the broker has checked. The queue keeps what cannot be published now, so nothing of it is
//! kept anywhere else.

mod chains;
mod consume;
mod replies;
mod reply_to;

pub use consume::{Settings, consume};
