//! The one thread that writes. Calls that wait at the same time share one transaction and one flush of the disk.

use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use telemetry::occurrences::journal::{CommitFailed, CommitMade, StoreRecovered};
use tokio::sync::{mpsc, oneshot, watch};

use super::failures::{closed, label, unreachable};
use super::settings::Settings;
use crate::Error;

/// The way to the writing thread.
pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Box<dyn Command>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    changes: watch::Receiver<u64>,
}

/// Whether delivery may want to look when a call has been committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wakes {
    Delivery,
    Nobody,
}

impl Writer {
    /// Starts the thread. It owns the connection, and `guard` for as long as it has it.
    pub(super) fn start<G: Send + 'static>(conn: Connection, guard: G, settings: Settings) -> Result<Self, Error> {
        let (queue, calls) = mpsc::channel(settings.queue.max(1));
        let (wake, changes) = watch::channel(0);
        let body = move || {
            write(&conn, calls, settings.max_batch.max(1), &wake);
            drop(conn);
            drop(guard);
        };
        let thread = std::thread::Builder::new().name("journal".to_owned()).spawn(body);
        let thread = thread.map_err(|error| unreachable(&error))?;
        Ok(Self { queue: Mutex::new(Some(queue)), thread: Mutex::new(Some(thread)), changes })
    }

    /// Runs the work in a transaction of its own making or a shared one, and answers when it is on the disk.
    ///
    /// Cancel safety: a call that is dropped has either not begun or is carried out to the end.
    pub(super) async fn call<T, F>(&self, wakes: Wakes, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(closed)?;
        let (reply, answer) = oneshot::channel();
        let call = Call { wakes, work: Some(work), outcome: None, reply };
        queue.send(Box::new(call)).await.map_err(|_| closed())?;
        drop(queue);
        answer.await.map_err(|_| closed())?
    }

    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.clone()
    }

    /// Takes no more calls, finishes those that wait, and ends the thread.
    pub(super) async fn close(&self) {
        if let Some(thread) = self.dismiss() {
            // A thread that panicked has nothing left to finish; its callers were told that the journal is closed.
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }

    /// Tells the thread that nobody will call any more.
    fn dismiss(&self) -> Option<JoinHandle<()>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.thread.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Drop for Writer {
    /// Waits until what was called is on the disk and the directory is free again.
    fn drop(&mut self) {
        if let Some(thread) = self.dismiss() {
            let _ = thread.join();
        }
    }
}

/// A call on its way through the thread, whatever it answers.
trait Command: Send {
    /// Runs the work and keeps its outcome; gives back whether it failed.
    fn run(&mut self, conn: &Connection) -> Result<Wakes, Error>;
    /// Answers with the outcome, or with what kept the whole transaction from being committed.
    fn answer(self: Box<Self>, committed: &Result<Wakes, Error>);
}

struct Call<T, F> {
    wakes: Wakes,
    work: Option<F>,
    outcome: Option<Result<T, Error>>,
    reply: oneshot::Sender<Result<T, Error>>,
}

impl<T: Send, F: FnOnce(&Connection) -> Result<T, Error> + Send> Command for Call<T, F> {
    fn run(&mut self, conn: &Connection) -> Result<Wakes, Error> {
        let outcome = self.work.take().map_or_else(|| Err(closed()), |work| work(conn));
        let result = outcome.as_ref().map(|_| self.wakes).map_err(Clone::clone);
        self.outcome = Some(outcome);
        result
    }

    fn answer(self: Box<Self>, committed: &Result<Wakes, Error>) {
        let outcome = match committed {
            Ok(_) => self.outcome.unwrap_or_else(|| Err(closed())),
            Err(error) => Err(error.clone()),
        };
        // A caller that went away does not want to know.
        let _ = self.reply.send(outcome);
    }
}

/// Takes all calls that wait, up to the limit, until there is nobody left to call.
fn write(conn: &Connection, mut calls: mpsc::Receiver<Box<dyn Command>>, max_batch: usize, wake: &watch::Sender<u64>) {
    let mut failing = false;
    while let Some(first) = calls.blocking_recv() {
        let mut batch = vec![first];
        while let Some(next) = (batch.len() < max_batch).then(|| calls.try_recv().ok()).flatten() {
            batch.push(next);
        }
        let begun = Instant::now();
        let committed = commit(conn, &mut batch);
        tell(&committed, batch.len(), begun.elapsed(), &mut failing);
        if committed == Ok(Wakes::Delivery) {
            wake.send_modify(|version| *version += 1);
        }
        batch.into_iter().for_each(|command| command.answer(&committed));
    }
}

fn tell(committed: &Result<Wakes, Error>, commands: usize, duration: Duration, failing: &mut bool) {
    match committed {
        Ok(_) => {
            let commands = u32::try_from(commands).unwrap_or(u32::MAX);
            CommitMade { commands, duration }.emit();
            if std::mem::take(failing) {
                StoreRecovered.emit();
            }
        }
        Err(error) => {
            *failing = true;
            CommitFailed { reason: label(error) }.emit();
        }
    }
}

/// One transaction. A command that fails on its own account is undone alone; if the store fails, all are.
fn commit(conn: &Connection, batch: &mut [Box<dyn Command>]) -> Result<Wakes, Error> {
    let result = attempt(conn, batch);
    if !conn.is_autocommit() {
        // Only after a failure. Should this fail too, the next BEGIN does, and says so.
        let _ = conn.execute_batch("ROLLBACK");
    }
    result
}

fn attempt(conn: &Connection, batch: &mut [Box<dyn Command>]) -> Result<Wakes, Error> {
    conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    let mut wakes = Wakes::Nobody;
    for command in batch {
        conn.prepare_cached("SAVEPOINT command")?.execute([])?;
        match command.run(conn) {
            Ok(Wakes::Delivery) => wakes = Wakes::Delivery,
            Ok(Wakes::Nobody) => {}
            Err(error @ Error::Unavailable { .. }) => return Err(error),
            Err(_) => drop(conn.prepare_cached("ROLLBACK TO command")?.execute([])?),
        }
        conn.prepare_cached("RELEASE command")?.execute([])?;
    }
    conn.prepare_cached("COMMIT")?.execute([])?;
    Ok(wakes)
}
