//! What a receiver gets while all is well.

use journal::{Push, PushFormat};

use crate::house::{CLINIC, House, PATIENTS, name, push, until};
use crate::receiver::{Receiver, Reply};

#[tokio::test(flavor = "multi_thread")]
async fn every_entry_is_posted_once_in_the_order_of_its_lane() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    house.subscribe("clinic", push(&receiver)).await;
    let pusher = house.pusher(1, &[&receiver]);
    for letter in 0..12 {
        house.accept(&format!("L{letter}"), CLINIC, PATIENTS[letter % 3]).await;
    }
    house.settled("clinic", 12).await;
    let got = receiver.got();
    assert!(got.iter().all(|got| got.attempt == 1 && got.content_type == "application/xml; charset=utf-8"));
    for lane in 0..3 {
        let of_lane: Vec<_> = receiver.taken().into_iter().filter(|entry| entry % 3 == lane).collect();
        assert_eq!(of_lane.len(), 4, "{:?}", receiver.taken());
        assert!(of_lane.is_sorted(), "{of_lane:?}");
    }
    let first = String::from_utf8_lossy(&got[0].body).into_owned();
    assert!(first.contains("<StatisticalCode>XDIS91") && first.contains("minuspositivkvitt"), "{first}");
    pusher.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_written_as_its_receiver_wants_it() {
    for (format, media_type, holds) in [(PushFormat::MedcomVans, "application/xml; charset=utf-8", "<VANSEnvelope")] {
        let house = House::new().await;
        let receiver = Receiver::start(&house.papers).await;
        house.subscribe("clinic", Push { format, ..push(&receiver) }).await;
        let _pusher = house.pusher(1, &[&receiver]);
        house.accept("L1", CLINIC, PATIENTS[0]).await;
        until("an answer", async || {
            let backlog = house.backlog("clinic").await;
            assert_eq!(backlog.parked, [], "{format:?}");
            backlog.unsettled == 0
        })
        .await;
        let got = receiver.got().remove(0);
        assert_eq!(got.content_type, media_type);
        assert!(String::from_utf8_lossy(&got.body).contains(holds), "{format:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_that_changes_goes_to_the_new_receiver_and_one_that_is_paused_waits() {
    let house = House::new().await;
    let (old, new) = (Receiver::start(&house.papers).await, Receiver::start(&house.papers).await);
    house.subscribe("clinic", push(&old)).await;
    let _pusher = house.pusher(1, &[&old, &new]);
    house.accept("L1", CLINIC, PATIENTS[0]).await;
    house.settled("clinic", 1).await;

    let paused = Push { paused: true, ..push(&new) };
    let row = house.journal.update_push(&name("clinic"), Some(paused)).await.expect("there");
    let standing = async |state: &str| {
        let health = house.journal.push_health(row.id).await.expect("readable");
        health.is_some_and(|health| health.state == state)
    };
    until("the pause", async || standing("paused").await).await;
    house.accept("L2", CLINIC, PATIENTS[0]).await;
    house.journal.update_push(&name("clinic"), Some(push(&new))).await.expect("there");
    house.settled("clinic", 2).await;
    assert_eq!((old.taken(), new.taken()), (vec![1], vec![2]));
    until("deliveries", async || standing("delivering").await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_posted_to_a_host_that_is_not_allowed() {
    let house = House::new().await;
    let (allowed, other) = (Receiver::start(&house.papers).await, Receiver::start(&house.papers).await);
    house.subscribe("clinic", push(&other)).await;
    house.subscribe("municipality", push(&allowed)).await;
    let _pusher = house.pusher(1, &[&allowed]);
    house.accept("L1", CLINIC, PATIENTS[0]).await;
    house.accept("L2", crate::house::MUNICIPALITY, PATIENTS[0]).await;
    house.settled("municipality", 1).await;
    let id = house.journal.subscription(&name("clinic")).await.expect("there").id;
    until("the word", async || {
        let health = house.journal.push_health(id).await.expect("readable");
        health.is_some_and(|health| health.state == "not-allowed")
    })
    .await;
    assert!(other.got().is_empty());
    assert_eq!(house.backlog("clinic").await.unsettled, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_kept_for_the_next_entry_and_one_that_was_closed_is_not_missed() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    receiver.answers(|got| Reply {
        headers: if got.entry % 2 == 0 { vec![("connection", "close".to_owned())] } else { Vec::new() },
        ..Reply::status(200)
    });
    house.subscribe("clinic", Push { requests: 1, ..push(&receiver) }).await;
    let _pusher = house.pusher(1, &[&receiver]);
    for letter in 0..8 {
        house.accept(&format!("L{letter}"), CLINIC, PATIENTS[0]).await;
    }
    house.settled("clinic", 8).await;
    assert_eq!(receiver.taken(), (1..=8).collect::<Vec<_>>());
}
