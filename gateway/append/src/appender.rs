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

/// What stands in the queue.
enum Waiting {
    /// A submission.
    One(Box<NewEvent>, oneshot::Sender<Result<Outcome, Error>>),
    /// Submissions that are written in one, or not at all.
    Together(Vec<NewEvent>, oneshot::Sender<Result<Vec<Outcome>, Error>>),
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
        self.queue.send(Waiting::One(Box::new(event), answer)).await.map_err(|_| Error::Draining)?;
        answered.await.map_err(|_| Error::Draining)?
    }

    /// Submits events that are written in one transaction, or not at all: where a receiver of one of them cannot take it,
    /// nothing is written, and the others are refused without a reason.
    ///
    /// # Errors
    /// As [`Appender::submit`].
    ///
    /// # Cancel safety
    /// As [`Appender::submit`].
    pub async fn submit_together(&self, submissions: Vec<Submission>) -> Result<Vec<Outcome>, Error> {
        let mut events = Vec::with_capacity(submissions.len());
        for submission in submissions {
            // They share the envelope of their document.
            let event = self.prepare(submission).await?;
            events.push(NewEvent { envelope_is_its_own: false, ..event });
        }
        let (answer, answered) = oneshot::channel();
        self.queue.send(Waiting::Together(events, answer)).await.map_err(|_| Error::Draining)?;
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

    /// Writes what waits, in its order.
    async fn batch(&mut self, first: Waiting) {
        let mut next = Some(first);
        while let Some(waiting) = next.take() {
            match waiting {
                Waiting::One(event, answer) => next = self.singly(*event, answer).await,
                Waiting::Together(events, answer) => {
                    // Whoever has gone away meanwhile asks no more.
                    let _ = answer.send(self.writer.write_together(&events).await);
                }
            }
        }
    }

    /// Writes a submission and those that wait behind it, as far as they fit; gives what it met that is written by itself.
    async fn singly(&mut self, first: NewEvent, answer: oneshot::Sender<Result<Outcome, Error>>) -> Option<Waiting> {
        let mut bytes = weight(&first);
        let (mut events, mut answers, mut met) = (vec![first], vec![answer], None);
        while events.len() < self.max_batch && bytes < BATCH_BYTES {
            match self.queue.try_recv() {
                Ok(Waiting::One(event, answer)) => {
                    bytes = bytes.saturating_add(weight(&event));
                    events.push(*event);
                    answers.push(answer);
                }
                Ok(together) => {
                    met = Some(together);
                    break;
                }
                Err(_) => break,
            }
        }
        let outcomes = self.writer.write(&events).await;
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            // Whoever has gone away meanwhile asks no more.
            let _ = answer.send(outcome);
        }
        met
    }
}

/// Waits until the appender drains.
async fn begun(drain: &mut watch::Receiver<bool>) {
    if drain.wait_for(|begun| *begun).await.is_err() {
        // Every appender is gone; the queue says so itself.
        std::future::pending().await
    }
}
