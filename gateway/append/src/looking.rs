//! When to look at the subscriptions again, and at those that have still to catch up.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use crate::writing::Writer;

/// The shortest time between two looks at the subscriptions because of hints.
const LOOK_PAUSE: Duration = Duration::from_millis(50);
/// The longest time between two looks at the subscriptions, and the pause after a failed one.
const LOOK_LATEST: Duration = Duration::from_secs(2);
/// A journal that has given no answer for this long is treated as one that cannot be reached. An answer that comes later
/// does no harm: everything may be repeated.
pub(crate) const SILENCE: Duration = Duration::from_secs(20);

/// Looks often enough, and not too often.
pub(crate) struct Looks {
    changes: watch::Receiver<u64>,
    /// When the subscriptions were looked at last.
    looked: Option<Instant>,
    /// When they are to be looked at next; at once if `None`.
    next: Option<Instant>,
}

impl Looks {
    /// The first look is due at once; later ones also by these hints.
    pub(crate) const fn new(changes: watch::Receiver<u64>) -> Self {
        Self { changes, looked: None, next: None }
    }

    /// Whether a look is due now: a queue that is never empty does not keep subscriptions from catching up.
    pub(crate) fn is_due(&self) -> bool {
        self.next.is_none_or(|next| next <= Instant::now())
    }

    /// Waits until a look is due.
    ///
    /// # Cancel safety
    /// A hint that came is remembered.
    pub(crate) async fn due(&mut self) {
        while let Some(next) = self.next {
            tokio::select! {
                () = sleep_until(next) => return,
                Ok(()) = self.changes.changed() => {
                    self.next = self.looked.map(|looked| next.min(looked + LOOK_PAUSE));
                }
            }
        }
    }

    /// Reads the subscriptions again, and lets the one that is furthest behind catch up by a page.
    pub(crate) async fn look(&mut self, writer: &mut Writer) {
        let caught_up = timeout(SILENCE, writer.catch_up()).await;
        let now = Instant::now();
        self.looked = Some(now);
        self.next = match caught_up {
            Ok(Ok(true)) => None,
            // What failed is tried again; submissions meet the same trouble and tell of it.
            Ok(Ok(false) | Err(_)) | Err(_) => Some(now + LOOK_LATEST),
        };
    }
}
