//! What confirmed publishing costs beside the foreign library alone: the same messages to the same queue with the same
//! number under way, one after the other in the same run. And what sealing costs.
//!
//! `cargo bench -p broker`; `BENCH_MESSAGES` sets how many, 20000 if absent. A confirm costs what the broker's disk makes of
//! it, so only the ratios travel from machine to machine.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a bench is run by hand and read on a terminal")]

use std::time::{Duration, Instant};

use broker::{
    Authentication, Broker, EVENTS, EventHead, Keyring, Message, Node, OpeningKey, Secret, Settings, Topology, Turns,
};
use engines::{RabbitMq, RabbitOptions, VirtualHost};
use futures::StreamExt as _;
use futures::stream;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions, QueuePurgeOptions};

/// Bytes of a sealed event, as most are.
const BODY: usize = 3500;

#[tokio::main]
async fn main() {
    let messages: usize = std::env::var("BENCH_MESSAGES").ok().and_then(|count| count.parse().ok()).unwrap_or(20_000);
    sealing();
    let node = RabbitMq::start(RabbitOptions::default()).await.expect("a node");
    let host = node.virtual_host().await.expect("a virtual host");
    let broker = Broker::start(settings(&node, &host), Topology::events());
    broker.first(Duration::from_secs(60)).await.expect("the broker lets us in");
    let hand = lapin::Connection::connect(&host.url(), lapin::ConnectionProperties::default()).await.expect("connects");
    println!("{messages} messages of {BODY} bytes, confirmed, mandatory, persistent");
    println!(
        "{:>9} {:>12} {:>12} {:>12} {:>12} {:>8}",
        "under way", "messages/s", "raw lapin/s", "CPU µs", "raw CPU µs", "ratio"
    );
    for under_way in [1, 16, 128, 1024] {
        let count = if under_way == 1 { messages / 20 } else { messages };
        let (raw, raw_cpu) = measured(by_hand(&hand, count, under_way)).await;
        empty(&hand).await;
        let (ours, cpu) = measured(by_the_house(&broker, count, under_way)).await;
        empty(&hand).await;
        let each = |took: Duration| took.as_secs_f64() * 1e6 / count as f64;
        println!(
            "{under_way:>9} {:>12.0} {:>12.0} {:>12.1} {:>12.1} {:>8.2}",
            count as f64 / ours.as_secs_f64(),
            count as f64 / raw.as_secs_f64(),
            each(cpu),
            each(raw_cpu),
            raw.as_secs_f64() / ours.as_secs_f64(),
        );
    }
    broker.close().await;
}

async fn by_the_house(broker: &Broker, count: usize, under_way: usize) {
    let turn = Turns::new().take(&[]).await;
    stream::iter(0..count)
        .for_each_concurrent(under_way, |number| {
            let turn = &turn;
            async move { broker.publish(turn, message(number)).await.expect("confirmed") }
        })
        .await;
}

async fn by_hand(hand: &lapin::Connection, count: usize, under_way: usize) {
    let channel = hand.create_channel().await.expect("a channel");
    channel.confirm_select(ConfirmSelectOptions::default()).await.expect("confirms");
    let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
    let properties = lapin::BasicProperties::default().with_delivery_mode(2);
    let body = vec![7; BODY];
    stream::iter(0..count)
        .for_each_concurrent(under_way, |_| async {
            let publishing = channel.basic_publish(EVENTS.into(), "".into(), options, &body, properties.clone());
            assert!(publishing.await.expect("sent").await.expect("answered").is_ack());
        })
        .await;
}

async fn empty(hand: &lapin::Connection) {
    let channel = hand.create_channel().await.expect("a channel");
    channel.queue_purge(EVENTS.into(), QueuePurgeOptions::default()).await.expect("purges");
}

/// How long it took, and how long this process computed.
async fn measured(work: impl Future<Output = ()>) -> (Duration, Duration) {
    let (begun, computed) = (Instant::now(), computed());
    work.await;
    (begun.elapsed(), self::computed().saturating_sub(computed))
}

/// The processor time of this process so far.
fn computed() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    // After the name in brackets; user and system time are the 14th and 15th field, in hundredths of a second.
    let fields: Vec<_> = stat.rsplit(')').next().expect("fields").split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<u64>().ok()).expect("a number");
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}

fn message(number: usize) -> Message {
    let head = EventHead {
        id: format!("event-{number}"),
        kind: "dk.broen.bench".to_owned(),
        source: "/bench".to_owned(),
        time: "2026-11-22T07:00:00Z".to_owned(),
        traceparent: None,
    };
    Message::event(head, vec![7; BODY].into())
}

fn settings(node: &RabbitMq, host: &VirtualHost) -> Settings {
    Settings {
        nodes: vec![Node { host: node.amqp().ip().to_string(), port: node.amqp().port() }],
        virtual_host: host.name.clone(),
        authentication: Authentication::Plain { user: host.user.clone(), password: Secret::new(&*host.password) },
        tls: None,
        heartbeat: Settings::HEARTBEAT,
        patience: Duration::from_secs(60),
        name: "bench".to_owned(),
    }
}

fn sealing() {
    const TIMES: u32 = 10_000;
    let (key, plain) = (OpeningKey::generate(), vec![7; BODY]);
    let (sealing, ring) = (key.sealing_key(), Keyring::new(vec![key]));
    let begun = computed();
    let mut sealed = Vec::new();
    for _ in 0..TIMES {
        sealed.push(sealing.seal(b"event", &plain).expect("seals"));
    }
    let took = (computed() - begun) / TIMES;
    let begun = computed();
    for sealed in &sealed {
        ring.open(b"event", sealed).expect("opens");
    }
    println!("sealing {BODY} bytes takes {took:?} of a core, opening {:?}", (computed() - begun) / TIMES);
}
