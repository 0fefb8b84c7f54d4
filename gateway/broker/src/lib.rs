//! AMQP 0.9.1: sessions, topology, confirmed publishing, consuming; the only home of lapin and of hpke.
//!
//! A [`Broker`] keeps one connection for publishing, builds it anew with back-off when it is lost, and declares the
//! [`Topology`] every time: what stands in the broker and is not what the program needs makes it refuse to run.
//! [`Broker::publish`] returns when the message is on a majority of disks. A [`Consumer`] has a connection of its own,
//! so that an alarm that stops publishers does not stop acknowledgements. A [`Turn`] keeps the messages of one key in
//! order; a [`SealingKey`] makes a body unreadable for the broker. Only bytes pass here: what they mean is known
//! above.

mod broker;
mod confirms;
mod consumer;
mod encryption;
mod error;
mod greeting;
mod keys;
mod links;
mod message;
mod outlet;
mod pauses;
mod prepared;
mod publisher;
mod session;
mod settings;
mod topology;
mod trouble;
mod turns;
mod upkeep;

pub use broker::Broker;
pub use consumer::{Consumer, Delivery, Tag};
pub use error::{Ended, Error, PublishError, SealError};
pub use keys::{Keyring, OpeningKey, SealingKey};
pub use message::{EventHead, Message};
pub use settings::{Authentication, Identity, Node, Secret, Settings, Tls};
pub use topology::{EVENTS, LETTERS, LETTERS_FHIR, LETTERS_MEDCOM, RECEIPTS, Topology};
pub use turns::{Turn, Turns};
