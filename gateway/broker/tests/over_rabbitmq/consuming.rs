//! Consuming: in order, at most so many at once, and nothing is gone that was not acked.

use std::collections::BTreeSet;
use std::time::Duration;

use broker::{Broker, EVENTS, Ended, Tag, Topology};
use futures::future::join_all;

use crate::stage::{Stage, drain, event, publish, to_queue, within};

/// Publishes numbered events one after the other.
async fn numbered(broker: &Broker, count: usize) -> Vec<String> {
    let ids: Vec<String> = (0..count).map(|number| format!("event-{number}")).collect();
    for answer in join_all(ids.iter().map(|id| publish(broker, event(id)))).await {
        answer.expect("confirmed");
    }
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_ends_at_its_number_and_at_its_weight() {
    let stage = Stage::shared().await;
    let broker = stage.broker().await;
    for size in [10, 10, 50, 200, 10] {
        let mut message = event("event");
        message.body = vec![0; size].into();
        publish(&broker, message).await.expect("confirmed");
    }
    let mut consumer = broker.consume(EVENTS, 10).await.expect("consumes");
    let mut sizes = Vec::new();
    let mut last = None;
    while sizes.iter().flatten().count() < 5 {
        let batch = within(consumer.batch(2, 70)).await.expect("comes");
        last = batch.last().map(|delivery| delivery.tag);
        sizes.push(batch.iter().map(|delivery| delivery.body.len()).collect::<Vec<_>>());
    }
    // Messages trickle in, so a batch may be smaller; never larger, and a heavy one goes alone.
    for batch in &sizes {
        assert!(batch.len() <= 2, "{sizes:?}");
        assert!(batch.len() == 1 || batch.iter().sum::<usize>() <= 70, "{sizes:?}");
    }
    assert_eq!(sizes.into_iter().flatten().collect::<Vec<_>>(), [10, 10, 50, 200, 10]);
    consumer.ack_through(last.expect("a batch")).await.expect("acks");
    consumer.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_acked_comes_again_in_its_order() {
    let stage = Stage::shared().await;
    let broker = stage.broker().await;
    let ids = numbered(&broker, 500).await;
    let mut consumer = broker.consume(EVENTS, 400).await.expect("consumes");
    let mut came = Vec::new();
    while came.len() < 300 {
        came.push(within(consumer.next()).await.expect("comes"));
    }
    consumer.ack_through(came[99].tag).await.expect("acks");
    consumer.close().await;

    let order: Vec<_> = came[..100].iter().map(|delivery| delivery.id.clone()).collect();
    let again = drain(&broker, EVENTS, 400).await;
    assert_eq!(again[..200], came[100..].iter().map(|delivery| delivery.id.clone()).collect::<Vec<_>>());
    let all: BTreeSet<_> = order.into_iter().chain(again).collect();
    assert_eq!(all, ids.into_iter().collect());
}

/// However the active one goes, the next gets what was not acked before anything behind it.
#[tokio::test(flavor = "multi_thread")]
async fn one_consumer_at_a_time_has_the_queue_and_the_next_goes_on_in_order() {
    for closed in [true, false] {
        let stage = Stage::shared().await;
        let (first, second) = (stage.broker().await, stage.broker().await);
        let mut active = first.consume(EVENTS, 10).await.expect("consumes");
        let mut standby = second.consume(EVENTS, 10).await.expect("consumes");
        for number in 0..40 {
            publish(&first, event(&format!("event-{number}"))).await.expect("confirmed");
        }
        let mut tags = Vec::new();
        for _ in 0..8 {
            tags.push(within(active.next()).await.expect("comes").tag);
        }
        let silence = tokio::time::timeout(Duration::from_millis(300), standby.next()).await;
        assert!(silence.is_err(), "the standby has nothing while the first is there");
        active.ack_through(tags[4]).await.expect("acks");
        if closed {
            active.close().await;
        } else {
            drop(active);
        }
        let mut came = Vec::new();
        while came.len() < 35 {
            let delivery = within(standby.next()).await.expect("comes");
            standby.ack_through(delivery.tag).await.expect("acks");
            came.push(delivery.id);
        }
        assert_eq!(came, (5..40).map(|number| format!("event-{number}")).collect::<Vec<_>>(), "closed: {closed}");
        standby.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_are_on_their_way_than_asked_for() {
    let stage = Stage::shared().await;
    let broker = stage.broker().await;
    numbered(&broker, 20).await;
    let mut consumer = broker.consume(EVENTS, 3).await.expect("consumes");
    let mut tags: Vec<Tag> = Vec::new();
    for _ in 0..3 {
        tags.push(within(consumer.next()).await.expect("comes").tag);
    }
    assert!(tags.is_sorted());
    let fourth = tokio::time::timeout(Duration::from_millis(300), consumer.next()).await;
    assert!(fourth.is_err(), "three are unacked");
    consumer.ack_through(tags[2]).await.expect("acks");
    within(consumer.next()).await.expect("comes");
    consumer.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_of_another_consumer_acks_nothing() {
    let stage = Stage::shared().await;
    let broker = stage.broker().await;
    numbered(&broker, 2).await;
    let mut before = broker.consume(EVENTS, 10).await.expect("consumes");
    let stale = within(before.next()).await.expect("comes").tag;
    before.close().await;
    let mut after = broker.consume(EVENTS, 10).await.expect("consumes");
    within(after.next()).await.expect("comes");
    assert_eq!(after.ack_through(stale).await, Err(Ended));
    after.close().await;
    assert_eq!(drain(&broker, EVENTS, 2).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_is_deleted_ends_its_consumer() {
    let stage = Stage::shared().await;
    let broker = stage.broker_of(Topology::letters("letters")).await;
    let mut consumer = broker.consume("letters", 10).await.expect("consumes");
    let hand = stage.by_hand().await;
    hand.create_channel().await.unwrap().queue_delete("letters".into(), Default::default()).await.unwrap();
    assert_eq!(within(consumer.next()).await.err(), Some(Ended));
    // The next one finds everything in place again.
    let mut consumer = broker.consume("letters", 10).await.expect("consumes");
    publish(&broker, to_queue("letters", "one")).await.expect("confirmed");
    assert_eq!(within(consumer.next()).await.expect("comes").id, "one");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sent_a_letter_is_said_by_the_broker() {
    let stage = Stage::shared().await;
    let broker = stage.broker_of(Topology::letters("letters")).await;
    let hand = stage.by_hand().await;
    let channel = hand.create_channel().await.unwrap();
    let honest = lapin::BasicProperties::default().with_user_id(stage.host.user.as_str().into());
    channel.basic_publish("".into(), "letters".into(), Default::default(), b"letter", honest).await.unwrap();
    let mut consumer = broker.consume("letters", 10).await.expect("consumes");
    let delivery = within(consumer.next()).await.expect("comes");
    assert_eq!(delivery.user_id.as_deref(), Some(&*stage.host.user));
    assert_eq!((delivery.id.as_str(), delivery.kind.as_str(), delivery.reply_to), ("", "", None));
}
