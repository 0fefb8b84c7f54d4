//! Hints that something was committed, from this process and from others. They may be lost: a slow look makes up for it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::connecting::Connecting;
use super::connections::tell;
use super::failures::away;
use super::line::{Ear, Line};
use crate::Error;

/// After so long without a hint the database is asked whether one was lost. Whoever gets one sees what came before it.
const LOOK: Duration = Duration::from_secs(2);

/// The wait before the connection is opened again.
const PAUSE: Duration = Duration::from_millis(500);

/// The longest wait for an answer on this connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// Who has to be told what.
#[derive(Clone)]
pub(super) struct Hints {
    changes: Arc<watch::Sender<u64>>,
    committed: Arc<Notify>,
}

/// The task that passes hints between the processes; it ends when this is dropped.
pub(super) struct Listening(JoinHandle<()>);

impl Hints {
    pub(super) fn new() -> Self {
        Self { changes: Arc::new(watch::Sender::new(0)), committed: Arc::new(Notify::new()) }
    }

    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Something was committed here: tells this process at once, and the others as soon as the line is free.
    pub(super) fn committed(&self) {
        self.changed();
        self.committed.notify_one();
    }

    fn changed(&self) {
        self.changes.send_modify(|version| *version += 1);
    }

    /// Listens until it is dropped, and connects again whenever the connection ends. What is committed after this has
    /// answered is hinted at.
    pub(super) async fn listen(&self, connecting: Connecting) -> Result<Listening, Error> {
        let hints = self.clone();
        let mut first = Some(Ears::open(&connecting).await?);
        Ok(Listening(tokio::spawn(async move {
            loop {
                let result = match first.take() {
                    Some(ears) => hints.pass_on(ears).await,
                    None => hints.again(&connecting).await,
                };
                if let Err(error) = result {
                    tell(&error);
                }
                sleep(PAUSE).await;
            }
        })))
    }

    async fn again(&self, connecting: &Connecting) -> Result<(), Error> {
        let ears = Ears::open(connecting).await?;
        // Whatever was notified meanwhile went by.
        self.changed();
        self.pass_on(ears).await
    }

    /// Passes hints on until the connection ends.
    async fn pass_on(&self, ears: Ears) -> Result<(), Error> {
        let Ears { mut line, ear, mut seen } = ears;
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        look.reset();
        loop {
            // Every arm is cancel-safe: none has begun to ask when another one is taken.
            tokio::select! {
                _ = &mut line.driver => return Err(away("disconnected")),
                () = self.committed.notified() => {
                    said(line.client.batch_execute("NOTIFY broen_journal")).await?;
                    look.reset();
                }
                () = ear.heard.notified() => {
                    self.changed();
                    look.reset();
                }
                _ = look.tick() => {
                    let now = said(standing(&line.client)).await?;
                    if now != seen {
                        seen = now;
                        self.changed();
                    }
                }
            }
        }
    }
}

/// A line that listens, and how the journal stood when it began.
struct Ears {
    line: Line,
    ear: Arc<Ear>,
    seen: (i64, i64, i64),
}

impl Ears {
    async fn open(connecting: &Connecting) -> Result<Self, Error> {
        let ear = Arc::new(Ear::default());
        let line = Line::open(connecting, Arc::clone(&ear)).await?;
        // A notification is no record: it need not wait for the disk.
        said(line.client.batch_execute("SET synchronous_commit = off; LISTEN broen_journal")).await?;
        let seen = said(standing(&line.client)).await?;
        Ok(Self { line, ear, seen })
    }
}

async fn said<T>(asked: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, Error> {
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(away("timeout")),
    }
}

/// Numbers of which one grows with everything that delivery may want to see.
async fn standing(client: &tokio_postgres::Client) -> Result<(i64, i64, i64), tokio_postgres::Error> {
    let row = client
        .query_one(
            "SELECT head, interests_version, (SELECT coalesce(sum(epoch), 0)::bigint FROM holds) FROM state",
            &[],
        )
        .await?;
    Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))
}

impl Listening {
    /// Ends it.
    pub(super) fn stop(&self) {
        self.0.abort();
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.stop();
    }
}
