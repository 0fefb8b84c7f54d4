//! What senders and subscribers count while they go on, for whoever waits for progress.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

/// The counts so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    /// Positive receipts, by adapter.
    pub(crate) receipts: BTreeMap<usize, u64>,
    /// Answers "accepted for processing", by adapter.
    pub(crate) kept: BTreeMap<usize, u64>,
    /// Answers "not now", by adapter.
    pub(crate) postponed: BTreeMap<usize, u64>,
    /// Letters that an adapter has answered for: with a receipt, or with the word that it keeps them.
    pub(crate) handed_over: u64,
    /// Entries that every subscription is owed.
    pub(crate) owed: BTreeMap<&'static str, u64>,
    /// Entries that were acked, each once, by subscription.
    pub(crate) acked: BTreeMap<&'static str, u64>,
    /// What a peer saw that must never be, in words.
    pub(crate) complaints: Vec<String>,
}

/// The longest times without progress.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Stalls {
    /// Without any receipt.
    pub(crate) receipts: Duration,
    /// Without any entry that is new.
    pub(crate) entries: Duration,
}

/// Counts that many peers add to.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    state: Arc<Mutex<State>>,
    changes: watch::Sender<()>,
}

#[derive(Debug)]
struct State {
    counts: Counts,
    stalls: Stalls,
    begun: HashMap<String, Instant>,
    /// From the beginning of a letter's handing over to its ack, by subscription.
    latencies: BTreeMap<&'static str, Vec<Duration>>,
    last_receipt: Instant,
    last_entry: Instant,
    /// The whole times, which taking the stalls does not cut: when it was last, and the longest.
    whole: Whole,
}

#[derive(Debug)]
struct Whole {
    receipt: Instant,
    entry: Instant,
    longest: Stalls,
}

impl Counts {
    /// Receipts of one adapter.
    pub(crate) fn receipts_of(&self, adapter: usize) -> u64 {
        self.receipts.get(&adapter).copied().unwrap_or_default()
    }

    /// Acked entries of one subscription.
    pub(crate) fn acked_in(&self, subscription: &str) -> u64 {
        self.acked.get(subscription).copied().unwrap_or_default()
    }

    /// Letters with a receipt.
    pub(crate) fn letters(&self) -> u64 {
        self.receipts.values().sum()
    }

    /// Acked entries of every subscription.
    pub(crate) fn entries(&self) -> u64 {
        self.acked.values().sum()
    }
}

impl Default for Tally {
    fn default() -> Self {
        let now = Instant::now();
        let (counts, stalls, begun, latencies) = Default::default();
        let whole = Whole { receipt: now, entry: now, longest: Stalls::default() };
        let state = State { counts, stalls, begun, latencies, last_receipt: now, last_entry: now, whole };
        Self { state: Arc::new(Mutex::new(state)), changes: watch::Sender::new(()) }
    }
}

impl Tally {
    /// A sender begins to hand a letter over.
    pub(crate) fn begun(&self, letter: &str) {
        self.lock().begun.insert(letter.to_owned(), Instant::now());
    }

    /// An adapter has answered for a letter, for the first time.
    pub(crate) fn handed_over(&self) {
        self.change(|state| state.counts.handed_over += 1);
    }

    /// A positive receipt, got from this adapter for a letter that is owed to these subscriptions.
    pub(crate) fn receipt(&self, adapter: usize, subscriptions: &[&'static str]) {
        self.change(|state| {
            *state.counts.receipts.entry(adapter).or_default() += 1;
            for subscription in subscriptions {
                *state.counts.owed.entry(subscription).or_default() += 1;
            }
            let now = Instant::now();
            state.stalls.receipts = state.stalls.receipts.max(now - state.last_receipt);
            state.last_receipt = now;
            state.whole.longest.receipts = state.whole.longest.receipts.max(now - state.whole.receipt);
            state.whole.receipt = now;
        });
    }

    /// An adapter keeps a letter to process it later.
    pub(crate) fn kept(&self, adapter: usize) {
        self.change(|state| *state.counts.kept.entry(adapter).or_default() += 1);
    }

    /// An adapter cannot take a letter now.
    pub(crate) fn postponed(&self, adapter: usize) {
        self.change(|state| *state.counts.postponed.entry(adapter).or_default() += 1);
    }

    /// A subscriber acks an entry that it has not acked before.
    pub(crate) fn acked(&self, subscription: &'static str, letter: &str) {
        self.change(|state| {
            *state.counts.acked.entry(subscription).or_default() += 1;
            let now = Instant::now();
            if let Some(begun) = state.begun.get(letter) {
                state.latencies.entry(subscription).or_default().push(now - *begun);
            }
            state.stalls.entries = state.stalls.entries.max(now - state.last_entry);
            state.last_entry = now;
            state.whole.longest.entries = state.whole.longest.entries.max(now - state.whole.entry);
            state.whole.entry = now;
        });
    }

    /// Something that must never be.
    pub(crate) fn complain(&self, complaint: String) {
        self.change(|state| state.counts.complaints.push(complaint));
    }

    /// Several things that must never be.
    pub(crate) fn complain_of(&self, complaints: Vec<String>) {
        self.change(|state| state.counts.complaints.extend(complaints));
    }

    /// The counts as they are.
    pub(crate) fn counts(&self) -> Counts {
        self.lock().counts.clone()
    }

    /// The stalls since they were last taken; one that lasts counts as far as it has come, and begins anew.
    pub(crate) fn take_stalls(&self) -> Stalls {
        let mut state = self.lock();
        let now = Instant::now();
        let stalls = Stalls {
            receipts: state.stalls.receipts.max(now - state.last_receipt),
            entries: state.stalls.entries.max(now - state.last_entry),
        };
        (state.last_receipt, state.last_entry, state.stalls) = (now, now, Stalls::default());
        stalls
    }

    /// The longest stalls between the first and the last of all.
    pub(crate) fn longest_stalls(&self) -> Stalls {
        self.lock().whole.longest
    }

    /// The latencies since they were last taken, shortest first.
    pub(crate) fn take_latencies(&self, subscriptions: &[&'static str]) -> Vec<Duration> {
        let mut latencies = std::mem::take(&mut self.lock().latencies);
        let mut wanted: Vec<Duration> =
            subscriptions.iter().flat_map(|name| latencies.remove(name).unwrap_or_default()).collect();
        wanted.sort_unstable();
        wanted
    }

    /// Waits until the counts satisfy a condition.
    pub(crate) async fn satisfies(&self, condition: impl Fn(&Counts) -> bool) {
        let mut changes = self.changes.subscribe();
        while !condition(&self.lock().counts) {
            // The sender is held here, so there is always another change to wait for.
            let _ = changes.changed().await;
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changes.send_replace(());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[tokio::test]
async fn whoever_waits_for_progress_sees_it() {
    let tally = Tally::default();
    let waiting = tally.clone();
    let waits = tokio::spawn(async move { waiting.satisfies(|counts| counts.owed.get("inbox") == Some(&2)).await });
    tally.receipt(0, &["inbox"]);
    tally.receipt(1, &["inbox", "archive"]);
    tokio::time::timeout(Duration::from_secs(10), waits).await.expect("it was seen").expect("no panic");
    assert_eq!(tally.counts().owed, BTreeMap::from([("archive", 1), ("inbox", 2)]));
}

#[test]
fn a_stall_that_lasts_is_counted_once() {
    let tally = Tally::default();
    std::thread::sleep(Duration::from_millis(30));
    let stalls = tally.take_stalls();
    assert!(stalls.receipts >= Duration::from_millis(30) && stalls.entries >= Duration::from_millis(30));
    tally.acked("inbox", "A");
    assert!(tally.take_stalls().entries < stalls.entries);
}
