//! A connection for publishing, from the first handshake to its end.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use lapin::Event;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::outlet::{Findings, Job, Outlet};
use crate::topology::Topology;
use crate::trouble::Trouble;

/// How often the state of a quiet connection is looked at, beside its events.
const LOOK: Duration = Duration::from_millis(250);
/// The longest wait for a check of the topology, and for saying goodbye.
const ANSWER: Duration = Duration::from_secs(5);

/// Where to hand messages to: one line for exchanges, one for queues. So a reply that nobody takes does not hold events up.
#[derive(Clone)]
pub(crate) struct Outlets {
    exchanges: mpsc::Sender<Job>,
    queues: mpsc::Sender<Job>,
}

/// A connection on which everything is in place.
pub(crate) struct Session {
    connection: Arc<lapin::Connection>,
    outlets: Outlets,
    /// Ended with the session.
    running: JoinSet<()>,
}

impl Outlets {
    /// # Errors
    /// Gives the job back if the line is over.
    pub(crate) async fn take(&self, job: Job) -> Result<(), Job> {
        let line = if job.message.exchange.as_str().is_empty() { &self.queues } else { &self.exchanges };
        line.send(job).await.map_err(|back| back.0)
    }
}

impl Session {
    /// Opens the lines of a fresh connection.
    pub(crate) async fn begin(connection: lapin::Connection, findings: &Arc<Findings>) -> Result<Self, Trouble> {
        let connection = Arc::new(connection);
        let (exchanges, events) = mpsc::channel(1);
        let (queues, others) = mpsc::channel(1);
        let mut running = JoinSet::new();
        for jobs in [events, others] {
            running.spawn(Outlet::open(Arc::clone(&connection), jobs, Arc::clone(findings)).await?.run());
        }
        Ok(Self { connection, outlets: Outlets { exchanges, queues }, running })
    }

    pub(crate) fn outlets(&self) -> Outlets {
        self.outlets.clone()
    }

    /// Tells what happens, until it is over.
    pub(crate) async fn watch(
        &mut self,
        topology: &Topology,
        findings: &Findings,
        mut tell: impl FnMut(bool),
    ) -> Trouble {
        let mut events = std::pin::pin!(self.connection.events_listener());
        let mut look = tokio::time::interval(LOOK);
        let (mut blocked, mut said) = (false, Trouble::unreachable("the connection was lost"));
        loop {
            tokio::select! {
                event = events.next() => if let Some(Event::Error(error)) = event {
                    // Of the connection, or of a channel; that is seen below.
                    said = error.into();
                },
                _ = look.tick() => {}
                _ = self.running.join_next() => return Trouble::unreachable("a channel was lost"),
                () = findings.unroutable.notified() => {
                    // What is missing is made anew, and what is wrong is said.
                    let placing = timeout(ANSWER, topology.put_in_place(&self.connection)).await;
                    if let Err(trouble) = placing.unwrap_or_else(|_| Err(Trouble::unreachable("it does not answer"))) {
                        return trouble;
                    }
                }
            }
            let status = self.connection.status();
            if !status.connected() {
                return said;
            }
            if status.blocked() != blocked {
                blocked = !blocked;
                tell(blocked);
            }
        }
    }

    /// Says goodbye.
    pub(crate) async fn end(mut self) {
        self.running.shutdown().await;
        // A connection that does not answer ends as well.
        let _ = timeout(ANSWER, self.connection.close(200, "OK".into())).await;
    }
}
