//! The end of a subscription, and how its next entry follows from it: the same in every store.

use canonical::chain;
use canonical::digest::Digest;

use crate::model::{EventPosition, NewEvent};

/// What an entry takes from its event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed {
    pub(crate) position: EventPosition,
    pub(crate) body_digest: Digest,
    pub(crate) lane: [u8; 32],
    /// Size of the encoded event in bytes.
    pub(crate) size: u64,
}

/// The end of a subscription, as a transaction moves it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End {
    pub(crate) number: u64,
    pub(crate) digest: Digest,
    /// Whether new events are entered directly. One that is still catching up gets them in their turn.
    pub(crate) caught_up: bool,
    /// The newest event entered in this transaction; 0 before the first.
    entered: EventPosition,
}

/// What numbering adds to an entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbered {
    pub(crate) number: u64,
    pub(crate) commitment: Digest,
    pub(crate) digest: Digest,
}

impl Placed {
    /// An event that is about to stand here.
    pub(crate) fn of(event: &NewEvent, position: EventPosition) -> Self {
        let size = event.body.bytes.len() as u64;
        Self { position, body_digest: event.body_digest, lane: event.labels.lane, size }
    }
}

impl End {
    /// The end as it is stored.
    pub(crate) const fn stored(number: u64, digest: Digest, caught_up: bool) -> Self {
        Self { number, digest, caught_up, entered: 0 }
    }

    /// Gives the entry the next number. Events come in the order of their positions; naming one twice is once, and gives
    /// nothing the second time.
    pub(crate) fn enter(&mut self, placed: &Placed, salt: &[u8; 16]) -> Option<Numbered> {
        if self.entered >= placed.position {
            return None;
        }
        let commitment = chain::commitment(salt, placed.body_digest);
        let number = self.number + 1;
        let digest = chain::next(self.digest, number, commitment);
        *self = Self { number, digest, entered: placed.position, ..*self };
        Some(Numbered { number, commitment, digest })
    }

    /// Whether something was entered in this transaction.
    pub(crate) const fn has_moved(&self) -> bool {
        self.entered > 0
    }
}
