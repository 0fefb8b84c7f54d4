//! The gateway that appends dies, hangs, is cut off or fenced: another one goes on, and nothing is lost, doubled or
//! out of order.

use std::sync::Arc;

use engines::Proxy;

use crate::adapter::Adapter;
use crate::gateway::Gateway;
use crate::house::House;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_two_appends_and_the_other_goes_on_when_it_dies() {
    let house = Arc::new(House::set().await);
    let adapter = Adapter::start(&house).await;
    let first = Gateway::start(&house, "first").await;
    first.until_active().await;
    let second = Gateway::start(&house, "second").await;
    house.goes_on().await;
    assert!(first.is_active() && !second.is_active());
    drop(first);
    second.until_active().await;
    house.complete(adapter).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_hangs_is_replaced_and_does_no_harm_afterwards() {
    hangs_and_comes_back(House::set().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_hangs_does_no_harm_to_a_database() {
    hangs_and_comes_back(House::on_postgres().await).await;
}

async fn hangs_and_comes_back(house: House) {
    let house = Arc::new(house);
    let adapter = Adapter::start(&house).await;
    let first = Gateway::start(&house, "first").await;
    first.until_active().await;
    let second = Gateway::start(&house, "second").await;
    house.goes_on().await;
    let hanging = first.hang();
    second.until_active().await;
    house.goes_on().await;
    drop(hanging);
    house.goes_on().await;
    // The one that hung is there to go on when the other leaves.
    second.drain().await;
    house.goes_on().await;
    assert!(first.is_active());
    house.complete(adapter).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_is_fenced_drops_what_it_holds() {
    let house = Arc::new(House::set().await);
    let adapter = Adapter::start(&house).await;
    let (_first, _second) = (Gateway::start(&house, "first").await, Gateway::start(&house, "second").await);
    for _ in 1..8 {
        house.goes_on().await;
        house.journal.take_appending().await.expect("an epoch");
    }
    house.complete(adapter).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_cut_lose_nothing() {
    let house = Arc::new(House::set().await);
    let adapter = Adapter::start(&house).await;
    let (_first, _second) = (Gateway::start(&house, "first").await, Gateway::start(&house, "second").await);
    for _ in 1..6 {
        house.goes_on().await;
        house.host.close_connections().await.expect("a node");
    }
    house.complete(adapter).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn draining_hands_the_queue_over() {
    let house = Arc::new(House::set().await);
    let adapter = Adapter::start(&house).await;
    let first = Gateway::start(&house, "first").await;
    house.goes_on().await;
    let second = Gateway::start(&house, "second").await;
    first.drain().await;
    assert!(!first.is_active());
    second.until_active().await;
    house.complete(adapter).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_loses_the_database_leaves_the_queue_to_another() {
    let house = Arc::new(House::on_postgres().await);
    let database = engines::shared_postgres().await.address();
    let proxy = Arc::new(Proxy::start(database).await.expect("a proxy"));
    let adapter = Adapter::start(&house).await;
    let first = Gateway::behind(&house, "first", Some(Arc::clone(&proxy))).await;
    first.until_active().await;
    let second = Gateway::start(&house, "second").await;
    house.goes_on().await;
    proxy.stall();
    second.until_active().await;
    proxy.resume();
    house.goes_on().await;
    assert!(!first.is_active());
    house.complete(adapter).await;
}
