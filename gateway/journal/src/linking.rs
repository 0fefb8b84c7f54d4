//! Which earlier events an event is linked to: the same in every store.
//!
//! A letter that corrects or cancels another often names none. Then it replaces one of the events that share its
//! correlation values and that nothing has replaced yet. If there are several, it is linked to each, and each link says
//! that it is ambiguous. If there is none, it waits for one that was written before it: letters overtake each other on their
//! way. Where it says too little to be sure even of the only one, every link is ambiguous, and it waits for nothing.

use std::collections::{BTreeMap, BTreeSet};

use canonical::EventId;
use canonical::digest::Digest;

use crate::model::{EventPosition, Link, LinkRelation, NewEvent};

/// The most events found by one key: the newest. It bounds the ambiguous links of an event, too.
pub(crate) const CANDIDATES: usize = 16;

/// An earlier event that offers what is sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) event: EventId,
    pub(crate) position: EventPosition,
    /// Whether another event is known to have replaced it.
    pub(crate) is_replaced: bool,
}

/// What linking an event to earlier ones comes to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Linked {
    pub(crate) links: Vec<Link>,
    /// What it is to replace and has not come yet, by the keys that it will offer.
    pub(crate) waits: Vec<(LinkRelation, Digest)>,
}

/// Links an event to what it seeks. `find` gives the earlier events that offer a key.
///
/// # Errors
/// Those of `find`.
pub(crate) fn link<E>(
    event: &NewEvent,
    mut find: impl FnMut(&Digest) -> Result<Vec<Candidate>, E>,
) -> Result<Linked, E> {
    let from = event.labels.id;
    let (mut linked, mut sought) = (Linked::default(), BTreeMap::<LinkRelation, (Vec<Digest>, Vec<Candidate>)>::new());
    for (relation, key) in &event.seeks_links {
        let found = find(key)?.into_iter().filter(|candidate| candidate.event != from);
        if relation.replaces() {
            let (keys, candidates) = sought.entry(*relation).or_default();
            keys.push(*key);
            candidates.extend(found);
        } else if let Some(newest) = found.max_by_key(|candidate| candidate.position) {
            linked.links.push(Link { relation: *relation, from, to: newest.event, is_ambiguous: false });
        }
    }
    for (relation, (keys, candidates)) in sought {
        let (events, is_ambiguous) = replaced(candidates);
        if events.is_empty() {
            linked.waits.extend(keys.into_iter().map(|key| (relation, key)));
        }
        linked.links.extend(events.into_iter().map(|to| Link { relation, from, to, is_ambiguous }));
    }
    for (relation, key) in &event.guesses_links {
        let found = find(key)?.into_iter().filter(|candidate| candidate.event != from);
        let standing = found.filter(|candidate| !candidate.is_replaced).map(|candidate| candidate.event);
        linked.links.extend(standing.map(|to| Link { relation: *relation, from, to, is_ambiguous: true }));
    }
    Ok(linked)
}

/// The keys under which an event may be what one waits for that came before it: not those of a chain that it goes on itself.
pub(crate) fn awaited(event: &NewEvent) -> BTreeSet<Digest> {
    let sought = event.seeks_links.iter().chain(&event.guesses_links);
    let goes_on = |key: &Digest| sought.clone().any(|(relation, own)| relation.replaces() && own == key);
    event.offers_links.iter().copied().filter(|key| !goes_on(key)).collect()
}

/// The events that are replaced, and whether that is ambiguous: all that stand, or the newest where none does.
fn replaced(found: Vec<Candidate>) -> (Vec<EventId>, bool) {
    // The same event may be found by several keys.
    let found: BTreeMap<_, _> = found.into_iter().map(|candidate| (candidate.position, candidate)).collect();
    let standing = found.values().rev().filter(|candidate| !candidate.is_replaced);
    let standing: Vec<_> = standing.map(|candidate| candidate.event).take(CANDIDATES).collect();
    if standing.is_empty() {
        return (found.into_values().next_back().map(|newest| newest.event).into_iter().collect(), false);
    }
    let is_ambiguous = standing.len() > 1;
    (standing, is_ambiguous)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(position: u8, is_replaced: bool) -> Candidate {
        let event = EventId::from_slice(&[position; 16]).expect("16 bytes");
        Candidate { event, position: position.into(), is_replaced }
    }

    fn ids(positions: &[u8]) -> Vec<EventId> {
        positions.iter().map(|position| candidate(*position, false).event).collect()
    }

    #[test]
    fn the_only_one_that_stands_is_certain() {
        assert_eq!(replaced(vec![]), (ids(&[]), false));
        let found = vec![candidate(1, true), candidate(2, false), candidate(2, false)];
        assert_eq!(replaced(found), (ids(&[2]), false));
    }

    #[test]
    fn several_that_stand_are_all_named_and_none_is_chosen() {
        let found = vec![candidate(3, false), candidate(1, false), candidate(2, true)];
        assert_eq!(replaced(found), (ids(&[3, 1]), true));
    }

    #[test]
    fn where_none_stands_the_end_of_the_chain_is_meant() {
        assert_eq!(replaced(vec![candidate(1, true), candidate(2, true)]), (ids(&[2]), false));
    }

    #[test]
    fn the_newest_are_named_where_there_are_too_many() {
        let (named, is_ambiguous) = replaced((1..=40).map(|position| candidate(position, false)).collect());
        assert_eq!((named.len(), named.first().copied(), is_ambiguous), (CANDIDATES, ids(&[40]).pop(), true));
    }
}
