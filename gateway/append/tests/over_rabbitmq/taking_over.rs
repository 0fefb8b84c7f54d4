//! The gateway that appends dies, hangs, is cut off or fenced: another one goes on, and nothing is lost, doubled or
//! out of order.

use std::sync::Arc;

use engines::Proxy;

use crate::gateway::Gateway;
use crate::house::House;

const LANES: usize = 8;
const LETTERS: usize = 40;
const ALL: usize = LANES * LETTERS;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_two_appends_and_the_other_goes_on_when_it_dies() {
    let house = Arc::new(House::set().await);
    let mut adapter = house.adapter(LANES, LETTERS).await;
    let first = Gateway::start(&house, "first").await;
    first.until_active().await;
    let second = Gateway::start(&house, "second").await;
    house.until(ALL / 8).await;
    assert!(first.is_active() && !second.is_active());
    drop(first);
    second.until_active().await;
    while adapter.join_next().await.is_some() {}
    house.until(ALL).await;
    house.check(LANES, LETTERS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_hangs_is_replaced_and_does_no_harm_afterwards() {
    let house = Arc::new(House::set().await);
    let mut adapter = house.adapter(LANES, LETTERS).await;
    let first = Gateway::start(&house, "first").await;
    first.until_active().await;
    let second = Gateway::start(&house, "second").await;
    house.until(ALL / 8).await;
    let hanging = first.hang();
    second.until_active().await;
    house.until(ALL / 2).await;
    drop(hanging);
    while adapter.join_next().await.is_some() {}
    house.until(ALL).await;
    // The one that hung is there to go on when the other leaves.
    second.drain().await;
    let mut more = house.adapter(LANES, LETTERS + 5).await;
    while more.join_next().await.is_some() {}
    house.until(LANES * (LETTERS + 5)).await;
    house.check(LANES, LETTERS + 5).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_is_fenced_drops_what_it_holds() {
    let house = Arc::new(House::set().await);
    let mut adapter = house.adapter(LANES, LETTERS).await;
    let (_first, _second) = (Gateway::start(&house, "first").await, Gateway::start(&house, "second").await);
    for part in 1..8 {
        house.until(ALL * part / 8).await;
        house.journal.take_appending().await.expect("an epoch");
    }
    while adapter.join_next().await.is_some() {}
    house.until(ALL).await;
    house.check(LANES, LETTERS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_cut_lose_nothing() {
    let house = Arc::new(House::set().await);
    let mut adapter = house.adapter(LANES, LETTERS).await;
    let (_first, _second) = (Gateway::start(&house, "first").await, Gateway::start(&house, "second").await);
    for part in 1..6 {
        house.until(ALL * part / 8).await;
        house.host.close_connections().await.expect("a node");
    }
    while adapter.join_next().await.is_some() {}
    house.until(ALL).await;
    house.check(LANES, LETTERS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn draining_hands_the_queue_over() {
    let house = Arc::new(House::set().await);
    let mut adapter = house.adapter(LANES, LETTERS).await;
    let first = Gateway::start(&house, "first").await;
    house.until(ALL / 8).await;
    let second = Gateway::start(&house, "second").await;
    first.drain().await;
    assert!(!first.is_active());
    while adapter.join_next().await.is_some() {}
    house.until(ALL).await;
    assert!(second.is_active());
    house.check(LANES, LETTERS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_hangs_does_no_harm_to_a_database() {
    let house = Arc::new(House::on_postgres().await);
    let mut adapter = house.adapter(LANES, LETTERS).await;
    let first = Gateway::start(&house, "first").await;
    first.until_active().await;
    let second = Gateway::start(&house, "second").await;
    house.until(ALL / 8).await;
    let hanging = first.hang();
    second.until_active().await;
    house.until(ALL / 2).await;
    drop(hanging);
    while adapter.join_next().await.is_some() {}
    house.until(ALL).await;
    house.check(LANES, LETTERS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_loses_the_database_leaves_the_queue_to_another() {
    let house = Arc::new(House::on_postgres().await);
    let database = engines::shared_postgres().await.address();
    let proxy = Arc::new(Proxy::start(database).await.expect("a proxy"));
    let mut adapter = house.adapter(LANES, LETTERS).await;
    let first = Gateway::behind(&house, "first", Some(Arc::clone(&proxy))).await;
    first.until_active().await;
    let second = Gateway::start(&house, "second").await;
    house.until(ALL / 8).await;
    proxy.stall();
    second.until_active().await;
    proxy.resume();
    while adapter.join_next().await.is_some() {}
    house.until(ALL).await;
    assert!(!first.is_active());
    house.check(LANES, LETTERS).await;
}
