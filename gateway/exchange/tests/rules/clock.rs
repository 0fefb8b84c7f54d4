//! The thirty minutes in which a receipt has to come.

use jiff::SignedDuration;

use crate::documents::{Written, acknowledgement, emessage, letter, message, quiet, to_municipality, vans};
use crate::house::{House, PATIENCE};

const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// A letter that has waited for half an hour is overdue: not before, and recorded once, however many gateways look.
///
/// Rule: thirty-minutes
#[tokio::test]
async fn a_letter_is_overdue_after_thirty_minutes_and_only_once() {
    let house = House::new().await;
    let event = house.sends(emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    house.clock.advance(PATIENCE - SECOND);
    assert_eq!(house.overdue().await, []);
    house.clock.advance(SECOND);
    let (one, other) = (house.watch(), house.watch());
    let (first, second) = tokio::join!(one.look(), other.look());
    assert_eq!((first, second), (Ok(()), Ok(())));
    assert_eq!(house.overdue().await, [event]);
    let (since, _) = house.journal.overdue_after(0, 10).await.expect("readable").remove(0);
    house.clock.advance(PATIENCE);
    assert_eq!(house.overdue().await, [event]);
    let (still, _) = house.journal.overdue_after(0, 10).await.expect("readable").remove(0);
    assert_eq!(since, still);
}

/// An ack of the receiver settles it, in time or late.
///
/// Rule: clock-settled-by-ack
#[tokio::test]
async fn an_ack_of_the_receiver_settles_the_clock() {
    let house = House::new().await;
    house.sends(emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    house.acks("clinic", "inbox").await;
    house.clock.advance(PATIENCE);
    assert_eq!(house.overdue().await, []);
    let late = house.sends(emessage("ENV2", &[letter("LTR2", "Hej")])).await;
    house.clock.advance(PATIENCE);
    assert_eq!(house.overdue().await, [late]);
    house.acks("clinic", "inbox").await;
    assert_eq!(house.overdue().await, []);
}

/// A receipt settles it, whether it is good or bad; one that promises another try does not.
///
/// Rule: clock-settled-by-receipt
#[tokio::test]
async fn a_receipt_settles_the_clock() {
    let house = House::new().await;
    let name = "b7a0c1de-0000-4000-8000-000000000011";
    let letters = [letter("LTR1", "Hej"), letter("LTR2", "Hej")];
    house.events(emessage("ENV1", &letters)).await;
    let acknowledged = house.sends(message(name)).await;
    house.answers("clinic", Written::POSITIVE.text()).await;
    house.answers("clinic", Written { letters: &[("LTR2", "XD9134L", "")], ..Written::NEGATIVE }.text()).await;
    house.answers("clinic", acknowledgement(name, "transient-error")).await;
    house.clock.advance(PATIENCE);
    assert_eq!(house.overdue().await, [acknowledged]);
    house.answers("clinic", acknowledgement(name, "ok")).await;
    assert_eq!(house.overdue().await, []);
}

/// What the network says through the receiver's carrier settles it too: somebody has told the sender.
///
/// Rule: clock-settled-by-receipt
#[tokio::test]
async fn what_the_network_says_settles_the_clock() {
    let house = House::new().await;
    house.sends(emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    let network = Written { element: "NegativeVansReceipt", sender: "TESTVANSNET", ..Written::POSITIVE };
    house.answers("carrier", network.text()).await;
    house.clock.advance(PATIENCE);
    assert_eq!(house.overdue().await, []);
}

/// The absence of a receipt means something only where one was asked for: by the letter's envelope or by the network's.
///
/// Rule: clock-only-where-asked
#[tokio::test]
async fn the_clock_runs_only_where_a_receipt_was_asked_for() {
    let house = House::new().await;
    house.sends(quiet("ENV1", &[letter("LTR1", "Hej")])).await;
    house.sends(vans(quiet("ENV2", &[letter("LTR2", "Hej")]), false, 7)).await;
    let reliable = house.sends(vans(quiet("ENV3", &[letter("LTR3", "Hej")]), true, 8)).await;
    let fhir = house.sends(message("b7a0c1de-0000-4000-8000-000000000011")).await;
    house.clock.advance(PATIENCE);
    assert_eq!(house.overdue().await, [reliable, fhir]);
}

/// Only the receivers answer for themselves: an ack of somebody else's subscription is none of theirs.
///
/// Rule: clock-settled-by-ack
#[tokio::test]
async fn an_ack_of_somebody_else_settles_nothing() {
    let house = House::new().await;
    let event = house.sends(emessage("ENV1", &[to_municipality("LTR1")])).await;
    house.subscribe("clinic", "other").await;
    house.acks("clinic", "inbox").await;
    house.clock.advance(PATIENCE);
    assert_eq!(house.overdue().await, [event]);
    house.acks("municipality", "inbox").await;
    assert_eq!(house.overdue().await, []);
}

/// An adapter whose clock is far ahead does not hold up the letters that come after its own.
#[tokio::test]
async fn a_letter_from_the_distant_future_holds_nobody_up() {
    let house = House::new().await;
    house.clock.advance(PATIENCE * 48);
    house.sends(emessage("ENV1", &[letter("LTR1", "Hej")])).await;
    house.clock.advance(-PATIENCE * 48);
    let event = house.sends(emessage("ENV2", &[letter("LTR2", "Hej")])).await;
    house.clock.advance(PATIENCE);
    assert!(house.overdue().await.contains(&event));
}
