//! How fast entries go out: as the window allows, not at all for a while, or one at a time until the subscriber is well.

use std::time::Duration;

/// The pace of one stream. Times are counted from the same moment as those of the lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Pace {
    /// As the window allows.
    #[default]
    Full,
    /// One at a time; this one was the last.
    One(Option<u64>),
    /// Nothing until then.
    Nothing(Duration),
}

impl Pace {
    /// Begins to try again when it is time.
    pub(crate) fn wake(&mut self, now: Duration) {
        if let Self::Nothing(until) = *self
            && until <= now
        {
            *self = Self::One(None);
        }
    }

    /// When [`Pace::wake`] has something to do.
    pub(crate) const fn next_wake(self) -> Option<Duration> {
        match self {
            Self::Nothing(until) => Some(until),
            Self::Full | Self::One(_) => None,
        }
    }

    /// How many may go out now, if `is_out` says what is at the subscriber.
    pub(crate) fn room(self, is_out: impl Fn(u64) -> bool) -> usize {
        match self {
            Self::Full => usize::MAX,
            Self::One(last) => usize::from(!last.is_some_and(is_out)),
            Self::Nothing(_) => 0,
        }
    }

    /// This one goes out.
    pub(crate) const fn sent(&mut self, number: u64) {
        if let Self::One(last) = self {
            *last = Some(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_pause_one_goes_out_at_a_time() {
        let mut pace = Pace::Nothing(Duration::from_secs(5));
        let nothing = |_| false;
        pace.wake(Duration::from_secs(4));
        assert_eq!((pace.room(nothing), pace.next_wake()), (0, Some(Duration::from_secs(5))));
        pace.wake(Duration::from_secs(5));
        assert_eq!((pace.room(nothing), pace.next_wake()), (1, None));
        pace.sent(7);
        assert_eq!(pace.room(|number| number == 7), 0);
        assert_eq!(pace.room(nothing), 1, "it came back");
        assert_eq!(Pace::Full.room(|_| true), usize::MAX);
    }
}
