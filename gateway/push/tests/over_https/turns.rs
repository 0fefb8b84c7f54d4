//! Several gateways on one journal: one of them posts.

use crate::house::{CLINIC, House, PATIENTS, push};
use crate::receiver::Receiver;

#[tokio::test(flavor = "multi_thread")]
async fn the_turn_of_a_pusher_that_is_gone_is_taken_and_nothing_is_lost() {
    let house = House::new().await;
    let receiver = Receiver::start(&house.papers).await;
    house.subscribe("clinic", push(&receiver)).await;
    let first = house.pusher(1, &[&receiver]);
    house.accept("L1", CLINIC, PATIENTS[0]).await;
    house.settled("clinic", 1).await;
    let second = house.pusher(2, &[&receiver]);
    house.accept("L2", CLINIC, PATIENTS[0]).await;
    house.settled("clinic", 2).await;
    let whose = async || house.journal.pushes().await.expect("readable")[0].turn.pusher;
    assert_eq!(whose().await, Some([1; 16]), "it is alive, and keeps its turn");
    first.kill();
    for letter in 3..9 {
        house.accept(&format!("L{letter}"), CLINIC, PATIENTS[letter % 3]).await;
    }
    house.settled("clinic", 8).await;
    assert_eq!(whose().await, Some([2; 16]));
    let mut taken = receiver.taken();
    taken.sort_unstable();
    // What was under way when the first one was killed may come twice.
    taken.dedup();
    assert_eq!(taken, (1..=8).collect::<Vec<_>>());

    let third = house.pusher(3, &[&receiver]);
    second.drain().await;
    house.accept("L9", CLINIC, PATIENTS[0]).await;
    house.settled("clinic", 9).await;
    assert_eq!(whose().await, Some([3; 16]), "what was given up is taken at once");
    third.drain().await;
}
