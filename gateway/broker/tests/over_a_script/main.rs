//! The broker over a node that answers by a script: whatever order the answers come in, each message gets its own.
//!
//! A real node confirms in this order or that as its disks please; lapin pairs what was returned with whatever is confirmed
//! next. Here every order can be had.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod frames;
mod node;

use std::time::Duration;

use broker::{Authentication, Broker, EventHead, Message, Node, PublishError, Secret, Settings, Topology, Turns};
use futures::future::join_all;

use crate::frames::{ack, close_channel, nack, returned};
use crate::node::{Published, Script, listen};

/// Messages to this queue are returned by the scripts.
const NOWHERE: &str = "nowhere";
/// A second is as long as eternity here.
const GUARD: Duration = Duration::from_secs(60);

async fn connected(script: Script, patience: Duration) -> Broker {
    let address = listen(script).await;
    let settings = Settings {
        nodes: vec![Node { host: address.ip().to_string(), port: address.port() }],
        virtual_host: "/".to_owned(),
        authentication: Authentication::Plain { user: "user".to_owned(), password: Secret::new("password") },
        tls: None,
        heartbeat: Duration::from_secs(60),
        patience,
        name: "test".to_owned(),
    };
    let broker = Broker::start(settings, Topology::default());
    broker.first(GUARD).await.expect("it answers");
    broker
}

/// Publishes to these queues at once and gives the answers in their order.
async fn publish(broker: &Broker, queues: &[&str]) -> Vec<Result<(), PublishError>> {
    let turn = Turns::new().take(&[]).await;
    let courses = queues.iter().enumerate().map(|(number, queue)| {
        let head = EventHead {
            id: format!("message-{number}"),
            kind: "test".to_owned(),
            source: "/test".to_owned(),
            time: "2026-11-22T07:00:00Z".to_owned(),
            traceparent: None,
        };
        let message = Message::event(head, vec![7; 10].into());
        let message = Message { exchange: String::new(), routing_key: (*queue).to_owned(), ..message };
        broker.publish(&turn, message)
    });
    tokio::time::timeout(GUARD, join_all(courses)).await.expect("all are answered")
}

fn returns(published: &[Published]) -> Vec<u8> {
    published.iter().filter(|message| message.queue == NOWHERE).flat_map(returned).collect()
}

fn expected(queues: &[&str]) -> Vec<Result<(), PublishError>> {
    queues.iter().map(|queue| if *queue == NOWHERE { Err(PublishError::Unroutable) } else { Ok(()) }).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirm_between_a_return_and_its_own_confirm_changes_nothing() {
    let queues = ["a", "b", NOWHERE, "c", NOWHERE, "d"];
    let script: Script = |published| {
        (published.len() == 6).then(|| {
            let stored = published.iter().filter(|message| message.queue != NOWHERE);
            let lost = published.iter().filter(|message| message.queue == NOWHERE);
            let acks = stored.chain(lost).flat_map(|message| ack(message.channel, message.tag, false));
            returns(published).into_iter().chain(acks).collect()
        })
    };
    let broker = connected(script, GUARD).await;
    for _ in 0..500 {
        assert_eq!(publish(&broker, &queues).await, expected(&queues));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_confirm_of_many_tells_apart_what_was_returned() {
    let queues = [NOWHERE, "a", "b", NOWHERE, "c", "d", "e", "f", NOWHERE, "g", "h", "i"];
    let script: Script = |published| {
        (published.len() == 12).then(|| {
            let last = published.last().expect("twelve");
            returns(published).into_iter().chain(ack(last.channel, last.tag, true)).collect()
        })
    };
    let broker = connected(script, GUARD).await;
    for _ in 0..500 {
        assert_eq!(publish(&broker, &queues).await, expected(&queues));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_said_when_patience_is_over_and_takes_no_return() {
    let script: Script = |published| {
        let last = published.last().expect("one");
        (last.queue == "full" || published.len() == 2).then(|| {
            let answers = published.iter().flat_map(|message| match &*message.queue {
                "full" => nack(message.channel, message.tag),
                _ => ack(message.channel, message.tag, false),
            });
            returns(published).into_iter().chain(answers).collect()
        })
    };
    let broker = connected(script, Duration::from_millis(600)).await;
    assert_eq!(publish(&broker, &["full"]).await, [Err(PublishError::Refused)]);
    assert_eq!(publish(&broker, &[NOWHERE, "a"]).await, [Err(PublishError::Unroutable), Ok(())]);
}

/// Messages are numbered by their ids; what was not confirmed comes again on the next channel in the same order.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_channel_takes_with_it_goes_out_again_in_order() {
    let queues: Vec<String> = (0..20).map(|number| format!("queue-{number}")).collect();
    let queues: Vec<&str> = queues.iter().map(String::as_str).collect();
    let script: Script = |published| {
        let confirms = |count: usize| published[..count].iter().flat_map(|one| ack(one.channel, one.tag, false));
        let first = &published[0];
        match (published.len(), &*first.queue) {
            // Five are confirmed, then the channel is gone.
            (20, "queue-0") => Some(confirms(5).chain(close_channel(first.channel)).collect()),
            (15, "queue-5") => {
                let order: Vec<_> = published.iter().map(|one| one.queue.clone()).collect();
                assert_eq!(order, (5..20).map(|number| format!("queue-{number}")).collect::<Vec<_>>());
                Some(confirms(15).collect())
            }
            _ => None,
        }
    };
    let broker = connected(script, GUARD).await;
    assert_eq!(publish(&broker, &queues).await, expected(&queues));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_says_nothing_is_replaced() {
    // The first channel for queues is the second that is in confirm mode; it hears nothing from us.
    let script: Script = |published| {
        let message = published.last().expect("one");
        (message.channels_before > 0).then(|| ack(message.channel, message.tag, false))
    };
    let broker = connected(script, GUARD).await;
    assert_eq!(publish(&broker, &["a"]).await, [Ok(())]);
}
