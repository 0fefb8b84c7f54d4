//! The topology is checked: what stands in the broker and is not what the program needs is refused, in plain words.

use broker::{Broker, EVENTS, Error, Topology};
use lapin::options::{ExchangeDeclareOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable};

use crate::stage::{GUARD, Stage, drain, event, publish, within};

/// The arguments of the queue of events, as the program declares it.
fn right() -> Vec<(&'static str, AMQPValue)> {
    let text = |word: &str| AMQPValue::LongString(word.into());
    vec![
        ("x-dead-letter-exchange", text("broen.events.undeliverable")),
        ("x-dead-letter-strategy", text("at-least-once")),
        ("x-delivery-limit", AMQPValue::LongLongInt(1_000_000_000)),
        ("x-overflow", text("reject-publish")),
        ("x-queue-type", text("quorum")),
        ("x-quorum-initial-group-size", AMQPValue::LongLongInt(3)),
        ("x-single-active-consumer", AMQPValue::Boolean(true)),
    ]
}

async fn verdict(stage: &Stage, arguments: Vec<(&'static str, AMQPValue)>) -> Result<(), Error> {
    let mut table = FieldTable::default();
    for (name, value) in arguments {
        table.insert(name.into(), value);
    }
    let hand = stage.by_hand().await;
    let options = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
    hand.create_channel().await.unwrap().queue_declare(EVENTS.into(), options, table).await.expect("declares");
    Broker::start(stage.settings.clone(), Topology::events()).first(GUARD).await
}

fn said(verdict: Result<(), Error>) -> String {
    match verdict {
        Err(Error::Unfit { what }) => what,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_is_declared_alike_is_taken() {
    let stage = Stage::shared().await;
    verdict(&stage, right()).await.expect("it is right");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_differs_in_one_argument_is_refused_by_its_name() {
    for (name, _) in right() {
        let stage = Stage::shared().await;
        let without: Vec<_> = right().into_iter().filter(|(other, _)| *other != name).collect();
        // A classic queue knows no strategy, limit, or size of a group.
        let without = if name == "x-queue-type" { vec![] } else { without };
        let what = said(verdict(&stage, without).await);
        assert!(what.contains(EVENTS) && (what.contains(name) || name == "x-queue-type"), "{name}: {what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_with_an_argument_too_many_is_refused() {
    for (name, value) in [
        ("x-message-ttl", AMQPValue::LongLongInt(1000)),
        ("x-expires", AMQPValue::LongLongInt(100_000)),
        ("x-max-length", AMQPValue::LongLongInt(10)),
    ] {
        let stage = Stage::shared().await;
        let mut arguments = right();
        arguments.push((name, value));
        let what = said(verdict(&stage, arguments).await);
        assert!(what.contains(name), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exchange_of_another_kind_is_refused() {
    let stage = Stage::shared().await;
    let hand = stage.by_hand().await;
    let options = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
    let (kind, arguments) = (lapin::ExchangeKind::Topic, FieldTable::default());
    hand.create_channel().await.unwrap().exchange_declare(EVENTS.into(), kind, options, arguments).await.unwrap();
    let what = said(Broker::start(stage.settings.clone(), Topology::events()).first(GUARD).await);
    assert!(what.contains("type") && what.contains(EVENTS), "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_durable_replicated_and_has_one_consumer_at_a_time() {
    let stage = Stage::shared().await;
    let broker = stage.broker_of(Topology::events().and(Topology::letters("broen.letters.medcom"))).await;
    for name in [EVENTS, "broen.letters.medcom"] {
        let queue = stage.host.queue(name).await.expect("it stands");
        assert_eq!(queue["type"], "quorum", "{name}");
        assert_eq!(queue["durable"], true, "{name}");
        assert_eq!(queue["arguments"]["x-single-active-consumer"], true, "{name}");
        assert_eq!(queue["arguments"]["x-overflow"], "reject-publish", "{name}");
        let aside = stage.host.queue(&format!("{name}.undeliverable")).await.expect("it stands");
        assert_eq!(aside["type"], "quorum", "{name}");
    }
    broker.close().await;
}

/// A policy can put an event away; then it lies beside, and is not lost.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_policy_puts_away_lies_in_the_queue_beside() {
    let stage = Stage::shared().await;
    stage.host.policy("short", "^broen.events$", &serde_json::json!({ "message-ttl": 1 })).await.expect("a policy");
    let broker = stage.broker().await;
    for number in 0..20 {
        publish(&broker, event(&format!("event-{number}"))).await.expect("confirmed");
    }
    let aside = within(drain(&broker, "broen.events.undeliverable", 20)).await;
    assert_eq!(aside, (0..20).map(|number| format!("event-{number}")).collect::<Vec<_>>());
}
