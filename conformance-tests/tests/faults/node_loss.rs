//! A node of the broker is lost under load: the others take letters on, and none is lost.

use std::time::Duration;

use conformance_tests::checker::check;
use conformance_tests::hostile::Chance;
use tokio::time::{Instant, timeout};

use crate::load::{Load, Shape};
use crate::servers::Servers;
use crate::world::{Plan, World};

/// Longer than anything here takes, however busy the machine is. How long it really took is printed.
const STUCK: Duration = Duration::from_secs(120);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn letters_are_taken_on_when_a_node_of_the_broker_is_lost() {
    let mut servers = Servers::start(3).await;
    let world = World::start(&servers, &Plan::default()).await;
    let load = Load::start(&world.doors(), &Shape::mixed(2, 100), &mut Chance::new(1)).await;
    let (history, tally) = (load.history.clone(), load.tally.clone());
    // Each in turn: one of them leads the queue.
    for node in 0..servers.broker.nodes.len() {
        let before = tally.counts();
        timeout(STUCK, tally.satisfies(|now| now.entries() >= before.entries() + 200)).await.expect("letters flow");
        tally.take_stalls();
        servers.broker.nodes[node].kill().expect("it can be killed");
        let (lost, before) = (Instant::now(), tally.counts());
        let goes_on = tally.satisfies(|now| (0..2).all(|one| now.receipts_of(one) >= before.receipts_of(one) + 50));
        timeout(STUCK, goes_on).await.expect("letters flow without the node");
        let (took, stalls) = (lost.elapsed(), tally.take_stalls());
        servers.broker.start_again().await.expect("it starts again");
        eprintln!("node {node} lost: {:?} without a receipt, {:?} without an entry", stalls.receipts, stalls.entries);
        eprintln!("node {node} lost: 50 letters at each adapter after {took:?}");
    }
    load.finish(2 * STUCK).await;
    assert_eq!(check(&history.steps()), []);
    assert_eq!(tally.counts().complaints, Vec::<String>::new());
    assert_eq!(world.stop().await, Vec::<String>::new());
}
