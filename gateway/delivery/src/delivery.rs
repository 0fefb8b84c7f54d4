//! Delivers entries to one subscriber, at least once and in order.
//!
//! [`Lanes`] decides, [`Delivery`] waits. The journal is the truth; a wake-up is only a hint.

use std::sync::Arc;
use std::time::Duration;

use journal::{Attempt, Hold, Journal, Options, Park, Settlement, SubscriptionId, SubscriptionName};
use telemetry::Clock;
use telemetry::occurrences::delivery::{EntryAcked, EntryNacked, EntryOffered, EntryWithheld, LaneParked};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use crate::WindowSize;
use crate::lanes::{Bounds, LaneKey, Lanes, Nacked, Planned};
use crate::offering::Offering;
use crate::pace::Pace;
use crate::seat::Sitting;
use crate::stream::{Closed, Offered, Report};

/// Reports taken before they are stored together.
const REPORTS_AT_ONCE: usize = 1024;
/// Entries of one offer.
const OFFER_ENTRIES: usize = 256;
/// The longest wait that a subscriber can ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);
/// Bytes of encoded events after which an offer is full.
const OFFER_BYTES: u64 = 1024 * 1024;

/// One open stream.
pub(crate) struct Delivery {
    pub(crate) name: SubscriptionName,
    /// The subscription in metrics.
    pub(crate) label: String,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) offering: Offering,
    pub(crate) sitting: Sitting,
    pub(crate) held: Held,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) reports: mpsc::Receiver<Report>,
    pub(crate) offers: mpsc::Sender<Vec<Offered>>,
    pub(crate) drain: watch::Receiver<bool>,
    pub(crate) changes: watch::Receiver<u64>,
    /// How often the hold is checked while nothing else happens.
    pub(crate) poll: Duration,
}

/// A subscription held under one epoch. A new hold forgets everything of the one before it.
pub(crate) struct Held {
    subscription: SubscriptionId,
    epoch: u64,
    options: Options,
    window: WindowSize,
    lanes: Lanes,
    pace: Pace,
    /// The lanes' times count from here.
    since: Instant,
    /// Attempts begun by a nack and not yet stored.
    attempts: Vec<Attempt>,
    /// Lanes parked and not yet stored.
    parked: Vec<Park>,
    /// Whether something was settled, nacked or parked that the journal does not know.
    unstored: bool,
    /// When the journal was last asked whether the hold is still good.
    confirmed: Instant,
}

impl Held {
    pub(crate) fn new(hold: &Hold, options: Options, window: WindowSize) -> Self {
        let now = Instant::now();
        Self {
            subscription: hold.subscription,
            epoch: hold.epoch,
            options,
            window,
            lanes: Lanes::new(hold, options, window, Bounds::default()),
            pace: Pace::default(),
            since: now,
            attempts: Vec::new(),
            parked: Vec::new(),
            unstored: false,
            confirmed: now,
        }
    }
}

impl Held {
    /// Makes ready what has waited long enough.
    fn wake(&mut self) {
        let now = self.since.elapsed();
        self.lanes.wake(now);
        self.pace.wake(now);
    }

    fn has_offer(&self) -> bool {
        self.pace.room(|number| self.lanes.is_out(number)) > 0 && self.lanes.has_offer()
    }

    fn offer(&mut self) -> Option<Planned> {
        let next = if self.has_offer() { self.lanes.offer()? } else { return None };
        self.pace.sent(next.number);
        Some(next)
    }

    /// The moment after this wait; a wait beyond all time is a day.
    fn after(&self, wait: Duration) -> Duration {
        self.since.elapsed().saturating_add(wait.min(LONGEST_WAIT))
    }
}

impl Delivery {
    /// Delivers until somebody ends it.
    pub(crate) async fn run(mut self) -> Closed {
        loop {
            match self.deliver().await {
                Ok(closed) => return closed,
                Err(journal::Error::Fenced) => match self.again().await {
                    Ok(Some(hold)) => self.held = Held::new(&hold, self.held.options, self.held.window),
                    Ok(None) => return Closed::TakenOver,
                    Err(error) => return Closed::Failed(error.into()),
                },
                Err(error) => return Closed::Failed(error.into()),
            }
        }
    }

    async fn again(&mut self) -> Result<Option<Hold>, journal::Error> {
        self.sitting.again(&*self.journal, &self.name, self.held.epoch).await
    }

    /// Delivers under one hold. `Fenced` means that the hold is gone, or has to be taken again.
    async fn deliver(&mut self) -> Result<Closed, journal::Error> {
        let offers = self.offers.clone();
        self.changes.mark_unchanged();
        loop {
            self.held.wake();
            let next = self.next_time();
            // Every arm is cancel-safe: each awaits one queue or one hint, and takes from it only when ready.
            tokio::select! {
                biased;
                () = self.sitting.sign() => return Err(journal::Error::Fenced),
                () = begun(&mut self.drain) => {
                    self.take_waiting();
                    self.store().await?;
                    return Ok(Closed::ByDrain);
                }
                // Reports before offers: a settled entry frees room and moves the cursor.
                report = self.reports.recv() => match report {
                    Some(report) => {
                        self.take(report);
                        self.take_waiting();
                        self.store().await?;
                    }
                    None => return Ok(Closed::BySubscriber),
                },
                () = offers.closed() => return Ok(Closed::BySubscriber),
                permit = offers.reserve(), if self.held.has_offer() => match permit {
                    Ok(permit) => permit.send(self.offer().await?),
                    Err(_) => return Ok(Closed::BySubscriber),
                },
                () = std::future::ready(()), if self.held.lanes.wants().is_some() => self.read().await?,
                Ok(()) = self.changes.changed() => self.held.lanes.look_again(),
                () = sleep_until(next) => self.poll().await?,
            }
        }
    }

    /// When something is due although nothing comes in.
    fn next_time(&self) -> Instant {
        let check = self.held.confirmed + self.poll;
        let wakes = [self.held.lanes.next_wake(), self.held.pace.next_wake()];
        wakes.into_iter().flatten().fold(check, |next, wake| next.min(self.held.since + wake))
    }

    async fn read(&mut self) -> Result<(), journal::Error> {
        if let Some(read) = self.held.lanes.wants() {
            let page = self.journal.entries_after(self.held.subscription, read.after, read.limit).await?;
            self.held.lanes.take(read, &page);
        }
        Ok(())
    }

    async fn offer(&mut self) -> Result<Vec<Offered>, journal::Error> {
        let (mut planned, mut bytes) = (Vec::new(), 0_u64);
        while planned.len() < OFFER_ENTRIES && bytes < OFFER_BYTES {
            let Some(next) = self.held.offer() else { break };
            bytes = bytes.saturating_add(next.size);
            planned.push(next);
        }
        let hold = (self.held.subscription, self.held.epoch);
        let offered = self.offering.make(hold, &planned, self.clock.now()).await?;
        self.held.confirmed = Instant::now();
        for Offered { entry, attempt, decision } in &offered {
            EntryOffered { subscription: &self.label, number: entry.number, attempts: *attempt }.emit();
            if !decision.permits() {
                let reason = decision.word();
                EntryWithheld { subscription: &self.label, number: entry.number, reason }.emit();
            }
        }
        Ok(offered)
    }

    /// Takes the reports that are there already.
    fn take_waiting(&mut self) {
        for _ in 0..REPORTS_AT_ONCE {
            let Ok(report) = self.reports.try_recv() else { return };
            self.take(report);
        }
    }

    fn take(&mut self, report: Report) {
        match report {
            Report::Ack(numbers) => {
                let acked = numbers.into_iter().filter(|number| self.held.lanes.ack(*number)).count();
                if acked > 0 {
                    self.held.unstored = true;
                    EntryAcked { subscription: &self.label, count: acked as u64 }.emit();
                }
            }
            Report::GoOn => self.held.pace = Pace::Full,
            Report::Later { number, wait } => {
                let due = self.held.after(wait);
                self.held.lanes.later(number, due);
            }
            Report::Pause(wait) => self.held.pace = Pace::Nothing(self.held.after(wait)),
            Report::Refuse { number, reason } => {
                let attempts = self.held.lanes.attempt(number);
                if let Some(lane) = self.held.lanes.refuse(number) {
                    self.park(lane, number, reason);
                    EntryNacked { subscription: &self.label, number, attempts }.emit();
                }
            }
            Report::Nack { number, reason } => {
                let attempts = self.held.lanes.attempt(number);
                match self.held.lanes.nack(number, self.held.since.elapsed()) {
                    Nacked::Unknown => return,
                    // A subscriber that nacks and leaves has used up an attempt all the same.
                    Nacked::Waits { wait: _, attempt } => {
                        self.held.attempts.push(Attempt { number, attempts: attempt });
                        self.held.unstored = true;
                    }
                    Nacked::Parked(lane) => self.park(lane, number, reason),
                }
                EntryNacked { subscription: &self.label, number, attempts }.emit();
            }
        }
    }

    fn park(&mut self, lane: LaneKey, number: u64, reason: String) {
        let reason = if is_reason(&reason) { reason } else { "unspecified".to_owned() };
        self.held.parked.push(Park { lane, number, reason, at: self.clock.now() });
        self.held.unstored = true;
        LaneParked { subscription: &self.label, number }.emit();
    }

    async fn store(&mut self) -> Result<(), journal::Error> {
        if self.held.unstored { self.confirm().await } else { Ok(()) }
    }

    /// Nothing came for a while: the hints may be lost, or the hold.
    async fn poll(&mut self) -> Result<(), journal::Error> {
        if self.held.confirmed + self.poll <= Instant::now() {
            self.held.lanes.look_again();
            self.confirm().await?;
        }
        Ok(())
    }

    /// Stores where the subscription stands, which fails if somebody else holds it.
    async fn confirm(&mut self) -> Result<(), journal::Error> {
        let attempts = std::mem::take(&mut self.held.attempts);
        let parked = std::mem::take(&mut self.held.parked);
        let settlement = Settlement { progress: self.held.lanes.progress(), attempts, parked };
        self.journal.settle(self.held.subscription, self.held.epoch, settlement).await?;
        self.held.unstored = false;
        self.held.confirmed = Instant::now();
        Ok(())
    }
}

/// Waits until the engine drains, or is gone.
async fn begun(drain: &mut watch::Receiver<bool>) {
    let _ = drain.wait_for(|begun| *begun).await;
}

/// Whether a nack's reason is 1 to 63 of `a-z`, `0-9` and `-`.
fn is_reason(word: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&word.len()) && word.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::is_reason;

    #[test]
    fn a_reason_is_a_short_word() {
        assert!(["schema-unknown", "x", "410"].into_iter().all(is_reason));
        assert!(!["", "Ukendt", "1402389992 Karla", "æ", &"x".repeat(64)].into_iter().any(is_reason));
    }
}
