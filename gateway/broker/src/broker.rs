//! The broker as the program sees it.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use telemetry::occurrences::broker::{MessagePublished, MessageRepeated};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};

use crate::confirms::Answer;
use crate::consumer::Consumer;
use crate::links::Links;
use crate::outlet::{Findings, Job};
use crate::prepared::Prepared;
use crate::session::Outlets;
use crate::trouble::Trouble;
use crate::upkeep::{Shared, Standing, keep};
use crate::{Error, Message, PublishError, Settings, Topology, Turn};

/// Messages that may be under way at once.
const MESSAGES: u32 = 1024;
/// What their bodies may weigh together, in KiB. A message that weighs more goes alone.
const WEIGHT: u32 = 64 * 1024;
/// The largest message that RabbitMQ takes, unless it is told to take less.
const LARGEST: usize = 128 * 1024 * 1024;

/// A broker, connected or connecting. Cheap to clone; clones share the connection, which ends with
/// [`close`](Broker::close) or with the last of them.
#[derive(Clone)]
pub struct Broker(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    patience: Duration,
    messages: Arc<Semaphore>,
    weight: Arc<Semaphore>,
    closing: watch::Sender<bool>,
    upkeep: Mutex<Option<JoinHandle<()>>>,
}

/// How one attempt ended.
enum Attempt {
    Answered(Result<(), PublishError>),
    /// Its session is over; the number of the session.
    Lost(u64),
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
        Self(Arc::new(Inner {
            shared,
            patience,
            messages: Arc::new(Semaphore::new(MESSAGES as usize)),
            weight: Arc::new(Semaphore::new(WEIGHT as usize)),
            closing,
            upkeep: Mutex::new(Some(upkeep)),
        }))
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
    /// published again, until [`Settings::patience`] is over; so it may be stored twice, under one id.
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
        let result = self.confirmed(message, begun + self.0.patience).await;
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
        // What is still under way when patience is over was given up by its callers.
        let _ = timeout(self.0.patience, self.0.messages.acquire_many(MESSAGES)).await;
        self.0.closing.send_replace(true);
        let upkeep = self.0.upkeep.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(upkeep) = upkeep {
            // It ends by itself, and a panic in it is said by its hook.
            let _ = upkeep.await;
        }
    }

    async fn confirmed(&self, message: Message, deadline: Instant) -> Result<(), PublishError> {
        if !self.is_ready() {
            return Err(PublishError::Unreachable);
        }
        let message = Arc::new(Prepared::new(message)?);
        if message.body.len() > self.largest() {
            return Err(PublishError::TooLarge);
        }
        let room = timeout_at(deadline, self.room(&message)).await.map_err(|_| PublishError::Unreachable)??;
        let (mut sent, mut over) = (false, None);
        loop {
            let unsure = if sent { PublishError::Unconfirmed } else { PublishError::Unreachable };
            let (number, outlets) =
                timeout_at(deadline, self.session(over)).await.map_err(|_| unsure)?.ok_or(unsure)?;
            if sent {
                MessageRepeated.emit();
            }
            sent = true;
            let attempt = attempt(number, &outlets, Arc::clone(&message), Arc::clone(&room));
            match timeout_at(deadline, attempt).await.map_err(|_| PublishError::Unconfirmed)? {
                Attempt::Answered(answer) => return answer,
                Attempt::Lost(number) => over = Some(number),
            }
        }
    }

    fn largest(&self) -> usize {
        match self.0.shared.findings.largest.load(Ordering::Relaxed) {
            0 => LARGEST,
            known => known,
        }
    }

    /// Room for a message among those under way. Without it the broker's slowness would become our memory.
    async fn room(&self, message: &Prepared) -> Result<Arc<[OwnedSemaphorePermit; 2]>, PublishError> {
        let weight = u32::try_from(message.body.len() / 1024 + 1).unwrap_or(WEIGHT).min(WEIGHT);
        let one = Arc::clone(&self.0.messages).acquire_owned().await;
        let heavy = Arc::clone(&self.0.weight).acquire_many_owned(weight).await;
        // The semaphores are never closed.
        Ok(Arc::new([one.map_err(|_| PublishError::Unreachable)?, heavy.map_err(|_| PublishError::Unreachable)?]))
    }

    /// Waits for a session that takes messages, other than the one that is over; nothing if there will be none.
    async fn session(&self, over: Option<u64>) -> Option<(u64, Outlets)> {
        let mut standing = self.0.shared.standing.subscribe();
        let usable = |standing: &Standing| match standing {
            Standing::Closed => true,
            Standing::Ready(number, _) => over != Some(*number),
            Standing::Blocked | Standing::Connecting(_) => false,
        };
        match &*standing.wait_for(usable).await.ok()? {
            Standing::Ready(number, outlets) => Some((*number, outlets.clone())),
            _ => None,
        }
    }
}

async fn attempt(
    number: u64,
    outlets: &Outlets,
    message: Arc<Prepared>,
    room: Arc<[OwnedSemaphorePermit; 2]>,
) -> Attempt {
    let (answer, answered) = oneshot::channel();
    if outlets.take(Job { message, answer, room }).await.is_err() {
        return Attempt::Lost(number);
    }
    match answered.await {
        Ok(Answer::Confirmed) => Attempt::Answered(Ok(())),
        Ok(Answer::Refused) => Attempt::Answered(Err(PublishError::Refused)),
        Ok(Answer::TooLarge) => Attempt::Answered(Err(PublishError::TooLarge)),
        Ok(Answer::Unroutable) => Attempt::Answered(Err(PublishError::Unroutable)),
        Err(_) => Attempt::Lost(number),
    }
}

impl std::fmt::Debug for Broker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Broker").field("ready", &self.is_ready()).finish_non_exhaustive()
    }
}
