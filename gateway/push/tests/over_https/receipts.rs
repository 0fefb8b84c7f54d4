//! Receivers whose own receipt is the ack.

use std::time::Duration;

use canonical::letter::{Answer, Limits, Stamp};
use canonical::receipt::{IncomingReceipt, ReceivedReceipt, Verdict};
use canonical::refusal::{Place, Refusal, RefusalCode};
use jiff::Timestamp;
use journal::{Push, PushAck};

use crate::house::{CLINIC, House, PATIENTS, name, push, until};
use crate::receiver::{Got, Receiver, Reply};

fn on_receipt(receiver: &Receiver) -> Push {
    Push { ack: PushAck::OnReceipt, ..push(receiver) }
}

/// The receipt of a MedCom system for the letter that it got.
fn receipt(body: &[u8], is_good: bool) -> Vec<u8> {
    let opened = medcom::convert(body, &Limits::default()).expect("a letter");
    let answer = if is_good {
        Answer::Accepted
    } else {
        Answer::Refused(vec![Refusal::new(RefusalCode::ReceiverUnknown, Place::default())])
    };
    let answers: Vec<_> = opened.letters.into_iter().map(|letter| (letter.head, answer.clone())).collect();
    let stamp = Stamp { id: [9; 16], at: Timestamp::now() };
    medcom::receipt::render(&opened.envelope, &answers, &stamp).expect("it was asked for").bytes
}

fn answering(is_good: bool) -> impl Fn(&Got) -> Reply + Send {
    move |got| Reply { body: receipt(&got.body, is_good), ..Reply::status(200) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_in_the_answer_is_the_ack() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(answering(true));
    house.subscribe("clinic", on_receipt(&receiver)).await;
    let _pusher = house.pusher(1, &[&receiver]);
    for letter in 0..4 {
        house.accept(&format!("L{letter}"), CLINIC, PATIENTS[0]).await;
    }
    house.settled("clinic", 4).await;
    assert_eq!(receiver.taken(), [1, 2, 3, 4]);
    let event = house.journal.events_after(0, 1).await.expect("readable").remove(0).labels.id;
    let said = house.journal.answers(event).await.expect("readable");
    assert_eq!(said.iter().map(|answer| answer.verdict).collect::<Vec<_>>(), [Verdict::Positive]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_negative_receipt_is_a_nack_and_its_reason_is_kept() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(|got| Reply { body: receipt(&got.body, got.entry != 1), ..Reply::status(200) });
    house.subscribe("clinic", on_receipt(&receiver)).await;
    let _pusher = house.pusher(1, &[&receiver]);
    house.accept("L1", CLINIC, PATIENTS[0]).await;
    house.accept("L2", CLINIC, PATIENTS[1]).await;
    assert_eq!(house.parked("clinic").await, (1, "receipt-negative".to_owned()));
    house.settled("clinic", 1).await;
    let attempts: Vec<_> = receiver.got().iter().filter(|got| got.entry == 1).map(|got| got.attempt).collect();
    assert_eq!(attempts, [1, 2, 3]);
    let event = house.journal.events_after(0, 1).await.expect("readable").remove(0).labels.id;
    let said = house.journal.answers(event).await.expect("readable");
    assert!(!said.is_empty() && said.iter().all(|answer| answer.verdict == Verdict::Negative));
    assert!(said.iter().all(|answer| !answer.answer.reasons.bytes.is_empty()), "the reasons are kept");

    // Mended, and delivered again by an operator.
    receiver.answers(answering(true));
    house.engine().change_lane(&name("clinic"), 1, journal::LaneChange::Resume).await.expect("parked");
    house.settled("clinic", 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_is_handed_in_later_is_the_ack() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(|_| Reply::status(202));
    house.subscribe("clinic", on_receipt(&receiver)).await;
    let first = house.pusher(1, &[&receiver]);
    house.accept("L1", CLINIC, PATIENTS[0]).await;
    house.accept("L2", CLINIC, PATIENTS[0]).await;
    awaits(&house, 1).await;
    // Whoever goes on after a restart waits on, and sends nothing again.
    first.kill();
    let _second = house.pusher(2, &[&receiver]);
    awaits(&house, 2).await;
    for entry in 1..=2 {
        until("the letter", async || receiver.got().len() == entry).await;
        hand_in(&house, &receiver.got()[entry - 1], Verdict::Positive).await;
        house.settled("clinic", entry as u64).await;
    }
    assert_eq!(receiver.taken(), [1, 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_without_a_receipt_is_sent_again_with_a_new_envelope_and_given_up_at_last() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(|_| Reply::status(202));
    let soon = Push { receipt_time: Duration::from_millis(200), resends: 2, ..on_receipt(&receiver) };
    house.subscribe("clinic", soon).await;
    let _pusher = house.pusher(1, &[&receiver]);
    house.accept("L1", CLINIC, PATIENTS[0]).await;
    assert_eq!(house.parked("clinic").await, (1, "no-receipt".to_owned()));
    let opened: Vec<_> = receiver
        .got()
        .iter()
        .map(|got| medcom::convert(&got.body, &Limits::default()).expect("a letter"))
        .map(|opened| (opened.envelope.id, opened.letters[0].head.letter_id.clone()))
        .collect();
    assert_eq!(opened.len(), 3, "once, and twice again");
    let envelopes: std::collections::BTreeSet<_> = opened.iter().map(|(envelope, _)| envelope).collect();
    assert_eq!(envelopes.len(), 3);
    assert!(opened.iter().all(|(_, letter)| letter == "L1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_technical_error_of_the_receiver_is_sent_again_and_counts_for_nothing() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(|_| Reply::status(202));
    house.subscribe("clinic", Push { resends: 1, ..on_receipt(&receiver) }).await;
    let _pusher = house.pusher(1, &[&receiver]);
    house.accept("L1", CLINIC, PATIENTS[0]).await;
    for sent in 1..=5 {
        until("the letter", async || receiver.got().len() >= sent).await;
        let verdict = if sent < 5 { Verdict::Transient } else { Verdict::Positive };
        hand_in(&house, &receiver.got()[sent - 1], verdict).await;
    }
    house.settled("clinic", 1).await;
    assert!(receiver.got().iter().all(|got| got.attempt == 1));
}

/// Waits until the pusher of this name waits for a receipt.
async fn awaits(house: &House, pusher: u8) {
    let id = house.journal.subscription(&name("clinic")).await.expect("there").id;
    until("a pusher that waits", async || {
        let turn = house.journal.pushes().await.expect("readable")[0].turn;
        let health = house.journal.push_health(id).await.expect("readable");
        turn.pusher == Some([pusher; 16]) && health.is_some_and(|health| health.awaiting == 1)
    })
    .await;
}

/// The receiver hands in a receipt for what it got.
async fn hand_in(house: &House, got: &Got, verdict: Verdict) {
    let document = receipt(&got.body, true);
    let receipt = exchange::receipts_in(&document, &Limits::default()).remove(0);
    let receipt = IncomingReceipt { verdict, ..receipt };
    let submitted_by = name("clinic").organisation;
    let received = ReceivedReceipt { receipt, at: Timestamp::now(), submitted_by, channel: "https".to_owned() };
    house.receipts.take(&received).await.expect("the journal is there");
}
