//! The checker must fail on what it is there to find: each fault is planted into a history without fault.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

use canonical::chain;
use canonical::digest::Digest;
use conformance_tests::checker::{Delivery, Finding, Seen, Step, check};

const INBOX: &str = "odense/letters";

/// Four letters of two patients, sent one after the other, delivered and acked one after the other.
fn good() -> Vec<Seen> {
    let mut seen = Vec::new();
    let mut digest = chain::GENESIS;
    for number in 1..=4_u64 {
        let letter = format!("LTR{number}");
        let patient = if number % 2 == 0 { "even" } else { "odd" };
        let (content, salt) = (Digest::of(letter.as_bytes()), vec![7; 16]);
        let commitment = chain::commitment(&salt, content);
        digest = chain::next(digest, number, commitment);
        let event = format!("event-{number}");
        let subscription = INBOX.to_owned();
        let subscriptions = vec![subscription.clone()];
        seen.push(Seen::Submitted { letter: letter.clone(), patient: patient.to_owned(), subscriptions });
        seen.push(Seen::Receipted { letter: letter.clone() });
        let delivery =
            Delivery { subscription: subscription.clone(), number, event, letter, content, salt, commitment, digest };
        seen.push(Seen::Delivered(delivery));
        seen.push(Seen::Acked { subscription, number });
    }
    seen
}

fn judged(seen: Vec<Seen>) -> Vec<Finding> {
    check(&seen.into_iter().enumerate().collect::<Vec<Step>>())
}

fn delivery(seen: &mut [Seen], wanted: u64) -> &mut Delivery {
    let found = seen.iter_mut().find_map(|one| match one {
        Seen::Delivered(delivery) if delivery.number == wanted => Some(delivery),
        _ => None,
    });
    found.expect("the entry is in the history")
}

fn without(seen: Vec<Seen>, wanted: u64) -> Vec<Seen> {
    let keep = |one: &Seen| !matches!(one, Seen::Delivered(delivery) if delivery.number == wanted);
    seen.into_iter().filter(keep).collect()
}

#[test]
fn a_history_without_fault_passes() {
    assert_eq!(judged(good()), []);
}

#[test]
fn a_redelivery_of_the_same_entry_is_no_fault() {
    let mut seen = good();
    let again = Seen::Delivered(delivery(&mut seen, 2).clone());
    seen.push(again);
    assert_eq!(judged(seen), []);
}

#[test]
fn a_planted_loss_is_found() {
    let lost = Finding::Lost { subscription: INBOX.to_owned(), letter: "LTR4".to_owned() };
    assert_eq!(judged(without(good(), 4)), std::slice::from_ref(&lost));
    let nothing_arrived: Vec<Seen> =
        good().into_iter().filter(|one| matches!(one, Seen::Submitted { .. } | Seen::Receipted { .. })).collect();
    assert!(judged(nothing_arrived).contains(&lost));
}

#[test]
fn a_planted_gap_is_found() {
    let gap = Finding::Gap { subscription: INBOX.to_owned(), number: 2 };
    assert!(judged(without(good(), 2)).contains(&gap));
}

#[test]
fn a_planted_double_is_found() {
    let mut seen = good();
    let mut twin = delivery(&mut seen, 3).clone();
    twin.number = 5;
    twin.digest = chain::next(delivery(&mut seen, 4).digest, 5, twin.commitment);
    seen.push(Seen::Delivered(twin));
    assert!(judged(seen).contains(&Finding::Doubled { subscription: INBOX.to_owned(), letter: "LTR3".to_owned() }));
}

#[test]
fn a_planted_reorder_is_found() {
    // The entries of the odd patient swap their letters: the later letter gets the lower number.
    let mut seen = good();
    for (number, letter) in [(1, "LTR3"), (3, "LTR1")] {
        delivery(&mut seen, number).letter = letter.to_owned();
    }
    let swapped =
        Finding::Reordered { subscription: INBOX.to_owned(), earlier: "LTR1".to_owned(), later: "LTR3".to_owned() };
    assert!(judged(seen).contains(&swapped));
}

#[test]
fn a_letter_that_passes_one_that_is_only_kept_is_found() {
    let mut seen = good();
    for (number, letter) in [(1, "LTR3"), (3, "LTR1")] {
        delivery(&mut seen, number).letter = letter.to_owned();
    }
    // The receipts come last: what tells the sender to go on is the word that the letter is kept.
    let (receipts, mut seen): (Vec<_>, Vec<_>) =
        seen.into_iter().partition(|one| matches!(one, Seen::Receipted { .. }));
    let at = seen.iter().position(|one| matches!(one, Seen::Submitted { letter, .. } if letter == "LTR1"));
    seen.extend(receipts);
    let reordered =
        Finding::Reordered { subscription: INBOX.to_owned(), earlier: "LTR1".to_owned(), later: "LTR3".to_owned() };
    assert!(!judged(seen.clone()).contains(&reordered), "nobody was told to go on");
    seen.insert(at.expect("it was submitted") + 1, Seen::Kept { letter: "LTR1".to_owned() });
    assert!(judged(seen).contains(&reordered));
}

#[test]
fn a_delivery_before_the_ack_of_its_lane_is_found() {
    let seen: Vec<Seen> = good().into_iter().filter(|one| !matches!(one, Seen::Acked { number: 1, .. })).collect();
    let early =
        Finding::Reordered { subscription: INBOX.to_owned(), earlier: "LTR1".to_owned(), later: "LTR3".to_owned() };
    assert_eq!(judged(seen), [early]);
}

#[test]
fn altered_content_is_found() {
    let mut seen = good();
    delivery(&mut seen, 2).content = Digest::of(b"something else");
    assert_eq!(judged(seen), [Finding::Altered { subscription: INBOX.to_owned(), number: 2 }]);
}

#[test]
fn an_altered_chain_is_found() {
    let mut seen = good();
    delivery(&mut seen, 2).digest = Digest::of(b"something else");
    assert!(judged(seen).contains(&Finding::Altered { subscription: INBOX.to_owned(), number: 2 }));
}

#[test]
fn a_number_that_changes_its_event_is_found() {
    let mut seen = good();
    let mut other = delivery(&mut seen, 2).clone();
    other.event = "event-9".to_owned();
    seen.push(Seen::Delivered(other));
    assert_eq!(judged(seen), [Finding::Changed { subscription: INBOX.to_owned(), number: 2 }]);
}

#[test]
fn what_nobody_sent_is_found() {
    let seen: Vec<Seen> = good()
        .into_iter()
        .filter(|one| !matches!(one, Seen::Submitted { letter, .. } | Seen::Receipted { letter } if letter == "LTR4"))
        .collect();
    assert_eq!(judged(seen), [Finding::Unsent { subscription: INBOX.to_owned(), letter: "LTR4".to_owned() }]);
}
