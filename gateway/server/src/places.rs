//! Places for connections: a number for all peers, and at most half of them for one party, so that one that opens
//! connections and never closes them does not lock out the others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use canonical::organisation::OrganisationId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Who takes a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Party {
    /// Anybody, where nobody has to be known.
    Anybody,
    /// A known organisation.
    Organisation(OrganisationId),
    /// Whoever has a trusted certificate that names nobody; all of them are one party.
    Strangers,
}

/// The places of one door.
pub(crate) struct Places {
    all: Arc<Semaphore>,
    each: usize,
    taken: Mutex<HashMap<Party, usize>>,
}

/// A place, until it is dropped.
pub(crate) struct Place {
    places: Arc<Places>,
    party: Party,
    _one: OwnedSemaphorePermit,
}

impl Places {
    pub(crate) fn new(open: usize) -> Arc<Self> {
        let all = Arc::new(Semaphore::new(open));
        Arc::new(Self { all, each: open.div_ceil(2), taken: Mutex::default() })
    }

    /// A place for a peer of this party.
    pub(crate) fn take(self: &Arc<Self>, party: Party) -> Option<Place> {
        let one = Arc::clone(&self.all).try_acquire_owned().ok()?;
        if party != Party::Anybody {
            let mut taken = self.taken();
            let own = taken.entry(party.clone()).or_default();
            if *own >= self.each {
                return None;
            }
            *own += 1;
        }
        Some(Place { places: Arc::clone(self), party, _one: one })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<Party, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        if let Some(own) = taken.get_mut(&self.party) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                taken.remove(&self.party);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_party_takes_at_most_half_of_the_places() {
        let [hospital, clinic] = ["hospital", "clinic"].map(|id| OrganisationId::parse(id).expect("a short name"));
        let others = Party::Organisation(clinic);
        for greedy in [Party::Organisation(hospital), Party::Strangers] {
            let places = Places::new(4);
            let own: Vec<_> = std::iter::from_fn(|| places.take(greedy.clone())).collect();
            assert_eq!(own.len(), 2);
            let others: Vec<_> = std::iter::from_fn(|| places.take(others.clone())).collect();
            assert_eq!(others.len(), 2);
            drop((own, others));
            assert!(places.taken().is_empty());
        }
    }

    #[test]
    fn where_nobody_is_known_all_share_all_places() {
        let places = Places::new(3);
        let all: Vec<_> = std::iter::from_fn(|| places.take(Party::Anybody)).collect();
        assert_eq!(all.len(), 3);
        drop(all);
        assert!(places.take(Party::Anybody).is_some());
    }
}
