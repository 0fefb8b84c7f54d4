//! Emptying the spool: many patients at once, and the documents of one patient in the order in which they came.

use std::collections::VecDeque;
use std::pin::Pin;
use std::time::Duration;

use telemetry::occurrences::intake::{DocumentSpooled, SpoolOutcome};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::answered::Answered;
use super::handle::Spool;
use super::head::Head;
use super::shelf::Number;
use crate::document::LARGE;
use crate::publish::Unavailable;
use crate::receive::Intake;
use crate::translate::rest;

/// Documents under way at once.
const WINDOW: usize = 64;
/// The first wait after a failure.
const FIRST: Duration = Duration::from_millis(100);
/// The longest one.
const LONGEST: Duration = Duration::from_secs(5);

/// A wish to stop.
type Stop<'a> = Pin<&'a mut (dyn Future<Output = ()> + Send)>;

/// Hands the documents of the intake's spool to it again whenever `ready` says that letters can be published, until
/// `stop` is ready and what is under way is settled. Without a spool there is nothing to do until then.
pub async fn drain(intake: Intake, mut ready: watch::Receiver<bool>, stop: impl Future<Output = ()> + Send) {
    let mut stop = std::pin::pin!(stop);
    let Some(spool) = intake.spool().cloned() else { return stop.await };
    let (mut level, mut pause) = (spool.level(), FIRST);
    loop {
        let called = async {
            level.wait_for(|level| level.documents > 0).await.is_ok() && ready.wait_for(|ready| *ready).await.is_ok()
        };
        tokio::select! {
            biased;
            () = stop.as_mut() => return,
            is_called = called => if !is_called { return stop.await },
        }
        let ended = Round::new(&intake, &spool).run(stop.as_mut()).await;
        if ended.is_stopped {
            return;
        }
        if ended.settled > 0 {
            pause = FIRST;
        }
        if ended.settled > 0 && !ended.is_failed {
            continue;
        }
        tokio::select! {
            biased;
            () = stop.as_mut() => return,
            () = tokio::time::sleep(pause) => {}
        }
        pause = (pause * 2).min(LONGEST);
    }
}

/// How a round ended.
#[derive(Debug, Clone, Copy, Default)]
struct Ended {
    settled: usize,
    is_failed: bool,
    is_stopped: bool,
}

/// One way through the spool, from the oldest document to the newest.
struct Round {
    intake: Intake,
    spool: Spool,
    /// Documents up to here have been seen: what stood behind another one is called when that is settled.
    through: Number,
    free: VecDeque<(Number, Head)>,
    under_way: JoinSet<Result<Vec<(Number, Head)>, Unavailable>>,
    ended: Ended,
}

impl Round {
    fn new(intake: &Intake, spool: &Spool) -> Self {
        Self {
            intake: intake.clone(),
            spool: spool.clone(),
            through: 0,
            free: VecDeque::new(),
            under_way: JoinSet::new(),
            ended: Ended::default(),
        }
    }

    /// Ends when nothing is left, or when something failed or is to stop and what was under way has been settled.
    async fn run(mut self, mut stop: Stop<'_>) -> Ended {
        loop {
            if !self.ended.is_failed && !self.ended.is_stopped {
                self.fill().await;
            }
            let settled = tokio::select! {
                biased;
                () = stop.as_mut(), if !self.ended.is_stopped => {
                    self.ended.is_stopped = true;
                    continue;
                }
                settled = self.under_way.join_next() => settled,
            };
            match settled {
                None => return self.ended,
                Some(Ok(Ok(free))) => {
                    self.ended.settled += 1;
                    // Those that were not seen yet will be.
                    self.free.extend(free.into_iter().filter(|(number, _)| *number <= self.through));
                }
                // What broke is tried again like what failed.
                Some(Ok(Err(_)) | Err(_)) => self.ended.is_failed = true,
            }
        }
    }

    /// Takes on what nothing stands before.
    async fn fill(&mut self) {
        while self.under_way.len() < WINDOW {
            if self.free.is_empty() {
                match self.spool.page(self.through, WINDOW).await {
                    Ok(page) => {
                        self.through = page.through;
                        self.free.extend(page.found);
                        if self.free.is_empty() && page.is_last {
                            return;
                        }
                    }
                    Err(_) => {
                        self.ended.is_failed = true;
                        return;
                    }
                }
            }
            if let Some((number, head)) = self.free.pop_front() {
                self.under_way.spawn(settle(self.intake.clone(), self.spool.clone(), number, head));
            }
        }
    }
}

/// Has a document received again, and replaces it by its answer.
async fn settle(intake: Intake, spool: Spool, number: Number, head: Head) -> Result<Vec<(Number, Head)>, Unavailable> {
    let Head { id: _, organisation, channel, at: _, bytes, lanes: _, request } = head;
    let settling = async {
        let _room = intake.room(bytes).await?;
        let begun = if bytes > LARGE as u64 { Some(intake.incoming()?) } else { None };
        let document = spool.content(number, begun).await??;
        let reception = intake.receive_kept(&organisation, channel, document, rest::Request::parse(&request)).await?;
        Ok(spool.settle(number, Answered::from(reception), intake.now()).await?)
    };
    let settled = settling.await;
    let outcome = if settled.is_ok() { SpoolOutcome::Settled } else { SpoolOutcome::Postponed };
    DocumentSpooled { outcome, bytes }.emit();
    settled
}
