//! Whether this process may still take itself for the one that posts.
//!
//! Another gateway takes its turns when its beat has stood still for `patience`. A process that was stopped for so long, or has not
//! reached the journal, wakes up with letters in its hands that others have posted since, and with later ones of the same patients:
//! it must not post before it has looked.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Held as long as the last beat is younger than `patience`.
pub(crate) struct Lease {
    patience: Duration,
    /// When the last beat that the journal took was begun.
    kept: Mutex<Instant>,
}

impl Lease {
    /// Held from now on. Without patience there is nobody else, and it is held for ever.
    pub(crate) fn new(patience: Duration) -> Self {
        Self { patience, kept: Mutex::new(Instant::now()) }
    }

    /// The journal has taken a beat that was begun then.
    pub(crate) fn keep(&self, begun: Instant) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = begun;
    }

    /// Whether nobody else can have taken a turn by now.
    pub(crate) fn holds(&self) -> bool {
        self.holds_at(Instant::now())
    }

    fn holds_at(&self, now: Instant) -> bool {
        let kept = *self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        self.patience.is_zero() || now.duration_since(kept) < self.patience
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_lease_ends_when_others_may_take_the_turn() {
        let (lease, begun) = (Lease::new(10 * SECOND), Instant::now());
        lease.keep(begun);
        assert!(lease.holds_at(begun + 9 * SECOND));
        assert!(!lease.holds_at(begun + 10 * SECOND), "nothing was heard of the journal");
        lease.keep(begun + 9 * SECOND);
        assert!(lease.holds_at(begun + 14 * SECOND));
        assert!(!lease.holds_at(begun + 19 * SECOND), "it counts from when the beat was begun");
    }

    #[test]
    fn whoever_is_alone_holds_it_for_ever() {
        let lease = Lease::new(Duration::ZERO);
        assert!(lease.holds_at(Instant::now() + 1000 * SECOND));
    }
}
