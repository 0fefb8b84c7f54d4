//! When each letter was due, answered, delivered and settled.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use hdrhistogram::Histogram;

/// The times of all letters of one measurement.
#[derive(Debug)]
pub(crate) struct Record {
    begun: Instant,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// By the number of the letter: when it was due and when its receipt came, in microseconds since the beginning.
    letters: HashMap<u64, Times>,
    /// Deliveries: letter, and when.
    deliveries: Vec<(u64, u64)>,
    /// Settled deliveries: letter, and when the gateway said so.
    settled: Vec<(u64, u64)>,
    refused: u64,
    kept: u64,
    failed: u64,
}

#[derive(Debug, Clone, Copy)]
struct Times {
    due: u64,
    receipted: u64,
}

/// What became of a letter, as its sender saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answered {
    /// No answer, or one that says to come later.
    Failed,
    /// Accepted for processing.
    Kept,
    /// A positive receipt.
    Receipted,
    /// A negative receipt.
    Refused,
}

/// How letters were answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) receipted: u64,
    pub(crate) refused: u64,
    pub(crate) kept: u64,
    pub(crate) failed: u64,
    pub(crate) deliveries: u64,
}

/// Distributions, in microseconds.
#[derive(Debug)]
pub(crate) struct Distributions {
    /// From the moment a letter was due to its positive receipt.
    pub(crate) receipt: Histogram<u64>,
    /// From its positive receipt to its delivery; 0 where the delivery came first.
    pub(crate) delivered: Histogram<u64>,
    /// From its positive receipt until its ack was durable.
    pub(crate) acked: Histogram<u64>,
}

impl Record {
    pub(crate) fn new() -> Self {
        Self { begun: Instant::now(), inner: Mutex::default() }
    }

    /// Microseconds since the beginning.
    pub(crate) fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    pub(crate) fn answered(&self, letter: u64, due: u64, answered: Answered) {
        let receipted = self.now();
        let mut inner = self.lock();
        match answered {
            Answered::Failed => inner.failed += 1,
            Answered::Kept => inner.kept += 1,
            Answered::Receipted => {
                inner.letters.insert(letter, Times { due, receipted });
            }
            Answered::Refused => inner.refused += 1,
        }
    }

    pub(crate) fn delivered(&self, letters: impl Iterator<Item = u64>) {
        let now = self.now();
        self.lock().deliveries.extend(letters.map(|letter| (letter, now)));
    }

    pub(crate) fn settled(&self, letters: impl Iterator<Item = u64>) {
        let now = self.now();
        self.lock().settled.extend(letters.map(|letter| (letter, now)));
    }

    pub(crate) fn counts(&self) -> Counts {
        let inner = self.lock();
        Counts {
            receipted: inner.letters.len() as u64,
            refused: inner.refused,
            kept: inner.kept,
            failed: inner.failed,
            deliveries: inner.deliveries.len() as u64,
        }
    }

    /// Deliveries that are settled.
    pub(crate) fn settlements(&self) -> u64 {
        self.lock().settled.len() as u64
    }

    /// Letters with a positive receipt that nobody got.
    pub(crate) fn missing(&self) -> u64 {
        let inner = self.lock();
        let delivered: std::collections::HashSet<u64> = inner.deliveries.iter().map(|(letter, _)| *letter).collect();
        inner.letters.keys().filter(|letter| !delivered.contains(letter)).count() as u64
    }

    /// When the last letter was delivered.
    pub(crate) fn last_delivery(&self) -> u64 {
        self.lock().deliveries.iter().map(|(_, at)| *at).max().unwrap_or_default()
    }

    /// The distributions over all letters that were due from `from` on.
    pub(crate) fn distributions(&self, from: u64) -> Distributions {
        let inner = self.lock();
        let (mut receipt, mut delivered, mut acked) = (histogram(), histogram(), histogram());
        let measured = |letter: &u64| inner.letters.get(letter).filter(|times| times.due >= from);
        for times in inner.letters.values().filter(|times| times.due >= from) {
            receipt.saturating_record(times.receipted.saturating_sub(times.due));
        }
        for (letter, at) in &inner.deliveries {
            if let Some(times) = measured(letter) {
                delivered.saturating_record(at.saturating_sub(times.receipted));
            }
        }
        for (letter, at) in &inner.settled {
            if let Some(times) = measured(letter) {
                acked.saturating_record(at.saturating_sub(times.receipted));
            }
        }
        Distributions { receipt, delivered, acked }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Up to an hour in microseconds, with three significant digits; what is longer counts as an hour.
#[expect(clippy::expect_used, reason = "the bounds are among those the library offers")]
pub(crate) fn histogram() -> Histogram<u64> {
    Histogram::new_with_max(3_600_000_000, 3).expect("an hour, with three significant digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_count_from_when_a_letter_was_due() {
        let record = Record::new();
        record.answered(1, 0, Answered::Receipted);
        record.delivered([1].into_iter());
        let before = record.distributions(0);
        assert_eq!((before.receipt.len(), before.delivered.len(), before.acked.len()), (1, 1, 0));
        assert!(before.receipt.max() <= record.now());
        assert_eq!(record.distributions(u64::MAX).receipt.len(), 0, "it was due before that");
        assert_eq!(record.missing(), 0);
    }

    #[test]
    fn long_times_are_not_cut_short() {
        let mut times = histogram();
        times.saturating_record(1_500_000);
        assert!((1_499_000..=1_501_000).contains(&times.max()), "{}", times.max());
    }
}
