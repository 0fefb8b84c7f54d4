//! Decides what is offered next: one outstanding entry per lane, within the window, lowest number first.
//!
//! No async and no clock: times are handed in, as time since the stream was opened. What has to be read is said by
//! [`Lanes::wants`]; how heads are kept in bounded memory stands in `read_ahead`.

#[cfg(test)]
mod model;
mod read_ahead;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::time::Duration;

use journal::{Hold, Options, Progress};

use crate::settled::Settled;
use crate::window::{Window, WindowSize};

/// The key of a lane.
pub(crate) type LaneKey = [u8; 32];

/// How much is remembered of what has been read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Heads read at a time.
    pub(crate) page: usize,
    /// Heads kept per lane; later ones are read again when the lane gets to them.
    pub(crate) per_lane: usize,
    /// Lanes that may wait for their back-off before reading stops: a subscriber that cannot take this many different
    /// patients' entries has a trouble of its own, and more attempts would only park more lanes.
    pub(crate) waiting: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { page: 512, per_lane: 8, waiting: 8192 }
    }
}

/// The lanes of one held subscription.
#[derive(Debug)]
pub(crate) struct Lanes {
    bounds: Bounds,
    options: Options,
    window: Window,
    settled: Settled,
    /// Lanes with at least one entry that was read and is not settled, and is not parked.
    lanes: HashMap<LaneKey, Lane>,
    /// Lanes whose first entry may go out, by its number.
    ready: BTreeMap<u64, LaneKey>,
    /// Entries at the subscriber.
    out: HashMap<u64, Outstanding>,
    /// Lanes whose first entry was nacked, by the end of the wait.
    waiting: BTreeSet<(Duration, LaneKey)>,
    /// Lanes that have nothing left in memory, by the number after which they have to be read again.
    hungry: BTreeSet<(u64, LaneKey)>,
    parked: HashSet<LaneKey>,
    /// The attempts that entries are in which were offered and are not settled; every nack begins another.
    attempts: HashMap<u64, u32>,
    /// Every entry up to here was read: it is settled, in a parked lane, in `lanes`, or known to be unread there.
    frontier: u64,
    /// The last page ended before it was full.
    at_end: bool,
}

#[derive(Debug, Default)]
struct Lane {
    /// Unsettled entries in order; the first is ready, out or waiting.
    kept: VecDeque<Head>,
    /// Entries of this lane after this number may be unread, although the frontier is further; `None` if there are none.
    unread_after: Option<u64>,
}

#[derive(Debug, Clone, Copy)]
struct Head {
    number: u64,
    size: u64,
}

#[derive(Debug)]
struct Outstanding {
    lane: LaneKey,
    size: u64,
}

/// An entry to send, with the attempt it is in: 1 until it is nacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Planned {
    pub(crate) number: u64,
    pub(crate) size: u64,
    pub(crate) attempt: u32,
}

/// What a nack led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nacked {
    /// It was the nack of the last attempt: the lane is set aside.
    Parked(LaneKey),
    /// The entry is not outstanding: nothing happened.
    Unknown,
    /// The entry is offered again after this wait, in this attempt.
    Waits { wait: Duration, attempt: u32 },
}

impl Lanes {
    /// Begins where the hold stands.
    pub(crate) fn new(hold: &Hold, options: Options, window: WindowSize, bounds: Bounds) -> Self {
        let settled = Settled::new(&hold.progress);
        Self {
            bounds,
            options,
            window: Window::new(window),
            frontier: settled.reach(0),
            settled,
            lanes: HashMap::new(),
            ready: BTreeMap::new(),
            out: HashMap::new(),
            waiting: BTreeSet::new(),
            hungry: BTreeSet::new(),
            parked: hold.parked.iter().map(|parked| parked.lane).collect(),
            attempts: hold.attempts.iter().map(|attempt| (attempt.number, attempt.attempts)).collect(),
            at_end: false,
        }
    }

    /// Whether [`Lanes::offer`] would give an entry.
    pub(crate) fn has_offer(&self) -> bool {
        self.first_ready().is_some_and(|(_, head)| self.window.has_room(head.size))
    }

    /// The next entry to send, if there is one and the window has room for it. It is outstanding from now on.
    pub(crate) fn offer(&mut self) -> Option<Planned> {
        let (lane, Head { number, size }) = self.first_ready()?;
        if !self.window.has_room(size) {
            return None;
        }
        self.ready.remove(&number);
        self.window.open(size);
        self.out.insert(number, Outstanding { lane, size });
        let attempt = *self.attempts.entry(number).or_insert(1);
        Some(Planned { number, size, attempt })
    }

    /// Settles an outstanding entry; says whether it was one.
    pub(crate) fn ack(&mut self, number: u64) -> bool {
        let Some(Outstanding { lane: key, size }) = self.out.remove(&number) else { return false };
        self.window.close(size);
        self.settled.settle(number);
        self.attempts.remove(&number);
        if let Some(lane) = self.lanes.get_mut(&key) {
            lane.kept.pop_front();
            self.go_on(key);
        }
        true
    }

    /// Takes an outstanding entry back, to offer it later or to park its lane.
    pub(crate) fn nack(&mut self, number: u64, now: Duration) -> Nacked {
        let Some(Outstanding { lane: key, size }) = self.out.remove(&number) else { return Nacked::Unknown };
        self.window.close(size);
        let failed = self.attempt(number);
        if failed >= self.options.max_attempts {
            self.park(number, key);
            return Nacked::Parked(key);
        }
        let attempt = failed.saturating_add(1);
        self.attempts.insert(number, attempt);
        let wait = back_off(&self.options, failed);
        self.waiting.insert((now.saturating_add(wait), key));
        Nacked::Waits { wait, attempt }
    }

    /// Takes an outstanding entry back, to offer it later in the same attempt; says whether it was one.
    pub(crate) fn later(&mut self, number: u64, due: Duration) -> bool {
        let Some(Outstanding { lane: key, size }) = self.out.remove(&number) else { return false };
        self.window.close(size);
        self.waiting.insert((due, key));
        true
    }

    /// Sets the lane of an outstanding entry aside, if it is one.
    pub(crate) fn refuse(&mut self, number: u64) -> Option<LaneKey> {
        let Outstanding { lane: key, size } = self.out.remove(&number)?;
        self.window.close(size);
        self.park(number, key);
        Some(key)
    }

    fn park(&mut self, number: u64, key: LaneKey) {
        self.attempts.remove(&number);
        self.lanes.remove(&key);
        self.parked.insert(key);
    }

    /// Whether the entry is at the subscriber.
    pub(crate) fn is_out(&self, number: u64) -> bool {
        self.out.contains_key(&number)
    }

    /// Makes ready what has waited long enough.
    pub(crate) fn wake(&mut self, now: Duration) {
        while let Some(&(due, key)) = self.waiting.first() {
            if now < due {
                break;
            }
            self.waiting.pop_first();
            self.go_on(key);
        }
    }

    /// When [`Lanes::wake`] has something to do.
    pub(crate) fn next_wake(&self) -> Option<Duration> {
        self.waiting.first().map(|&(due, _)| due)
    }

    /// The attempt that an entry is in.
    pub(crate) fn attempt(&self, number: u64) -> u32 {
        self.attempts.get(&number).copied().unwrap_or(1)
    }

    /// What is settled.
    pub(crate) fn progress(&self) -> Progress {
        self.settled.progress()
    }

    fn first_ready(&self) -> Option<(LaneKey, Head)> {
        let (_, key) = self.ready.first_key_value()?;
        let head = self.lanes.get(key)?.kept.front()?;
        Some((*key, *head))
    }

    /// The lane has no entry out and does not wait: its first entry is ready, or has to be read, or there is none.
    fn go_on(&mut self, key: LaneKey) {
        let Some(lane) = self.lanes.get(&key) else { return };
        match (lane.kept.front(), lane.unread_after) {
            (Some(head), _) => {
                self.ready.insert(head.number, key);
            }
            (None, Some(after)) => {
                self.hungry.insert((after, key));
            }
            (None, None) => {
                self.lanes.remove(&key);
            }
        }
    }
}

/// The wait after this many nacks: doubles from the shortest to the longest.
fn back_off(options: &Options, nacks: u32) -> Duration {
    let doubled = 1_u32.checked_shl(nacks.saturating_sub(1)).unwrap_or(u32::MAX);
    options.min_backoff.saturating_mul(doubled).min(options.max_backoff)
}
