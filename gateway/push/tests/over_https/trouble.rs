//! Receivers that are down, slow, busy or do not want what they get.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use journal::Push;

use crate::house::{CLINIC, House, MUNICIPALITY, PATIENTS, name, push, until};
use crate::receiver::{Receiver, Reply};

/// More failures than a subscription here has attempts.
const MANY: usize = 6;

/// Whether the gateway says that a receiver is unwell, and for this reason.
async fn is_unwell(house: &House, reason: &str) -> bool {
    let id = house.journal.subscription(&name("clinic")).await.expect("there").id;
    let health = house.journal.push_health(id).await.expect("readable");
    health.is_some_and(|health| (health.state.as_str(), health.reason.as_str()) == ("unwell", reason))
}

/// Nothing was lost, nothing was taken twice, and each lane kept its order.
fn taken_in_order(receiver: &Receiver, entries: u64) {
    let mut taken = receiver.taken();
    for lane in 0..3 {
        let of_lane: Vec<_> = taken.iter().filter(|entry| *entry % 3 == lane).collect();
        assert!(of_lane.is_sorted(), "{taken:?}");
    }
    taken.sort_unstable();
    assert_eq!(taken, (1..=entries).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_down_costs_no_attempt_and_holds_up_nobody_else() {
    let house = House::new().await;
    let (down, well) = (Receiver::start(&house.papers).await, Receiver::start(&house.papers).await);
    house.subscribe("clinic", push(&down)).await;
    house.subscribe("municipality", push(&well)).await;
    let _pusher = house.pusher(1, &[&down, &well]);
    down.goes_down();
    for letter in 0..9 {
        house.accept(&format!("C{letter}"), CLINIC, PATIENTS[letter % 3]).await;
        house.accept(&format!("M{letter}"), MUNICIPALITY, PATIENTS[letter % 3]).await;
    }
    house.settled("municipality", 9).await;
    until("the word", async || is_unwell(&house, "connect").await).await;
    // Longer than all attempts and their waits would take.
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert_eq!(house.backlog("clinic").await.unsettled, 9);
    assert_eq!(house.backlog("clinic").await.parked, []);
    down.comes_back().await;
    house.settled("clinic", 9).await;
    taken_in_order(&down, 9);
    assert!(down.got().iter().all(|got| got.attempt == 1), "no attempt was counted");
    taken_in_order(&well, 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_answers_nothing_but_errors_costs_no_attempt() {
    for status in [500, 503, 429, 401, 404] {
        let house = House::new().await;
        let receiver = Receiver::start(&house.papers).await;
        receiver.answers(move |_| Reply::status(status));
        house.subscribe("clinic", push(&receiver)).await;
        let _pusher = house.pusher(1, &[&receiver]);
        for letter in 0..6 {
            house.accept(&format!("L{letter}"), CLINIC, PATIENTS[letter % 3]).await;
        }
        until("failures", async || receiver.got().len() > MANY * 3).await;
        assert!(is_unwell(&house, &format!("http-{status}")).await);
        assert_eq!(house.backlog("clinic").await.parked, [], "{status}");
        receiver.answers(|_| Reply::status(200));
        house.settled("clinic", 6).await;
        taken_in_order(&receiver, 6);
        assert!(receiver.got().iter().all(|got| got.attempt == 1), "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_its_receiver_refuses_parks_its_lane_and_no_other() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(|got| Reply::status(if got.entry == 1 { 422 } else { 200 }));
    house.subscribe("clinic", push(&receiver)).await;
    let _pusher = house.pusher(1, &[&receiver]);
    for letter in 0..6 {
        house.accept(&format!("L{letter}"), CLINIC, PATIENTS[letter % 3]).await;
    }
    assert_eq!(house.parked("clinic").await, (1, "http-422".to_owned()));
    house.settled("clinic", 4).await;
    let attempts: Vec<_> = receiver.got().iter().filter(|got| got.entry == 1).map(|got| got.attempt).collect();
    assert_eq!(attempts, [1, 2, 3]);
    assert!(!receiver.got().iter().any(|got| got.entry == 4), "it comes after the one that is parked");
    receiver.answers(|_| Reply::status(200));
    let engine = house.engine();
    engine.change_lane(&name("clinic"), 1, journal::LaneChange::Resume).await.expect("parked");
    house.settled("clinic", 6).await;
    taken_in_order(&receiver, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_makes_its_receiver_stumble_every_time_parks_its_lane_in_the_end() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(|got| Reply::status(if got.entry == 1 { 500 } else { 200 }));
    house.subscribe("clinic", push(&receiver)).await;
    let _pusher = house.pusher(1, &[&receiver]);
    house.accept("L0", CLINIC, PATIENTS[0]).await;
    // Others have to be taken in between, or nobody knows whose trouble it is.
    let mut letter = 1;
    while house.backlog("clinic").await.parked.is_empty() {
        house.accept(&format!("L{letter}"), CLINIC, PATIENTS[1]).await;
        house.settled("clinic", letter).await;
        letter += 1;
        assert!(letter < 1000, "it is never parked");
    }
    assert_eq!(house.parked("clinic").await, (1, "http-500".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_receiver_holds_up_only_itself() {
    let house = House::new().await;
    let (slow, quick) = (Receiver::start(&house.papers).await, Receiver::start(&house.papers).await);
    let is_slow = Arc::new(AtomicBool::new(true));
    let still = Arc::clone(&is_slow);
    slow.answers(move |_| Reply {
        after: if still.load(Ordering::Relaxed) { Duration::from_secs(3600) } else { Duration::ZERO },
        ..Reply::status(200)
    });
    house.subscribe("clinic", Push { answer_time: Duration::from_millis(100), ..push(&slow) }).await;
    house.subscribe("municipality", push(&quick)).await;
    let _pusher = house.pusher(1, &[&slow, &quick]);
    for letter in 0..6 {
        house.accept(&format!("C{letter}"), CLINIC, PATIENTS[letter % 3]).await;
        house.accept(&format!("M{letter}"), MUNICIPALITY, PATIENTS[letter % 3]).await;
    }
    house.settled("municipality", 6).await;
    until("the word", async || is_unwell(&house, "timeout").await).await;
    is_slow.store(false, Ordering::Relaxed);
    house.settled("clinic", 6).await;
    taken_in_order(&slow, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_is_left_alone_as_long_as_it_asks() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(|_| Reply { headers: vec![("retry-after", "2".to_owned())], ..Reply::status(503) });
    house.subscribe("clinic", push(&receiver)).await;
    let _pusher = house.pusher(1, &[&receiver]);
    house.accept("L1", CLINIC, PATIENTS[0]).await;
    until("the first request", async || !receiver.got().is_empty()).await;
    let asked = std::time::Instant::now();
    receiver.answers(|_| Reply::status(200));
    house.settled("clinic", 1).await;
    assert!(asked.elapsed() >= Duration::from_millis(1900), "{:?}", asked.elapsed());
    assert_eq!(receiver.got().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_end_is_cut_and_still_an_answer() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(|_| Reply { body: vec![b'x'; 3 << 20], ..Reply::status(200) });
    house.subscribe("clinic", push(&receiver)).await;
    let _pusher = house.pusher(1, &[&receiver]);
    house.accept("L1", CLINIC, PATIENTS[0]).await;
    house.accept("L2", CLINIC, PATIENTS[0]).await;
    house.settled("clinic", 2).await;
    assert_eq!(receiver.taken(), [1, 2]);
}
