//! Whether a receiver is well, and how long to hold back: pure, with the time handed in.
//!
//! While a receiver takes nothing, no attempt is counted: a receiver that is down for hours parks no lane. But an entry that
//! makes its receiver stumble every time, while the receiver takes others, is the entry's own trouble: it is nacked, and
//! its lane is parked after the attempts of the subscription. The two are told apart by trying another lane in between.

use std::collections::HashMap;
use std::time::Duration;

use journal::Options;

use crate::answer::Meaning;

/// The health of one receiver. Times are counted from one moment.
#[derive(Debug, Clone)]
pub(crate) struct Health {
    shortest: Duration,
    longest: Duration,
    longest_asked: Duration,
    /// Waves of failures since something was taken.
    failures: u32,
    /// Grows with every hold, so that requests that fail together count once.
    wave: u64,
    until: Duration,
    /// How much was taken, ever.
    taken: u64,
    /// How much had been taken when these entries made their receiver stumble last.
    stumbled: HashMap<u64, u64>,
}

/// What becomes of an entry that was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judgement {
    /// It is the entry's own trouble, and counts as an attempt.
    Entry,
    /// It is the receiver's. The entry is offered again after `wait`; where there is a `hold`, nothing is offered until then.
    Receiver { hold: Option<Duration>, wait: Duration },
}

/// The most entries whose stumbling is remembered.
const REMEMBERED: usize = 10_000;

impl Health {
    /// Well, as far as is known.
    pub(crate) fn new(options: &Options, longest_asked: Duration) -> Self {
        Self {
            // A wait of nothing would be a hold of nothing.
            shortest: options.min_backoff.max(Duration::from_millis(10)),
            longest: options.max_backoff.max(Duration::from_millis(10)),
            longest_asked,
            failures: 0,
            wave: 0,
            until: Duration::ZERO,
            taken: 0,
            stumbled: HashMap::new(),
        }
    }

    /// What a request belongs to that begins now.
    pub(crate) const fn wave(&self) -> u64 {
        self.wave
    }

    /// How long nothing is to be sent; zero if something may be.
    pub(crate) fn held(&self, now: Duration) -> Duration {
        self.until.saturating_sub(now)
    }

    /// Failures in a row; zero while the receiver is well.
    pub(crate) const fn failures(&self) -> u32 {
        self.failures
    }

    /// Something was taken. Says whether the receiver was unwell.
    pub(crate) fn taken(&mut self, number: u64) -> bool {
        self.stumbled.remove(&number);
        self.taken += 1;
        self.until = Duration::ZERO;
        std::mem::take(&mut self.failures) > 0
    }

    /// Something was not taken that was sent in this wave.
    pub(crate) fn failed(&mut self, number: u64, wave: u64, meaning: &Meaning, now: Duration) -> Judgement {
        let asked = match meaning {
            Meaning::Taken | Meaning::Refused => return Judgement::Entry,
            Meaning::Stumbled { retry_after } if self.is_own_trouble(number) => match retry_after {
                None => return Judgement::Entry,
                Some(asked) => Some(*asked),
            },
            Meaning::Stumbled { retry_after } | Meaning::Unwell { retry_after } => *retry_after,
        };
        let hold = (wave == self.wave).then(|| self.hold(asked, now));
        // A little later than others, so that another lane is tried first.
        let left = self.held(now);
        Judgement::Receiver { hold, wait: left + left / 4 + Duration::from_millis(1) }
    }

    /// Whether others were taken since the entry made the receiver stumble last.
    fn is_own_trouble(&mut self, number: u64) -> bool {
        if self.stumbled.len() >= REMEMBERED {
            self.stumbled.clear();
        }
        self.stumbled.insert(number, self.taken).is_some_and(|then| then < self.taken)
    }

    fn hold(&mut self, asked: Option<Duration>, now: Duration) -> Duration {
        let doubled = 1_u32.checked_shl(self.failures).unwrap_or(u32::MAX);
        let usual = self.shortest.saturating_mul(doubled).min(self.longest);
        let hold = usual.max(asked.unwrap_or_default().min(self.longest_asked));
        self.failures = self.failures.saturating_add(1);
        self.wave += 1;
        self.until = now.saturating_add(hold);
        hold
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STUMBLED: Meaning = Meaning::Stumbled { retry_after: None };
    const UNWELL: Meaning = Meaning::Unwell { retry_after: None };

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn health() -> Health {
        let options =
            Options { max_attempts: 3, min_backoff: seconds(1), max_backoff: seconds(8), ..Options::default() };
        Health::new(&options, seconds(3600))
    }

    fn hold(judgement: Judgement) -> Option<Duration> {
        match judgement {
            Judgement::Entry => panic!("the entry's own trouble"),
            Judgement::Receiver { hold, wait } => {
                assert!(hold.is_none_or(|hold| wait > hold), "another lane is tried first");
                hold
            }
        }
    }

    #[test]
    fn a_receiver_that_is_down_counts_no_attempt_and_is_asked_less_and_less() {
        let mut health = health();
        let holds: Vec<_> = (0..6).map(|_| hold(health.failed(1, health.wave(), &UNWELL, seconds(0)))).collect();
        assert_eq!(holds, [1, 2, 4, 8, 8, 8].map(|held| Some(seconds(held))));
        assert_eq!((health.held(seconds(0)), health.held(seconds(9)), health.failures()), (seconds(8), seconds(0), 6));
        assert!(health.taken(1) && !health.taken(1));
        assert_eq!(hold(health.failed(1, health.wave(), &UNWELL, seconds(0))), Some(seconds(1)));
    }

    #[test]
    fn requests_that_fail_together_are_one_failure() {
        let mut health = health();
        let wave = health.wave();
        assert_eq!(hold(health.failed(1, wave, &STUMBLED, seconds(0))), Some(seconds(1)));
        assert_eq!(hold(health.failed(2, wave, &STUMBLED, seconds(0))), None);
        assert_eq!((health.failures(), health.held(seconds(0))), (1, seconds(1)));
    }

    #[test]
    fn an_entry_that_makes_its_receiver_stumble_while_others_are_taken_is_its_own_trouble() {
        let mut health = health();
        for _ in 0..20 {
            hold(health.failed(1, health.wave(), &STUMBLED, seconds(0)));
        }
        health.taken(2);
        assert_eq!(health.failed(1, health.wave(), &STUMBLED, seconds(0)), Judgement::Entry);
        // Nothing was taken since: perhaps the receiver is down again.
        hold(health.failed(1, health.wave(), &STUMBLED, seconds(0)));
        health.taken(3);
        assert_eq!(health.failed(1, health.wave(), &STUMBLED, seconds(0)), Judgement::Entry);
        // Nobody was reached: that is no entry's trouble.
        health.taken(4);
        hold(health.failed(1, health.wave(), &UNWELL, seconds(0)));
    }

    #[test]
    fn a_receiver_is_given_the_time_it_asks_for_within_bounds() {
        let mut health = health();
        for (asked, held) in [(5, 5), (7200, 3600), (0, 4)] {
            let meaning = Meaning::Unwell { retry_after: Some(seconds(asked)) };
            assert_eq!(hold(health.failed(1, health.wave(), &meaning, seconds(0))), Some(seconds(held)));
        }
        assert_eq!(health.failed(1, 0, &Meaning::Refused, seconds(0)), Judgement::Entry);
    }
}
