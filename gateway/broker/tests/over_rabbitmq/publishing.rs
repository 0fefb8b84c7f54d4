//! Publishing: every confirm is true.

use std::collections::BTreeSet;

use broker::{EVENTS, Message, PublishError, RECEIPTS, Topology, Turns};
use futures::future::join_all;

use crate::stage::{Stage, drain, event, publish, to_queue, within};

#[tokio::test(flavor = "multi_thread")]
async fn a_message_arrives_as_it_was_handed_over() {
    let stage = Stage::shared().await;
    let broker = stage.broker().await;
    let message = Message {
        correlation_id: Some("correlation".to_owned()),
        reply_to: Some(format!("{RECEIPTS}somebody")),
        ..event("one")
    };
    publish(&broker, message).await.expect("confirmed");

    let mut consumer = broker.consume(EVENTS, 10).await.expect("consumes");
    let delivery = within(consumer.next()).await.expect("comes");
    assert_eq!(delivery.id, "one");
    assert_eq!(delivery.kind, "dk.broen.test");
    assert_eq!(delivery.content_type, "application/vnd.broen.sealed");
    assert_eq!(delivery.correlation_id.as_deref(), Some("correlation"));
    assert_eq!(delivery.reply_to.as_deref(), Some("broen.receipts.somebody"));
    assert_eq!(delivery.user_id, None);
    assert_eq!(delivery.body, "one");
    assert!(!delivery.redelivered);
    let header = |name: &str| delivery.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!(header("cloudEvents:specversion"), Some("1.0"));
    assert_eq!(header("cloudEvents:id"), Some("one"));
    assert_eq!(header("cloudEvents:source"), Some("/test"));
    assert_eq!(header("cloudEvents:time"), Some("2026-11-22T07:00:00Z"));
    assert!(header("traceparent").is_some_and(|trace| trace.starts_with("00-")));
    consumer.ack_through(delivery.tag).await.expect("acks");
    consumer.close().await;
    broker.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_confirms_are_under_way_at_once() {
    let stage = Stage::shared().await;
    let broker = stage.broker().await;
    let ids: Vec<String> = (0..3000).map(|number| format!("event-{number}")).collect();
    let answers = within(join_all(ids.iter().map(|id| publish(&broker, event(id))))).await;
    assert!(answers.into_iter().all(|answer| answer.is_ok()));
    let came = drain(&broker, EVENTS, ids.len()).await;
    assert_eq!(came.iter().collect::<BTreeSet<_>>(), ids.iter().collect());
    assert_eq!(came.len(), ids.len(), "nothing came twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_one_key_keep_their_order() {
    let stage = Stage::shared().await;
    let broker = stage.broker().await;
    let turns = Turns::new();
    let courses = (0..50_u8).map(|key| {
        let (broker, turns) = (broker.clone(), turns.clone());
        async move {
            for number in 0..20 {
                let turn = turns.take(&[[key; 32]]).await;
                broker.publish(&turn, event(&format!("{key}-{number}"))).await.expect("confirmed");
            }
        }
    });
    within(join_all(courses)).await;
    let came = drain(&broker, EVENTS, 1000).await;
    for key in 0..50 {
        let prefix = format!("{key}-");
        let numbers: Vec<u32> =
            came.iter().filter_map(|id| id.strip_prefix(&prefix)).map(|number| number.parse().unwrap()).collect();
        assert_eq!(numbers, (0..20).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_no_queue_takes_is_an_error() {
    let stage = Stage::shared().await;
    let broker = stage.broker().await;
    assert_eq!(publish(&broker, to_queue("broen.receipts.nobody", "lost")).await, Err(PublishError::Unroutable));
    publish(&broker, event("kept")).await.expect("confirmed");
    assert_eq!(drain(&broker, EVENTS, 1).await, ["kept"]);
}

/// The returned and the confirmed are told apart however they are mixed: the foreign library mixes them up.
#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_returned_messages_withdraws_no_confirm_and_gives_none() {
    let stage = Stage::shared().await;
    let broker = stage.broker_of(Topology::letters("there")).await;
    let courses = (0..4000).map(|number| {
        let (broker, lost) = (broker.clone(), number % 3 == 1);
        async move {
            let queue = if lost { "nowhere" } else { "there" };
            let id = format!("letter-{number}");
            (id.clone(), lost, publish(&broker, to_queue(queue, &id)).await)
        }
    });
    let mut stored = BTreeSet::new();
    for (id, lost, answer) in within(join_all(courses)).await {
        assert_eq!(answer, if lost { Err(PublishError::Unroutable) } else { Ok(()) }, "{id}");
        if !lost {
            stored.insert(id);
        }
    }
    let came = drain(&broker, "there", stored.len()).await;
    assert_eq!(came.into_iter().collect::<BTreeSet<_>>(), stored);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_is_unbound_is_noticed_and_bound_again() {
    let stage = Stage::shared().await;
    let broker = stage.broker().await;
    let hand = stage.by_hand().await;
    let channel = hand.create_channel().await.unwrap();
    channel.queue_unbind(EVENTS.into(), EVENTS.into(), "".into(), Default::default()).await.unwrap();
    assert_eq!(publish(&broker, event("lost")).await, Err(PublishError::Unroutable));
    let bound = async {
        while publish(&broker, event("kept")).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    within(bound).await;
    assert_eq!(drain(&broker, EVENTS, 1).await, ["kept"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_refuses_when_patience_is_over() {
    let mut stage = Stage::shared().await;
    stage.settings.patience = std::time::Duration::from_secs(2);
    let broker = stage.broker().await;
    let limit = serde_json::json!({ "max-length": 5 });
    stage.host.policy("small", "^broen.events$", &limit).await.expect("a policy");
    let refused = async {
        // Quorum queues take some more than their limit before they notice.
        for number in 0.. {
            match publish(&broker, event(&format!("event-{number}"))).await {
                Ok(()) => {}
                Err(refusal) => return (number, refusal),
            }
        }
        unreachable!("numbers do not end")
    };
    let (stored, refusal) = within(refused).await;
    assert_eq!(refusal, PublishError::Refused);
    assert!(stored >= 5);
    assert_eq!(drain(&broker, EVENTS, stored).await.len(), stored, "what was confirmed is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_with_a_property_too_long_is_refused_before_it_is_sent() {
    let stage = Stage::shared().await;
    let broker = stage.broker().await;
    let long = "x".repeat(256);
    assert_eq!(publish(&broker, event(&long)).await, Err(PublishError::TooLarge));
    assert_eq!(publish(&broker, to_queue(&long, "one")).await, Err(PublishError::TooLarge));
    let heavy = (0..100).map(|number| (format!("header-{number}"), "x".repeat(1000))).collect();
    assert_eq!(publish(&broker, Message { headers: heavy, ..event("one") }).await, Err(PublishError::TooLarge));
    publish(&broker, event(&"x".repeat(255))).await.expect("confirmed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_many_frames_arrives_whole() {
    let stage = Stage::shared().await;
    let broker = stage.broker().await;
    let body: Vec<u8> = (0..20 << 20).map(|place: u32| place.to_le_bytes()[0] ^ place.to_le_bytes()[2]).collect();
    let mut message = event("large");
    message.body = body.clone().into();
    publish(&broker, message).await.expect("confirmed");
    let mut consumer = broker.consume(EVENTS, 1).await.expect("consumes");
    let delivery = within(consumer.next()).await.expect("comes");
    assert!(delivery.body == body);
    consumer.ack_through(delivery.tag).await.expect("acks");
    consumer.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_is_not_there_is_said_at_once() {
    let stage = Stage::shared().await;
    let mut settings = stage.settings.clone();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    settings.nodes[0].port = free.port();
    let broker = broker::Broker::start(settings, Topology::events());
    assert_eq!(publish(&broker, event("one")).await, Err(PublishError::Unreachable));
    let verdict = broker.first(std::time::Duration::from_millis(300)).await;
    assert!(matches!(verdict, Err(broker::Error::Unreachable { .. })), "{verdict:?}");
}
