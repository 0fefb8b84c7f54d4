//! Places for connections: a number for all peers, and at most half of them for one organisation, so that one that opens
//! connections and never closes them does not lock out the others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use canonical::organisation::OrganisationId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The places of one door.
pub(crate) struct Places {
    all: Arc<Semaphore>,
    each: usize,
    taken: Mutex<HashMap<OrganisationId, usize>>,
}

/// A place, until it is dropped.
pub(crate) struct Place {
    places: Arc<Places>,
    organisation: Option<OrganisationId>,
    _one: OwnedSemaphorePermit,
}

impl Places {
    pub(crate) fn new(open: usize) -> Arc<Self> {
        let all = Arc::new(Semaphore::new(open));
        Arc::new(Self { all, each: open.div_ceil(2), taken: Mutex::default() })
    }

    /// A place for a peer of this organisation, or of none that is known.
    pub(crate) fn take(self: &Arc<Self>, organisation: Option<&OrganisationId>) -> Option<Place> {
        let one = Arc::clone(&self.all).try_acquire_owned().ok()?;
        if let Some(organisation) = organisation {
            let mut taken = self.taken();
            let own = taken.entry(organisation.clone()).or_default();
            if *own >= self.each {
                return None;
            }
            *own += 1;
        }
        Some(Place { places: Arc::clone(self), organisation: organisation.cloned(), _one: one })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<OrganisationId, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(organisation) = &self.organisation else { return };
        let mut taken = self.places.taken();
        if let Some(own) = taken.get_mut(organisation) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                taken.remove(organisation);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_organisation_takes_at_most_half_of_the_places() {
        let [hospital, clinic] = ["hospital", "clinic"].map(|id| OrganisationId::parse(id).expect("a short name"));
        let places = Places::new(4);
        let own: Vec<_> = std::iter::from_fn(|| places.take(Some(&hospital))).collect();
        assert_eq!(own.len(), 2);
        let others: Vec<_> = std::iter::from_fn(|| places.take(Some(&clinic))).collect();
        assert_eq!(others.len(), 2);
        drop((own, others));
        assert!(places.taken().is_empty());
    }

    #[test]
    fn peers_of_nobody_share_all_places() {
        let places = Places::new(3);
        let all: Vec<_> = std::iter::from_fn(|| places.take(None)).collect();
        assert_eq!(all.len(), 3);
        drop(all);
        assert!(places.take(None).is_some());
    }
}
