//! Links between events.

use canonical::digest::Digest;

use super::Store;
use super::make::{append, letter, letter_for, subscribed};
use crate::model::{Link, LinkRelation, NewEvent};

fn key(word: &str) -> Digest {
    Digest::of(word.as_bytes())
}

fn offering(number: u8, word: &str) -> NewEvent {
    NewEvent { offers_links: vec![key(word)], ..letter(number, "content") }
}

pub async fn links_lead_to_the_newest_earlier_event(store: &dyn Store) {
    let journal = store.open().await;
    let one = subscribed(&*journal, "one").await.id;
    let (old, newer, other) = (offering(1, "stay"), offering(2, "stay"), offering(3, "conversation"));
    let seeks = vec![
        (LinkRelation::Cancels, key("stay")),
        (LinkRelation::Answers, key("conversation")),
        (LinkRelation::Corrects, key("nothing")),
    ];
    let seeker = NewEvent { seeks_links: seeks, offers_links: vec![key("stay")], ..letter_for(4, &[one]) };
    let later = offering(5, "stay");
    let (id, expected) = (seeker.labels.id, (newer.labels.id, other.labels.id));
    append(&*journal, vec![old, newer, other]).await;
    append(&*journal, vec![seeker, later]).await;

    let links = journal.event(id).await.expect("written").links;
    assert_eq!(links.len(), 2);
    assert!(links.contains(&Link { relation: LinkRelation::Cancels, from: id, to: expected.0 }));
    assert!(links.contains(&Link { relation: LinkRelation::Answers, from: id, to: expected.1 }));
    assert_eq!(journal.event(expected.1).await.expect("written").links.len(), 1, "a link is seen from both ends");
    assert_eq!(journal.entries(one, &[1]).await.expect("readable")[0].links, links);
}

pub async fn an_event_is_not_linked_to_itself(store: &dyn Store) {
    let journal = store.open().await;
    let seeks = vec![(LinkRelation::Continues, key("course")), (LinkRelation::Continues, key("course"))];
    let first = NewEvent { seeks_links: seeks.clone(), ..offering(1, "course") };
    let second = NewEvent { seeks_links: seeks, ..offering(2, "course") };
    let (one, two) = (first.labels.id, second.labels.id);
    append(&*journal, vec![first, second]).await;
    let links = journal.event(one).await.expect("written").links;
    assert_eq!(links, [Link { relation: LinkRelation::Continues, from: two, to: one }]);
}
