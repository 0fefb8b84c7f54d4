//! A RabbitMQ node as tests use it.

use std::time::{Duration, Instant};

use engines::{RabbitMq, RabbitOptions, Rights, shared_rabbitmq};

#[tokio::test]
async fn a_virtual_host_survives_a_kill_and_a_stop_of_its_node() {
    let began = Instant::now();
    let mut node = RabbitMq::start(RabbitOptions::default()).await.unwrap();
    println!("started in {:?}", began.elapsed());
    let host = node.virtual_host().await.unwrap();
    let began = Instant::now();
    node.kill().unwrap();
    println!("killed in {:?}", began.elapsed());
    assert!(tokio::net::TcpStream::connect(node.amqp()).await.is_err());
    let began = Instant::now();
    node.start_again().await.unwrap();
    println!("started again in {:?}", began.elapsed());
    assert!(host.read(&format!("vhosts/{}", host.name)).await.is_ok());
    let began = Instant::now();
    node.stop().await.unwrap();
    println!("stopped in {:?}", began.elapsed());
    node.start_again().await.unwrap();
    assert!(host.read(&format!("vhosts/{}", host.name)).await.is_ok());
    node.pause().unwrap();
    let silent = tokio::time::timeout(Duration::from_millis(300), host.read("overview")).await;
    assert!(silent.is_err(), "a paused node is silent");
    node.resume().unwrap();
    host.read("overview").await.unwrap();
    node.starve().await.unwrap();
    node.feed().await.unwrap();
}

#[tokio::test]
async fn every_test_has_a_virtual_host_of_its_own() {
    let node = shared_rabbitmq().await;
    let mut host = node.virtual_host().await.unwrap();
    let other = node.virtual_host().await.unwrap();
    assert_ne!(host.name, other.name);
    let user = host.user("sender", Rights { configure: "", write: "letters", read: "" }).await.unwrap();
    let rights = other.read(&format!("permissions/{}/{user}", host.name)).await.unwrap();
    assert_eq!(rights["write"], "letters");
    let (name, path) = (host.name.clone(), format!("vhosts/{}", host.name));
    host.close().await.unwrap();
    assert!(other.read(&path).await.is_err(), "{name} is gone");
    assert!(other.read(&format!("users/{user}")).await.is_err(), "{user} is gone");
    let gone = format!("vhosts/{}", other.name);
    drop(other);
    let witness = node.virtual_host().await.unwrap();
    assert!(witness.read(&gone).await.is_err(), "dropped is gone too");
}
