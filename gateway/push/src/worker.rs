//! Posts for one subscription, as its subscriber.
//!
//! Entries are taken from a stream of the engine, each goes its way in a task of its own, and what came of it is reported
//! back. Entries that wait for a receipt are only remembered by their number.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use delivery::{Closed, Engine, Offered, Report, Stream, WindowSize};
use journal::{PushAck, PushHealth, Sending};
use telemetry::occurrences::push::{PushAwaited, PushHeld, PushRecovered};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::Settings;
use crate::clock::Attempt;
use crate::entry::{Outcome, Plan, Room};
use crate::health::{Health, Judgement};
use crate::standing::{DELIVERING, UNWELL};

/// Posts for one subscription.
pub(crate) struct Worker {
    pub(crate) room: Arc<Room>,
    pub(crate) engine: Engine,
    pub(crate) settings: Settings,
    /// What is told of how it goes.
    pub(crate) told: Arc<Mutex<PushHealth>>,
    pub(crate) stop: CancellationToken,
}

/// The wait before a stream is opened again that failed.
const AGAIN: Duration = Duration::from_secs(1);
/// How often entries that wait for a receipt are looked at without a hint.
const LOOK: Duration = Duration::from_secs(1);
/// How soon they are looked at after a hint.
const HINTED: Duration = Duration::from_millis(100);
/// How long requests may go on when the worker is stopped.
const FAREWELL: Duration = Duration::from_secs(3);

impl Worker {
    /// Posts until it is stopped, or somebody else has the subscription.
    pub(crate) async fn run(self) {
        loop {
            let opened = tokio::select! {
                () = self.stop.cancelled() => return,
                opened = self.engine.open(self.room.subscription.name.clone(), self.window()) => opened,
            };
            match opened {
                Ok(stream) => match Session::new(&self).run(stream).await {
                    Some(Closed::Failed(error)) if error.again() => {}
                    Some(_) | None => return,
                },
                Err(error) if error.again() && error != delivery::Error::Draining => {}
                Err(_) => return,
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = sleep(AGAIN) => {}
            }
        }
    }

    /// Twice as many entries as requests, so that the next is there when one is done; more where they wait for receipts.
    fn window(&self) -> WindowSize {
        let requests = self.room.push.requests.max(1);
        let messages = match self.room.push.ack {
            PushAck::OnReceipt => self.settings.awaiting.max(requests),
            PushAck::OnSuccess => requests.saturating_mul(2),
        };
        WindowSize { messages, bytes: self.settings.window }
    }
}

/// Work over one stream.
struct Session<'a> {
    worker: &'a Worker,
    health: Arc<Mutex<Health>>,
    permits: Arc<Semaphore>,
    since: Instant,
    tasks: JoinSet<Done>,
    /// Entries that wait for a receipt, by their number.
    waiting: HashMap<u64, Attempt>,
    /// Whether somebody is looking at those already.
    is_looking: bool,
}

/// What a task has done.
enum Done {
    /// It has looked at what waits for a receipt: what is not to wait any longer.
    Looked(Vec<Finished>),
    /// An entry has gone its way.
    Went(Finished),
}

/// An entry that has gone its way.
struct Finished {
    attempt: Attempt,
    /// Whether a receiver was asked.
    was_asked: bool,
    wave: u64,
    outcome: Outcome,
}

impl<'a> Session<'a> {
    fn new(worker: &'a Worker) -> Self {
        let options = &worker.room.subscription.options;
        Self {
            health: Arc::new(Mutex::new(Health::new(options, worker.settings.longest_hold))),
            permits: Arc::new(Semaphore::new(worker.room.push.requests.max(1) as usize)),
            since: Instant::now(),
            tasks: JoinSet::new(),
            waiting: HashMap::new(),
            is_looking: false,
            worker,
        }
    }

    /// Works until the stream ends, and says why; `None` if the worker was stopped, or its reports are not taken any more.
    async fn run(mut self, stream: Stream) -> Option<Closed> {
        let Stream { reports, mut offers, closed } = stream;
        let mut changes = self.worker.room.journal.changes();
        let mut next_look = Instant::now() + LOOK;
        loop {
            tokio::select! {
                biased;
                () = self.worker.stop.cancelled() => break,
                Some(done) = self.tasks.join_next() => {
                    // A task that broke is a defect; its entry is offered again with the next stream.
                    let Ok(done) = done else { return None };
                    self.done(done, &reports).await?;
                }
                offered = offers.recv() => match offered {
                    Some(offered) => offered.into_iter().for_each(|offered| self.begin(offered)),
                    None => return closed.await.ok(),
                },
                () = tokio::time::sleep_until(next_look), if !self.waiting.is_empty() => {
                    next_look = Instant::now() + LOOK;
                    self.look();
                }
                Ok(()) = changes.changed(), if !self.waiting.is_empty() => {
                    next_look = next_look.min(Instant::now() + HINTED);
                }
            }
        }
        self.farewell(&reports).await;
        None
    }

    /// Lets requests that are under way end, so that what was taken is not posted twice.
    async fn farewell(&mut self, reports: &mpsc::Sender<Report>) {
        self.permits.close();
        let ending = async {
            while let Some(done) = self.tasks.join_next().await {
                let Ok(done) = done else { continue };
                if self.done(done, reports).await.is_none() {
                    return;
                }
            }
        };
        // What has not ended by then is offered again.
        let _ = tokio::time::timeout(FAREWELL, ending).await;
    }

    fn begin(&mut self, offered: Offered) {
        let (room, permits, health) =
            (Arc::clone(&self.worker.room), Arc::clone(&self.permits), Arc::clone(&self.health));
        let since = self.since;
        self.tasks.spawn(async move { Done::Went(go(&room, &permits, &health, since, offered).await) });
    }

    /// Asks again about the entries that wait for a receipt.
    fn look(&mut self) {
        if std::mem::replace(&mut self.is_looking, true) {
            return;
        }
        let (room, waiting) = (Arc::clone(&self.worker.room), self.waiting.clone());
        self.tasks.spawn(async move { Done::Looked(looked(&room, &waiting).await) });
    }

    async fn done(&mut self, done: Done, reports: &mpsc::Sender<Report>) -> Option<()> {
        match done {
            Done::Went(finished) => self.finish(finished, reports).await,
            Done::Looked(finished) => {
                self.is_looking = false;
                for finished in finished {
                    // It may have gone on meanwhile.
                    if self.waiting.get(&finished.attempt.number) == Some(&finished.attempt) {
                        self.finish(finished, reports).await?;
                    }
                }
                Some(())
            }
        }
    }

    /// Reports what came of an entry. `None` if nobody listens.
    async fn finish(&mut self, finished: Finished, reports: &mpsc::Sender<Report>) -> Option<()> {
        let Finished { attempt, was_asked, wave, outcome } = finished;
        let number = attempt.number;
        self.waiting.remove(&number);
        let is_taken = matches!(outcome, Outcome::Ack | Outcome::Wait | Outcome::Nack(_) | Outcome::Later(_));
        if was_asked && is_taken && self.lock().taken(number) {
            PushRecovered { subscription: &self.worker.room.label }.emit();
            reports.send(Report::GoOn).await.ok()?;
        }
        let report = match outcome {
            Outcome::Ack => Some(Report::Ack(vec![number])),
            Outcome::Failed => return None,
            Outcome::Later(wait) => Some(Report::Later { number, wait }),
            Outcome::Nack(reason) => Some(Report::Nack { number, reason }),
            Outcome::Refuse(reason) => Some(Report::Refuse { number, reason }),
            Outcome::Stumbled(meaning, word) => {
                let judgement = self.lock().failed(number, wave, &meaning, self.since.elapsed());
                self.judged(number, judgement, word, reports).await?
            }
            Outcome::Wait => {
                self.waiting.insert(number, attempt);
                None
            }
        };
        self.tell(was_asked && is_taken);
        match report {
            Some(report) => reports.send(report).await.ok(),
            None => Some(()),
        }
    }

    async fn judged(
        &self,
        number: u64,
        judgement: Judgement,
        reason: String,
        reports: &mpsc::Sender<Report>,
    ) -> Option<Option<Report>> {
        let Judgement::Receiver { hold, wait } = judgement else {
            return Some(Some(Report::Nack { number, reason }));
        };
        if let Some(hold) = hold {
            let failures = self.lock().failures();
            PushHeld { subscription: &self.worker.room.label, reason: &reason, failures, wait: hold }.emit();
            reports.send(Report::Pause(hold)).await.ok()?;
            let mut told = self.worker.told.lock().unwrap_or_else(PoisonError::into_inner);
            told.reason = reason;
        }
        Some(Some(Report::Later { number, wait }))
    }

    /// Brings up to date what others see.
    fn tell(&self, was_taken: bool) {
        let is_well = self.lock().failures() == 0;
        let now = self.worker.room.clock.now();
        let mut told = self.worker.told.lock().unwrap_or_else(PoisonError::into_inner);
        let state = if is_well { DELIVERING } else { UNWELL };
        if told.state != state {
            told.state = state.to_owned();
            told.since = now;
        }
        if is_well {
            told.reason.clear();
        }
        if was_taken {
            told.taken_at = Some(now);
        }
        let entries = self.waiting.len() as u64;
        if told.awaiting != entries {
            told.awaiting = entries;
            PushAwaited { subscription: &self.worker.room.label, entries }.emit();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The way of one entry, within the requests that are allowed at once.
async fn go(room: &Room, permits: &Semaphore, health: &Mutex<Health>, since: Instant, offered: Offered) -> Finished {
    let attempt = room.attempt(&offered);
    let finished = |was_asked, wave, outcome| Finished { attempt, was_asked, wave, outcome };
    let Ok(_permit) = permits.acquire().await else {
        return finished(false, 0, Outcome::Later(Duration::ZERO));
    };
    let (wave, held) = {
        let health = health.lock().unwrap_or_else(PoisonError::into_inner);
        (health.wave(), health.held(since.elapsed()))
    };
    if !held.is_zero() {
        // It was offered before others found the receiver unwell.
        return finished(false, wave, Outcome::Later(held));
    }
    let sent = match room.plan(&attempt).await {
        Ok(Plan::Done(outcome)) => return finished(false, wave, outcome),
        Ok(Plan::Send(resend)) => room.send(offered, &attempt, resend).await,
        Err(error) => Err(error),
    };
    // Nothing is known to be wrong with the receiver while the journal is.
    let (outcome, was_asked) = sent.unwrap_or((Outcome::Failed, false));
    finished(was_asked, wave, outcome)
}

/// What of these entries does not wait for a receipt any longer. If the journal cannot be asked, all wait on.
async fn looked(room: &Room, waiting: &HashMap<u64, Attempt>) -> Vec<Finished> {
    let numbers: Vec<u64> = waiting.keys().copied().collect();
    let Ok(sendings) = room.journal.sendings(room.subscription.id, &numbers).await else { return Vec::new() };
    let mut of_entries: HashMap<u64, Vec<Sending>> = HashMap::new();
    for sending in sendings {
        of_entries.entry(sending.sent.number).or_default().push(sending);
    }
    let finished = |(&number, &attempt): (&u64, &Attempt)| {
        let sendings = of_entries.get(&number).map(Vec::as_slice).unwrap_or_default();
        let outcome = match room.plan_by(sendings, &attempt) {
            Plan::Done(Outcome::Wait) => return None,
            Plan::Done(outcome) => outcome,
            // It is sent again when it is offered again, with what it may say then.
            Plan::Send(_) => Outcome::Later(Duration::ZERO),
        };
        Some(Finished { attempt, was_asked: false, wave: 0, outcome })
    };
    waiting.iter().filter_map(finished).collect()
}
