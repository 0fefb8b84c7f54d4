//! Entries posted over HTTPS, for receivers without gRPC.
//!
//! A [`Pusher`] looks which subscriptions have a push, takes turns with the pushers of other gateways, and works for each
//! of its own as any subscriber does: it opens a [`delivery::Stream`], writes every entry as the receiver wants it, posts
//! it, and reports the ack or the nack. Order, lanes, attempts, waits and parking are those of delivery. Each subscription
//! has its own worker with its own bounds; one slow receiver holds up nobody else.
//!
//! What is decided is decided by pure parts: `answer` says what an HTTP answer means, `health` whether the receiver is well
//! and how long to hold back, `clock` what to do about a receipt, `lease` whether somebody else may post by now. [`Hosts`] says where may be posted at all.
//!
//! The only home of HTTP as a client of receivers.

mod answer;
mod client;
mod clock;
mod connection;
mod endpoint;
mod entry;
mod files;
mod health;
mod hosts;
mod lease;
mod prepare;
mod pusher;
mod receipts;
mod settings;
mod standing;
mod tls;
mod worker;

pub use endpoint::Endpoint;
pub use hosts::Hosts;
pub use pusher::{Parts, Pusher};
pub use settings::Settings;
pub use tls::{Tls, TlsError};
