//! One task that writes. Calls that wait at the same time share one transaction and one flush of the disk.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use telemetry::occurrences::journal::{CommitFailed, CommitMade, StoreRecovered};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::connections::Connections;
use super::failures::{closed, label};
use super::hints::Hints;
use super::settings::Settings;
use super::statements::Client;
use crate::Error;

/// Calls that may share a transaction.
pub(super) trait Shared: Send + Sync + Sized + 'static {
    /// What a call is answered.
    type Answer: Send + 'static;

    /// Whether delivery may want to look when calls have been committed.
    const WAKES: bool;

    /// How much the call has to write, in bytes, about.
    fn size(&self) -> usize;

    /// Carries the calls out in one transaction. What a call does wrong by itself is its own answer, found before
    /// anything was written for it; what goes wrong with the transaction is everybody's.
    fn commit(client: &Client, calls: &[Self]) -> impl Future<Output = Result<Answers<Self>, Error>> + Send;
}

/// One answer for each call.
pub(super) type Answers<S> = Vec<Result<<S as Shared>::Answer, Error>>;

/// So many bytes are enough for one transaction.
const ENOUGH: usize = 16 * 1024 * 1024;

/// The way to the task.
pub(super) struct Lane<S: Shared> {
    queue: Mutex<Option<mpsc::Sender<Call<S>>>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

struct Call<S: Shared> {
    what: S,
    reply: oneshot::Sender<Result<S::Answer, Error>>,
}

impl<S: Shared> Lane<S> {
    /// Starts the task. It ends when there is nobody left to call, and everything called has been answered.
    pub(super) fn start(connections: Connections, hints: Hints, settings: &Settings) -> Self {
        let (queue, calls) = mpsc::channel(settings.queue.max(1));
        let writing = Writing { connections, hints, max_batch: settings.max_batch.max(1), failing: false };
        Self { queue: Mutex::new(Some(queue)), task: Mutex::new(Some(tokio::spawn(writing.run(calls)))) }
    }

    /// Answers when what was called is on the server's disk.
    ///
    /// Cancel safety: a call that is dropped has either not begun or is carried out to the end.
    pub(super) async fn call(&self, what: S) -> Result<S::Answer, Error> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(closed)?;
        let (reply, answer) = oneshot::channel();
        queue.send(Call { what, reply }).await.map_err(|_| closed())?;
        drop(queue);
        answer.await.map_err(|_| closed())?
    }

    /// Takes no more calls, and finishes those that wait.
    pub(super) async fn close(&self) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            // A task that panicked has nothing left to finish; its callers were told that the journal is closed.
            let _ = task.await;
        }
    }
}

struct Writing {
    connections: Connections,
    hints: Hints,
    max_batch: usize,
    failing: bool,
}

impl Writing {
    async fn run<S: Shared>(mut self, mut calls: mpsc::Receiver<Call<S>>) {
        while let Some(first) = calls.recv().await {
            let mut size = first.what.size();
            let (mut batch, mut replies) = (vec![first.what], vec![first.reply]);
            while let Some(next) =
                (batch.len() < self.max_batch && size < ENOUGH).then(|| calls.try_recv().ok()).flatten()
            {
                size = size.saturating_add(next.what.size());
                batch.push(next.what);
                replies.push(next.reply);
            }
            self.carry_out(batch, replies).await;
        }
    }

    /// One transaction; if it fails for what is in it, and not for the server's sake, every call gets one of its own.
    async fn carry_out<S: Shared>(&mut self, batch: Vec<S>, replies: Vec<oneshot::Sender<Result<S::Answer, Error>>>) {
        match self.commit(&batch).await {
            Ok(answers) => answers.into_iter().zip(replies).for_each(answer),
            Err(error) if error.again() || batch.len() == 1 => {
                replies.into_iter().for_each(|reply| answer((Err(error.clone()), reply)));
            }
            Err(_) => {
                for (call, reply) in batch.into_iter().zip(replies) {
                    let alone = self.commit(&[call]).await.map(|mut answers| answers.pop());
                    answer((alone.and_then(|only| only.unwrap_or_else(|| Err(closed()))), reply));
                }
            }
        }
    }

    async fn commit<S: Shared>(&mut self, calls: &[S]) -> Result<Answers<S>, Error> {
        let begun = Instant::now();
        let result = match self.connections.lend().await {
            Ok(client) => attempt(client, calls).await,
            Err(error) => Err(error),
        };
        self.tell(result.as_ref().err(), calls.len(), begun.elapsed());
        if S::WAKES && result.as_ref().is_ok_and(|answers| answers.iter().any(Result::is_ok)) {
            self.hints.committed();
        }
        result
    }

    fn tell(&mut self, error: Option<&Error>, commands: usize, duration: Duration) {
        match error {
            None => {
                let commands = u32::try_from(commands).unwrap_or(u32::MAX);
                CommitMade { commands, duration }.emit();
                if std::mem::take(&mut self.failing) {
                    StoreRecovered.emit();
                }
            }
            Some(error) => {
                self.failing = true;
                CommitFailed { reason: label(error) }.emit();
            }
        }
    }
}

async fn attempt<S: Shared>(client: Client, calls: &[S]) -> Result<Answers<S>, Error> {
    let result = S::commit(&client, calls).await;
    client.done(result)
}

/// A caller that went away does not want to know.
fn answer<T>((answer, reply): (Result<T, Error>, oneshot::Sender<Result<T, Error>>)) {
    let _ = reply.send(answer);
}
