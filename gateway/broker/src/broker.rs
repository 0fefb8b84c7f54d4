//! The broker as the program sees it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::consumer::Consumer;
use crate::{Error, Message, PublishError, Settings, Topology, Turn};

/// A broker, connected or connecting. Cheap to clone; clones share the connection, which ends with
/// [`close`](Broker::close) or with the last of them.
#[derive(Clone)]
pub struct Broker(Arc<Inner>);

struct Inner {
    ready: watch::Sender<bool>,
}

impl Broker {
    /// Starts connecting in the background and returns at once. Needs a Tokio runtime.
    #[must_use]
    pub fn start(_settings: Settings, _topology: Topology) -> Self {
        Self(Arc::new(Inner { ready: watch::Sender::new(false) }))
    }

    /// Waits for the first verdict: connected, and everything in the broker is as the program needs it.
    ///
    /// # Errors
    /// `broker-unfit`: the program must not run with this broker. `broker-unreachable` after `within`: the program may go
    /// on; it keeps connecting.
    pub async fn first(&self, _within: Duration) -> Result<(), Error> {
        Err(Error::Unreachable { reason: "not connected yet".to_owned() })
    }

    /// Whether messages are taken now: connected, the topology in place, and no alarm in the broker.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        *self.0.ready.borrow()
    }

    /// [`Broker::is_ready`], to watch.
    #[must_use]
    pub fn ready(&self) -> watch::Receiver<bool> {
        self.0.ready.subscribe()
    }

    /// Publishes a message and returns when the broker has confirmed it. A message that loses its connection is
    /// published again, until [`Settings::patience`] is over; so it may be stored twice, under one id.
    ///
    /// # Errors
    /// See [`PublishError`]; only `unconfirmed` leaves open whether the message is stored.
    ///
    /// # Cancel safety
    /// Dropping the call leaves open whether the message is stored. Its turn goes on until that is known.
    pub async fn publish(&self, _turn: &Turn, _message: Message) -> Result<(), PublishError> {
        Err(PublishError::Unreachable)
    }

    /// Consumes a queue over a connection of its own; waits until there is one. At most `prefetch` messages are under way
    /// or unacked.
    ///
    /// # Errors
    /// `broker-unfit` if the broker refuses, and `broker-closed`.
    pub async fn consume(&self, _queue: &str, _prefetch: u16) -> Result<Consumer, Error> {
        Err(Error::Closed)
    }

    /// Ends the connection after what is under way has been answered, or patience is over.
    pub async fn close(self) {}
}

impl std::fmt::Debug for Broker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Broker").field("ready", &self.is_ready()).finish_non_exhaustive()
    }
}
