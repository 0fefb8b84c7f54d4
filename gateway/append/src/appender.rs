//! The queue in front of the writer, and the task that empties it.

use std::sync::Arc;
use std::time::Duration;

use access::Policy;
use canonical::organisation::Organisation;
use journal::{Journal, LookupKey, NewEvent};
use telemetry::Clock;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};

use crate::matching::Matcher;
use crate::prepare::{prepare, weight};
use crate::writing::Writer;
use crate::{Error, Outcome, Submission};

/// Bytes of events and originals after which a batch is full.
const BATCH_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of an encoded event from which reading it takes noticeable time.
const LARGE: usize = 256 * 1024;
/// The shortest time between two looks at the subscriptions because of hints.
const LOOK_PAUSE: Duration = Duration::from_millis(50);
/// The longest time between two looks at the subscriptions, and the pause after a failed one.
const LOOK_LATEST: Duration = Duration::from_secs(2);

/// What the appender goes by.
#[derive(Clone)]
pub struct Settings {
    /// Everybody who may be addressed or subscribe.
    pub organisations: Arc<[Organisation]>,
    /// Who may see what.
    pub policy: Arc<Policy>,
    /// The secret of the index columns.
    pub lookup: LookupKey,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Submissions written together; 0 counts as 1.
    pub max_batch: usize,
    /// Submissions that may wait; 0 counts as 1. More are made to wait in [`Appender::submit`].
    pub queue: usize,
}

/// Takes submissions, from any number of tasks.
#[derive(Clone)]
pub struct Appender {
    lookup: LookupKey,
    queue: mpsc::Sender<Waiting>,
    drain: watch::Sender<bool>,
    ended: watch::Receiver<()>,
}

/// A submission in the queue.
struct Waiting {
    event: NewEvent,
    answer: oneshot::Sender<Result<Outcome, Error>>,
}

/// Makes an appender and the task that does its work. The task runs until [`Appender::drain`], or until the last
/// appender is dropped.
pub fn start(journal: Arc<dyn Journal>, settings: Settings) -> (Appender, impl Future<Output = ()> + Send + 'static) {
    let Settings { organisations, policy, lookup, clock, max_batch, queue } = settings;
    let (sender, receiver) = mpsc::channel(queue.max(1));
    let drain = watch::Sender::new(false);
    let (end, ended) = watch::channel(());
    let task = Task {
        changes: journal.changes(),
        queue: receiver,
        drain: drain.subscribe(),
        max_batch: max_batch.max(1),
        writer: Writer {
            journal,
            matcher: Matcher { organisations, policy, lookup: lookup.clone() },
            clock,
            interests: None,
            epoch: None,
        },
        looked: None,
        look: None,
        _end: end,
    };
    (Appender { lookup, queue: sender, drain, ended }, task.run())
}

impl Appender {
    /// Submits an event and waits until it is durable, or known not to be.
    ///
    /// # Errors
    /// `event-undecodable`, `draining`, and what the journal says. After `draining` and `journal-unavailable` the same
    /// submission may be made again: a repeat makes no second event.
    ///
    /// # Cancel safety
    /// A submission whose caller goes away while it waits in the queue is written all the same.
    pub async fn submit(&self, submission: Submission) -> Result<Outcome, Error> {
        let event = self.prepare(submission).await?;
        let (answer, answered) = oneshot::channel();
        self.queue.send(Waiting { event, answer }).await.map_err(|_| Error::Draining)?;
        answered.await.map_err(|_| Error::Draining)?
    }

    /// A large event is read beside the other tasks, not among them.
    async fn prepare(&self, submission: Submission) -> Result<NewEvent, Error> {
        if submission.event.len() < LARGE {
            return prepare(submission, &self.lookup);
        }
        let lookup = self.lookup.clone();
        let prepared = tokio::task::spawn_blocking(move || prepare(submission, &lookup)).await;
        prepared.unwrap_or(Err(Error::Undecodable))
    }

    /// Takes no more submissions, and waits until those in the queue are answered and the task has ended.
    pub async fn drain(&self) {
        self.drain.send_replace(true);
        // The task never sends; it ends, and its sender with it.
        let _ = self.ended.clone().changed().await;
    }
}

struct Task {
    queue: mpsc::Receiver<Waiting>,
    drain: watch::Receiver<bool>,
    changes: watch::Receiver<u64>,
    max_batch: usize,
    writer: Writer,
    /// When the subscriptions were looked at last.
    looked: Option<Instant>,
    /// When they are to be looked at next; at once if `None`.
    look: Option<Instant>,
    _end: watch::Sender<()>,
}

impl Task {
    async fn run(mut self) {
        loop {
            let look = self.look.unwrap_or_else(Instant::now);
            // Every arm is cancel-safe: each awaits one queue or one hint, and takes from it only when ready.
            tokio::select! {
                biased;
                () = begun(&mut self.drain), if !self.queue.is_closed() => self.queue.close(),
                first = self.queue.recv() => match first {
                    Some(first) => {
                        self.batch(first).await;
                        // A queue that is never empty does not keep subscriptions from catching up.
                        if look <= Instant::now() {
                            self.look().await;
                        }
                    }
                    None => return,
                },
                () = sleep_until(look) => self.look().await,
                Ok(()) = self.changes.changed() => {
                    self.look = self.looked.map(|looked| look.min(looked + LOOK_PAUSE));
                }
            }
        }
    }

    async fn batch(&mut self, first: Waiting) {
        let mut bytes = weight(&first.event);
        let (mut events, mut answers) = (vec![first.event], vec![first.answer]);
        while events.len() < self.max_batch && bytes < BATCH_BYTES {
            let Ok(Waiting { event, answer }) = self.queue.try_recv() else { break };
            bytes = bytes.saturating_add(weight(&event));
            events.push(event);
            answers.push(answer);
        }
        let outcomes = self.writer.write(events).await;
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            // Whoever has gone away meanwhile asks no more.
            let _ = answer.send(outcome);
        }
    }

    /// Reads the subscriptions again, and lets the one that is furthest behind catch up by a page.
    async fn look(&mut self) {
        let caught_up = self.writer.catch_up().await;
        let now = Instant::now();
        self.looked = Some(now);
        self.look = match caught_up {
            Ok(true) => None,
            // What failed is tried again; submissions meet the same trouble and tell of it.
            Ok(false) | Err(_) => Some(now + LOOK_LATEST),
        };
    }
}

/// Waits until the appender drains.
async fn begun(drain: &mut watch::Receiver<bool>) {
    if drain.wait_for(|begun| *begun).await.is_err() {
        // Every appender is gone; the queue says so itself.
        std::future::pending().await
    }
}
