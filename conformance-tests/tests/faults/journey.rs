//! The journey of a letter: adapter, RabbitMQ, gateway, PostgreSQL, subscriber. Its receipt comes back the way it came.

use std::time::Duration;

use conformance_tests::checker::check;
use conformance_tests::hostile::Chance;
use tokio::time::timeout;

use crate::load::{Load, Shape};
use crate::servers::Servers;
use crate::world::{Plan, World};

const STUCK: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_travels_through_every_process() {
    let servers = Servers::start(1).await;
    let world = World::start(&servers, &Plan { adapters: 1, gateways: 1, ..Plan::default() }).await;
    // No more than the first letters: one for the clinic, which has two subscriptions, and one for the municipality.
    let nobody = Shape { manners: Vec::new(), rate: 1 };
    let load = timeout(STUCK, Load::start(&world.doors(), &nobody, &mut Chance::new(1))).await.expect("receipts");
    let (history, counts) = load.finish(STUCK).await;
    assert_eq!(check(&history.steps()), []);
    assert_eq!(counts.complaints, Vec::<String>::new());
    assert_eq!((counts.letters(), counts.entries()), (2, 3));
    assert_eq!(world.stop().await, Vec::<String>::new());
}
