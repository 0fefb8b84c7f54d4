//! The queue in front of the writer, and the task that empties it.

use std::sync::Arc;

use journal::{Journal, LookupKey, NewEvent};
use tokio::sync::{mpsc, oneshot, watch};

use crate::looking::Looks;
use crate::prepare::{prepare, weight};
use crate::writing::{Routing, Writer};
use crate::{Error, Outcome, Settings, Submission};

/// Bytes of events and originals after which a batch is full.
const BATCH_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of an encoded event from which reading it takes noticeable time.
const LARGE: usize = 256 * 1024;

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
    let (lookup, max_batch, queue) = (settings.lookup.clone(), settings.max_batch, settings.queue);
    let (sender, receiver) = mpsc::channel(queue.max(1));
    let drain = watch::Sender::new(false);
    let (end, ended) = watch::channel(());
    let task = Task {
        looks: Looks::new(journal.changes()),
        queue: receiver,
        drain: drain.subscribe(),
        max_batch: max_batch.max(1),
        writer: Writer::new(journal, settings, Routing::Asked),
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
    max_batch: usize,
    writer: Writer,
    looks: Looks,
    _end: watch::Sender<()>,
}

impl Task {
    async fn run(mut self) {
        loop {
            // Every arm is cancel-safe: each awaits one queue or one hint, and takes from it only when ready.
            tokio::select! {
                biased;
                () = begun(&mut self.drain), if !self.queue.is_closed() => self.queue.close(),
                first = self.queue.recv() => match first {
                    Some(first) => {
                        self.batch(first).await;
                        if self.looks.is_due() {
                            self.looks.look(&mut self.writer).await;
                        }
                    }
                    None => return,
                },
                () = self.looks.due() => self.looks.look(&mut self.writer).await,
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
        let outcomes = self.writer.write(&events).await;
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            // Whoever has gone away meanwhile asks no more.
            let _ = answer.send(outcome);
        }
    }
}

/// Waits until the appender drains.
async fn begun(drain: &mut watch::Receiver<bool>) {
    if drain.wait_for(|begun| *begun).await.is_err() {
        // Every appender is gone; the queue says so itself.
        std::future::pending().await
    }
}
