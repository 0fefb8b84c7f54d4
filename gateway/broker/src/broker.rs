//! The broker as the program sees it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use telemetry::occurrences::broker::MessagePublished;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use crate::consumer::Consumer;
use crate::links::Links;
use crate::outlet::Findings;
use crate::publisher::Publisher;
use crate::trouble::Trouble;
use crate::upkeep::{Shared, Standing, keep};
use crate::{Error, Message, PublishError, Settings, Topology, Turn};

/// A broker, connected or connecting. Cheap to clone; clones share the connection, which ends with
/// [`close`](Broker::close) or with the last of them.
#[derive(Clone)]
pub struct Broker(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    publisher: Publisher,
    closing: watch::Sender<bool>,
    upkeep: Mutex<Option<JoinHandle<()>>>,
}

impl Broker {
    /// Starts connecting in the background and returns at once. Needs a Tokio runtime.
    #[must_use]
    pub fn start(settings: Settings, topology: Topology) -> Self {
        let patience = settings.patience;
        let (closing, closed) = watch::channel(false);
        let shared = Arc::new(Shared {
            links: Links::new(settings),
            topology,
            findings: Arc::new(Findings::default()),
            standing: watch::Sender::new(Standing::Connecting(None)),
            ready: watch::Sender::new(false),
        });
        let upkeep = tokio::spawn(keep(Arc::clone(&shared), closed));
        let publisher = Publisher::new(Arc::clone(&shared), patience);
        Self(Arc::new(Inner { shared, publisher, closing, upkeep: Mutex::new(Some(upkeep)) }))
    }

    /// Waits for the first verdict: connected, and everything in the broker is as the program needs it.
    ///
    /// # Errors
    /// `broker-unfit`: the program must not run with this broker. `broker-unreachable` after `within`: the program may go
    /// on; it keeps connecting.
    pub async fn first(&self, within: Duration) -> Result<(), Error> {
        let mut standing = self.0.shared.standing.subscribe();
        let verdict = |standing: &Standing| match standing {
            Standing::Blocked | Standing::Ready(..) => Some(Ok(())),
            Standing::Closed => Some(Err(Error::Closed)),
            Standing::Connecting(Some(trouble @ Trouble::Unfit(_))) => Some(Err(trouble.clone().into())),
            Standing::Connecting(_) => None,
        };
        let reached = timeout(within, standing.wait_for(|standing| verdict(standing).is_some())).await;
        if let Ok(Ok(standing)) = reached {
            return verdict(&standing).unwrap_or(Err(Error::Closed));
        }
        match &*self.0.shared.standing.borrow() {
            Standing::Connecting(Some(trouble)) => Err(trouble.clone().into()),
            _ => Err(Error::Unreachable { reason: "no node has answered yet".to_owned() }),
        }
    }

    /// Whether messages are taken now: connected, the topology in place, and no alarm in the broker.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        *self.0.shared.ready.borrow()
    }

    /// [`Broker::is_ready`], to watch.
    #[must_use]
    pub fn ready(&self) -> watch::Receiver<bool> {
        self.0.shared.ready.subscribe()
    }

    /// Publishes a message and returns when the broker has confirmed it. A message that loses its connection is
    /// published again, and so is one that is refused, until [`Settings::patience`] is over; so it may be stored twice,
    /// under one id.
    ///
    /// The turn says that no other message of its keys is under way; it is not looked at.
    ///
    /// # Errors
    /// See [`PublishError`]; only `unconfirmed` leaves open whether the message is stored.
    ///
    /// # Cancel safety
    /// Dropping the call leaves open whether the message is stored.
    pub async fn publish(&self, turn: &Turn, message: Message) -> Result<(), PublishError> {
        let begun = Instant::now();
        let _ = turn;
        let result = self.0.publisher.publish(message).await;
        let outcome = result.map_or_else(PublishError::code, |()| "confirmed");
        MessagePublished { outcome, duration: begun.elapsed() }.emit();
        result
    }

    /// Consumes a queue over a connection of its own; waits until there is one. At most `prefetch` messages are on their
    /// way or unacked, whatever they weigh.
    ///
    /// # Errors
    /// `broker-unfit` if the broker refuses, and `broker-closed`.
    pub async fn consume(&self, queue: &str, prefetch: u16) -> Result<Consumer, Error> {
        let mut closing = self.0.closing.subscribe();
        tokio::select! {
            consumer = Consumer::begin(&self.0.shared, queue, prefetch) => Ok(consumer?),
            _ = closing.wait_for(|closing| *closing) => Err(Error::Closed),
        }
    }

    /// Ends the connection after what is under way has been answered, or patience is over. Consumers go on until they are
    /// closed themselves.
    pub async fn close(self) {
        self.0.publisher.idle().await;
        self.0.closing.send_replace(true);
        let upkeep = self.0.upkeep.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(upkeep) = upkeep {
            // It ends by itself, and a panic in it is said by its hook.
            let _ = upkeep.await;
        }
    }
}

impl std::fmt::Debug for Broker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Broker").field("ready", &self.is_ready()).finish_non_exhaustive()
    }
}
