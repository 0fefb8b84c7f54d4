//! Links between events.

use canonical::EventId;
use canonical::digest::Digest;
use canonical::event::Standard;

use super::Store;
use super::make::{append, letter, letter_for, subscribed};
use crate::Journal;
use crate::model::{Link, LinkRelation, NewEvent};

fn key(word: &str) -> Digest {
    Digest::of(word.as_bytes())
}

fn link(relation: LinkRelation, from: EventId, to: EventId) -> Link {
    Link { relation, from, to, is_ambiguous: false }
}

fn ambiguous(relation: LinkRelation, from: EventId, to: EventId) -> Link {
    Link { is_ambiguous: true, ..link(relation, from, to) }
}

/// A letter that replaces one of a chain, and is itself of the chain.
fn replacing(number: u8, relation: LinkRelation, chain: &str) -> NewEvent {
    NewEvent { seeks_links: vec![(relation, key(chain))], ..offering(number, chain) }
}

/// The links of an event are these, in any order.
async fn are_links_of(journal: &dyn Journal, event: EventId, expected: &[Link]) {
    let links = journal.event(event).await.expect("written").links;
    let are_there = expected.iter().all(|link| links.contains(link));
    assert!(are_there && links.len() == expected.len(), "{links:?} are not {expected:?}");
}

fn offering(number: u8, word: &str) -> NewEvent {
    NewEvent { offers_links: vec![key(word)], ..letter(number, "content") }
}

pub async fn links_lead_to_the_newest_earlier_event(store: &dyn Store) {
    let journal = store.open().await;
    let one = subscribed(&*journal, "one").await.id;
    let (old, newer, other) = (offering(1, "stay"), offering(2, "stay"), offering(3, "conversation"));
    let seeks = vec![
        (LinkRelation::Continues, key("stay")),
        (LinkRelation::Answers, key("conversation")),
        (LinkRelation::Forwards, key("nothing")),
    ];
    let seeker = NewEvent { seeks_links: seeks, offers_links: vec![key("stay")], ..letter_for(4, &[one]) };
    let later = offering(5, "stay");
    let (id, expected) = (seeker.labels.id, (newer.labels.id, other.labels.id));
    append(&*journal, vec![old, newer, other]).await;
    append(&*journal, vec![seeker, later]).await;

    let links = journal.event(id).await.expect("written").links;
    assert_eq!(links.len(), 2);
    assert!(links.contains(&link(LinkRelation::Continues, id, expected.0)));
    assert!(links.contains(&link(LinkRelation::Answers, id, expected.1)));
    assert_eq!(journal.event(expected.1).await.expect("written").links.len(), 1, "a link is seen from both ends");
    assert_eq!(journal.entries(one, &[1]).await.expect("readable")[0].links, links);
}

pub async fn letters_of_one_event_are_linked_whichever_comes_first(store: &dyn Store) {
    let journal = store.open().await;
    let telling = |number, event: &str, own: &str, other: &str| NewEvent {
        seeks_links: vec![(LinkRelation::SameAs, key(&format!("{event} {other}")))],
        ..offering(number, &format!("{event} {own}"))
    };
    let [one, two, three, four, five, six] = [
        telling(1, "admission", "xml", "fhir"),
        telling(2, "admission", "fhir", "xml"),
        telling(3, "discharge", "fhir", "xml"),
        telling(4, "discharge", "xml", "fhir"),
        telling(5, "death", "xml", "fhir"),
        telling(6, "death", "xml", "fhir"),
    ];
    let ids = [&one, &two, &three, &four, &five, &six].map(|event| event.labels.id);
    // In one batch, in two, and after a restart; two letters in one standard are not the same.
    append(&*journal, vec![one, two, three, five]).await;
    drop(journal);
    let journal = store.open().await;
    append(&*journal, vec![four, six]).await;
    let same = |from, to| link(LinkRelation::SameAs, from, to);
    for both in [&ids[0..2], &ids[2..4]] {
        are_links_of(&*journal, both[0], &[same(both[1], both[0])]).await;
        are_links_of(&*journal, both[1], &[same(both[1], both[0])]).await;
    }
    are_links_of(&*journal, ids[4], &[]).await;
    are_links_of(&*journal, ids[5], &[]).await;
}

pub async fn the_other_letter_of_an_event_is_found_where_it_has_an_entry(store: &dyn Store) {
    let journal = store.open().await;
    let (both, one) = (subscribed(&*journal, "both").await.id, subscribed(&*journal, "one").await.id);
    let telling = |number, standard, (own, other), entered: &[_]| NewEvent {
        standard,
        offers_links: vec![key(own)],
        seeks_links: vec![(LinkRelation::SameAs, key(other))],
        ..letter_for(number, entered)
    };
    let letter = telling(1, Standard::MedcomXml, ("xml", "fhir"), &[both, one]);
    let message = telling(2, Standard::Fhir, ("fhir", "xml"), &[both]);
    let unlinked = telling(3, Standard::Fhir, ("other", "nothing"), &[both]);
    let (first, second) = (letter.labels.id, message.labels.id);
    let bare =
        NewEvent { is_whole: false, ..telling(4, Standard::MedcomXml, ("its files elsewhere", "its files"), &[both]) };
    let full = telling(5, Standard::Fhir, ("its files", "its files elsewhere"), &[both]);
    let (its_files_elsewhere, its_files) = (bare.labels.id, full.labels.id);
    let ids = [first, second, unlinked.labels.id, its_files_elsewhere, its_files];
    append(&*journal, vec![letter, message, unlinked, bare, full]).await;
    let found = async |subscription, standard| {
        let found = journal.entered_in(subscription, standard, &ids).await.expect("readable");
        found.into_iter().map(|(of, row)| (of, row.labels.id)).collect::<Vec<_>>()
    };
    assert_eq!(found(both, Standard::Fhir).await, [(first, second), (its_files_elsewhere, its_files)]);
    assert_eq!(found(both, Standard::MedcomXml).await, [(second, first)]);
    assert_eq!(found(one, Standard::Fhir).await, []);
    assert_eq!(found(one, Standard::MedcomXml).await, [(second, first)]);
    assert_eq!(journal.entered_in(both, Standard::Fhir, &[]).await, Ok(Vec::new()));
}

pub async fn an_event_is_not_linked_to_itself(store: &dyn Store) {
    let journal = store.open().await;
    let seeks = vec![(LinkRelation::Continues, key("course")), (LinkRelation::Continues, key("course"))];
    let first = NewEvent { seeks_links: seeks.clone(), ..offering(1, "course") };
    let second = NewEvent { seeks_links: seeks, ..offering(2, "course") };
    let (one, two) = (first.labels.id, second.labels.id);
    append(&*journal, vec![first, second]).await;
    let links = journal.event(one).await.expect("written").links;
    assert_eq!(links, [link(LinkRelation::Continues, two, one)]);
}

pub async fn a_replacement_is_linked_to_the_only_event_that_stands(store: &dyn Store) {
    let journal = store.open().await;
    let original = offering(1, "chain");
    let corrected = replacing(2, LinkRelation::Corrects, "chain");
    let corrected_again = replacing(3, LinkRelation::Corrects, "chain");
    let cancelled = NewEvent { offers_links: vec![], ..replacing(4, LinkRelation::Cancels, "chain") };
    let cancelled_again = NewEvent { offers_links: vec![], ..replacing(5, LinkRelation::Cancels, "chain") };
    let [one, two, three, four, five] =
        [&original, &corrected, &corrected_again, &cancelled, &cancelled_again].map(|event| event.labels.id);
    // In one batch and in several: what a batch replaces counts for the rest of it.
    append(&*journal, vec![original, corrected, corrected_again]).await;
    append(&*journal, vec![cancelled]).await;
    append(&*journal, vec![cancelled_again]).await;
    let corrects = |from, to| link(LinkRelation::Corrects, from, to);
    are_links_of(&*journal, two, &[corrects(two, one), corrects(three, two)]).await;
    let ends = [link(LinkRelation::Cancels, four, three), link(LinkRelation::Cancels, five, three)];
    are_links_of(&*journal, three, &[vec![corrects(three, two)], ends.to_vec()].concat()).await;
}

pub async fn a_replacement_of_one_of_several_is_ambiguous_and_replaces_none(store: &dyn Store) {
    let journal = store.open().await;
    let (first, second) = (offering(1, "chain"), offering(2, "chain"));
    let corrected = replacing(3, LinkRelation::Corrects, "chain");
    let cancelled = replacing(4, LinkRelation::Cancels, "chain");
    let [one, two, three, four] = [&first, &second, &corrected, &cancelled].map(|event| event.labels.id);
    append(&*journal, vec![first, second]).await;
    append(&*journal, vec![corrected]).await;
    append(&*journal, vec![cancelled]).await;
    let corrects = |to| ambiguous(LinkRelation::Corrects, three, to);
    let cancels = |to| ambiguous(LinkRelation::Cancels, four, to);
    are_links_of(&*journal, one, &[corrects(one), cancels(one)]).await;
    are_links_of(&*journal, four, &[cancels(one), cancels(two), cancels(three)]).await;
}

pub async fn a_replacement_waits_for_an_event_that_it_overtook(store: &dyn Store) {
    let journal = store.open().await;
    let cancelled = NewEvent { offers_links: vec![], ..replacing(1, LinkRelation::Cancels, "chain") };
    let before = |event: NewEvent| NewEvent { written_at: cancelled.written_at, ..event };
    let (original, another) = (before(offering(2, "chain")), before(offering(3, "chain")));
    let corrected = replacing(4, LinkRelation::Corrects, "other");
    let corrected_again = replacing(5, LinkRelation::Corrects, "other");
    let late = before(offering(6, "other"));
    let [one, two, three, four, five, six] =
        [&cancelled, &original, &another, &corrected, &corrected_again, &late].map(|event| event.labels.id);
    append(&*journal, vec![cancelled]).await;
    append(&*journal, vec![original]).await;
    // What was waited for has come before another of its chain.
    append(&*journal, vec![another, corrected, corrected_again, late]).await;
    are_links_of(&*journal, two, &[link(LinkRelation::Cancels, one, two)]).await;
    are_links_of(&*journal, three, &[]).await;
    let corrects = |from, to| link(LinkRelation::Corrects, from, to);
    are_links_of(&*journal, four, &[corrects(four, six), corrects(five, four)]).await;
}

pub async fn a_replacement_waits_for_nothing_that_was_written_after_it(store: &dyn Store) {
    let journal = store.open().await;
    let corrected = replacing(1, LinkRelation::Corrects, "chain");
    let (later, overtaken) = (offering(2, "chain"), offering(3, "chain"));
    let overtaken = NewEvent { written_at: corrected.written_at, ..overtaken };
    let [one, two, three] = [&corrected, &later, &overtaken].map(|event| event.labels.id);
    append(&*journal, vec![corrected]).await;
    append(&*journal, vec![later]).await;
    append(&*journal, vec![overtaken]).await;
    are_links_of(&*journal, two, &[]).await;
    are_links_of(&*journal, three, &[link(LinkRelation::Corrects, one, three)]).await;
}

pub async fn a_guess_is_ambiguous_and_waits_for_nothing(store: &dyn Store) {
    let journal = store.open().await;
    let guessing = |number, chain: &str| {
        let guesses_links = vec![(LinkRelation::Corrects, key(chain))];
        NewEvent { guesses_links, ..offering(number, chain) }
    };
    let (original, corrected, alone) = (offering(1, "chain"), guessing(2, "chain"), guessing(3, "other"));
    let late = NewEvent { written_at: alone.written_at, ..offering(4, "other") };
    let [one, two, four] = [&original, &corrected, &late].map(|event| event.labels.id);
    append(&*journal, vec![original]).await;
    append(&*journal, vec![corrected, alone]).await;
    append(&*journal, vec![late]).await;
    are_links_of(&*journal, one, &[ambiguous(LinkRelation::Corrects, two, one)]).await;
    are_links_of(&*journal, four, &[]).await;
}
