//! Who in this process delivers a subscription: a newer stream ends the older one at once, and a stream whose
//! subscription was moved takes hold of it again.
//!
//! These are shortcuts within one process. The journal's epoch is what keeps two holders apart.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use journal::{Hold, Journal, SubscriptionName};
use tokio::sync::watch;

/// The seats of all subscriptions that have a stream, or are just being moved.
#[derive(Debug, Default)]
pub(crate) struct Seats(Mutex<HashMap<SubscriptionName, Weak<Seat>>>);

/// Where the one stream of a subscription sits.
#[derive(Debug)]
pub(crate) struct Seat {
    /// Holding and moving take turns, so that a holder knows exactly which moves came before its hold.
    turn: tokio::sync::Mutex<()>,
    signs: watch::Sender<Signs>,
}

/// What the stream in the seat has to look out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Signs {
    /// The newest stream.
    stream: u64,
    /// Times the subscription was moved.
    moves: u64,
}

/// A stream in its seat.
#[derive(Debug)]
pub(crate) struct Sitting {
    seat: Arc<Seat>,
    watch: watch::Receiver<Signs>,
    /// The signs as they were when the subscription was held.
    held: Signs,
}

impl Seats {
    /// The seat of a subscription.
    pub(crate) fn of(&self, name: &SubscriptionName) -> Arc<Seat> {
        let mut seats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seat) = seats.get(name).and_then(Weak::upgrade) {
            return seat;
        }
        seats.retain(|_, seat| seat.strong_count() > 0);
        let seat = Arc::new(Seat { turn: tokio::sync::Mutex::default(), signs: watch::Sender::default() });
        seats.insert(name.clone(), Arc::downgrade(&seat));
        seat
    }
}

impl Seat {
    /// Takes hold of the subscription for a new stream; the one before it ends.
    pub(crate) async fn take(
        self: Arc<Self>,
        journal: &dyn Journal,
        name: &SubscriptionName,
    ) -> Result<(Sitting, Hold), journal::Error> {
        let turn = self.turn.lock().await;
        let hold = journal.hold(name).await?;
        self.signs.send_modify(|signs| signs.stream += 1);
        let mut watch = self.signs.subscribe();
        let held = *watch.borrow_and_update();
        drop(turn);
        Ok((Sitting { seat: self, watch, held }, hold))
    }

    /// Moves the subscription by a call to the journal that fences out its holder, and tells the stream to hold it again.
    pub(crate) async fn moved<T>(
        &self,
        change: impl Future<Output = Result<T, journal::Error>>,
    ) -> Result<T, journal::Error> {
        let _turn = self.turn.lock().await;
        let outcome = change.await?;
        self.signs.send_modify(|signs| signs.moves += 1);
        Ok(outcome)
    }
}

impl Sitting {
    /// Waits until a newer stream sits here, or the subscription was moved.
    ///
    /// # Cancel safety
    /// A sign that came is seen by the next call.
    pub(crate) async fn sign(&mut self) {
        let held = self.held;
        // The sender lives in the seat, which this sitting keeps.
        let _ = self.watch.wait_for(|signs| *signs != held).await;
    }

    /// Takes hold of a moved subscription again, wherever it was moved; `None` if it was not moved but taken over.
    pub(crate) async fn again(
        &mut self,
        journal: &dyn Journal,
        name: &SubscriptionName,
        epoch: u64,
    ) -> Result<Option<Hold>, journal::Error> {
        let _turn = self.seat.turn.lock().await;
        let signs = *self.watch.borrow_and_update();
        if signs.stream != self.held.stream {
            return Ok(None);
        }
        match journal.hold_again(name, epoch).await {
            Ok(hold) => {
                self.held = signs;
                Ok(Some(hold))
            }
            Err(journal::Error::Fenced) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
