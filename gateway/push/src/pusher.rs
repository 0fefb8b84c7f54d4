//! Which subscriptions this process posts for: it takes turns with the pushers of other gateways, and has a worker for
//! each of its own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use blobs::Store;
use delivery::Engine;
use exchange::{Receipts, Replies};
use journal::{Error, Journal, Push, PushDuty, PushHealth, PushTurn, Pusher as Name, SubscriptionId, SubscriptionRow};
use telemetry::Clock;
use telemetry::occurrences::push::{PushLookFailed, PushTurnChanged};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::client::Client;
use crate::entry::Room;
use crate::files::Files;
use crate::lease::Lease;
use crate::receipts::Postman;
use crate::standing::{DELIVERING, NOT_ALLOWED, PAUSED};
use crate::worker::Worker;
use crate::{Endpoint, Settings};

/// What a pusher works with.
pub struct Parts {
    /// Where subscriptions, turns and postings are.
    pub journal: Arc<dyn Journal>,
    /// Delivers subscriptions.
    pub engine: Engine,
    /// Takes the receipts of receivers.
    pub receipts: Receipts,
    /// Writes those of senders.
    pub replies: Replies,
    /// Has the large files of events.
    pub blobs: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// 128 random bits that no other process has.
    pub name: Name,
    /// Limits.
    pub settings: Settings,
}

/// Posts entries to receivers.
pub struct Pusher {
    parts: Parts,
    workers: HashMap<SubscriptionId, Working>,
    lease: Arc<Lease>,
    /// The turns of others, and since when their beat stands still.
    seen: HashMap<SubscriptionId, (PushTurn, Instant)>,
}

/// A subscription that this process posts for.
struct Working {
    row: SubscriptionRow,
    told: Arc<Mutex<PushHealth>>,
    stop: CancellationToken,
    /// `None` where nothing is to be posted for now.
    task: Option<AbortOnDropHandle<()>>,
}

/// How long workers may take to end.
const FAREWELL: Duration = Duration::from_secs(4);

impl Pusher {
    /// A pusher that has taken no turn yet.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let lease = Arc::new(Lease::new(parts.settings.patience));
        Self { parts, workers: HashMap::new(), lease, seen: HashMap::new() }
    }

    /// Posts until `stop` is ready; then lets requests end, and gives up its turns.
    pub async fn run(mut self, stop: impl Future<Output = ()> + Send) {
        let mut stop = std::pin::pin!(stop);
        loop {
            if let Err(error) = self.look().await {
                PushLookFailed { reason: error.code() }.emit();
            }
            tokio::select! {
                biased;
                () = stop.as_mut() => break,
                () = sleep(self.parts.settings.every) => {}
            }
        }
        let workers: Vec<_> = self.workers.drain().collect();
        for (_, working) in &workers {
            working.stop.cancel();
        }
        let ending = async {
            for (_, working) in workers {
                working.end().await;
            }
        };
        let _ = tokio::time::timeout(FAREWELL, ending).await;
        // If the journal cannot be told, others find out by the beat.
        let _ = self.parts.journal.leave_pushes(self.parts.name).await;
    }

    async fn look(&mut self) -> Result<(), Error> {
        let duties = self.parts.journal.pushes().await?;
        let gone: Vec<_> = self.workers.keys().copied().filter(|id| !is_among(*id, &duties)).collect();
        for id in gone {
            self.end(id).await;
        }
        self.seen.retain(|id, _| is_among(*id, &duties));
        for PushDuty { subscription, turn } in duties {
            let is_mine = turn.pusher == Some(self.parts.name) || self.takes(subscription.id, turn).await?;
            match self.workers.get(&subscription.id) {
                Some(working) if is_mine && working.does(&subscription) => {}
                _ => {
                    self.end(subscription.id).await;
                    if is_mine {
                        self.begin(subscription);
                    }
                }
            }
        }
        self.beat().await
    }

    /// Takes the turn of a pusher that is gone.
    async fn takes(&mut self, subscription: SubscriptionId, turn: PushTurn) -> Result<bool, Error> {
        let now = Instant::now();
        let (seen, since) = self.seen.entry(subscription).or_insert((turn, now));
        if *seen != turn {
            (*seen, *since) = (turn, now);
        }
        if turn.pusher.is_some() && since.elapsed() < self.parts.settings.patience {
            return Ok(false);
        }
        let taken = self.parts.journal.take_push(subscription, self.parts.name, turn).await?;
        if taken {
            self.seen.remove(&subscription);
        }
        Ok(taken)
    }

    async fn beat(&mut self) -> Result<(), Error> {
        let told = |working: &Working| working.told.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let health: Vec<_> = self.workers.iter().map(|(id, working)| (*id, told(working))).collect();
        if health.is_empty() {
            return Ok(());
        }
        let begun = Instant::now();
        let kept = self.parts.journal.keep_pushes(self.parts.name, health).await?;
        let lost: Vec<_> = self.workers.keys().copied().filter(|id| !kept.contains(id)).collect();
        for id in lost {
            self.end(id).await;
        }
        // Only now, so that nothing is posted for what was lost.
        self.lease.keep(begun);
        Ok(())
    }

    fn begin(&mut self, row: SubscriptionRow) {
        let Some(push) = row.push.clone() else { return };
        let label = format!("{}/{}", row.name.organisation, row.name.name);
        PushTurnChanged { subscription: &label, is_mine: true }.emit();
        let allowed = Endpoint::parse(&push.endpoint).filter(|endpoint| self.parts.settings.hosts.allows(endpoint));
        let state = match (&allowed, push.paused) {
            (None, _) => NOT_ALLOWED,
            (Some(_), true) => PAUSED,
            (Some(_), false) => DELIVERING,
        };
        let (state, since) = (state.to_owned(), self.parts.clock.now());
        let told = PushHealth { state, reason: String::new(), since, taken_at: None, awaiting: 0 };
        let (told, stop) = (Arc::new(Mutex::new(told)), CancellationToken::new());
        let task = allowed.filter(|_| !push.paused).map(|endpoint| {
            let postman = push.receipts.then(|| self.postman(&row, &push, &label, endpoint.clone(), &stop));
            let room = Arc::new(self.room(row.clone(), push, label, endpoint));
            let (engine, settings) = (self.parts.engine.clone(), self.parts.settings.clone());
            let worker = Worker { room, engine, settings, told: Arc::clone(&told), stop: stop.clone() };
            AbortOnDropHandle::new(tokio::spawn(async move {
                tokio::select! {
                    () = worker.run() => {}
                    () = post_receipts(postman) => {}
                }
            }))
        });
        self.workers.insert(row.id, Working { row, told, stop, task });
    }

    fn postman(
        &self,
        row: &SubscriptionRow,
        push: &Push,
        label: &str,
        endpoint: Endpoint,
        stop: &CancellationToken,
    ) -> Postman {
        let Parts { replies, clock, settings, .. } = &self.parts;
        Postman {
            subscription: row.clone(),
            label: label.to_owned(),
            client: Client::new(endpoint, push.answer_time, settings, Arc::clone(clock)),
            replies: replies.clone(),
            lease: Arc::clone(&self.lease),
            longest: settings.longest_hold,
            stop: stop.clone(),
        }
    }

    fn room(&self, subscription: SubscriptionRow, push: Push, label: String, endpoint: Endpoint) -> Room {
        let Parts { journal, receipts, blobs, clock, settings, .. } = &self.parts;
        let client = Client::new(endpoint, push.answer_time, settings, Arc::clone(clock));
        Room {
            subscription,
            push,
            label,
            client,
            journal: Arc::clone(journal),
            receipts: receipts.clone(),
            conversion: receipts.conversion(settings.conversion.clone()),
            files: Files::new(blobs.clone(), settings.files),
            lease: Arc::clone(&self.lease),
            clock: Arc::clone(clock),
            longest_answer: settings.answer,
            converted_receipt_time: settings.converted_receipt_time,
        }
    }

    async fn end(&mut self, id: SubscriptionId) {
        let Some(working) = self.workers.remove(&id) else { return };
        working.stop.cancel();
        let name = &working.row.name;
        let label = format!("{}/{}", name.organisation, name.name);
        PushTurnChanged { subscription: &label, is_mine: false }.emit();
        // Others are not held up by requests that end slowly: a newer stream takes the place of this one.
        tokio::spawn(working.end());
    }
}

impl Working {
    /// Whether it does what the subscription asks for. A worker that has ended does nothing: its stream was taken over, or
    /// broke.
    fn does(&self, row: &SubscriptionRow) -> bool {
        let is_same = self.row.push == row.push && self.row.options == row.options;
        is_same && self.task.as_ref().is_none_or(|task| !task.is_finished())
    }

    async fn end(self) {
        if let Some(task) = self.task {
            // Whether it broke makes no difference to what is left of it.
            let _ = task.await;
        }
    }
}

/// Never ends by itself: the work is over when the worker's is.
async fn post_receipts(postman: Option<Postman>) {
    if let Some(postman) = postman {
        postman.run().await;
    }
    std::future::pending().await
}

fn is_among(id: SubscriptionId, duties: &[PushDuty]) -> bool {
    duties.iter().any(|duty| duty.subscription.id == id)
}
