//! The connection is lost: what was confirmed is there, and what was not is published again, in order.

use std::time::{Duration, Instant};

use broker::{Broker, EVENTS, Ended, Node, PublishError, Settings, Topology};
use engines::{Proxy, RabbitMq, RabbitOptions};

use crate::load::Load;
use crate::stage::{GUARD, Stage, drain, event, publish, to_queue, within};

fn through(settings: &Settings, proxy: &Proxy) -> Settings {
    let node = Node { host: proxy.address().ip().to_string(), port: proxy.address().port() };
    Settings { nodes: vec![node], ..settings.clone() }
}

async fn connected(settings: Settings) -> Broker {
    let broker = Broker::start(settings, Topology::events());
    broker.first(GUARD).await.expect("the broker lets us in");
    broker
}

#[tokio::test(flavor = "multi_thread")]
async fn resets_lose_nothing_and_keep_the_order() {
    let shared = engines::shared_rabbitmq().await;
    let stage = Stage::shared().await;
    let proxy = Proxy::start(shared.amqp()).await.expect("a proxy");
    let broker = connected(through(&stage.settings, &proxy)).await;
    let load = Load::start(&broker, 40);
    for _ in 0..12 {
        load.goes_on(200).await;
        proxy.reset_all();
    }
    load.goes_on(200).await;
    load.assert_all_there(&broker).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_an_operator_closes_are_opened_anew() {
    let stage = Stage::shared().await;
    let broker = stage.broker().await;
    let load = Load::start(&broker, 10);
    load.goes_on(100).await;
    let closed = async {
        // The list of connections lags behind.
        while stage.host.close_connections().await.expect("the node answers") == 0 {
            tokio::task::yield_now().await;
        }
    };
    within(closed).await;
    load.goes_on(200).await;
    load.assert_all_there(&broker).await;
}

/// A channel that was ended is not the end: the message that ended it is refused, the others go on in order.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_ends_its_channel_takes_no_other_with_it() {
    let node = RabbitMq::start(RabbitOptions::default()).await.expect("a node");
    node.ctl(&["eval", "application:set_env(rabbit, max_message_size, 100000)."]).await.expect("a limit");
    let stage = Stage::on(&node).await;
    let broker = stage.broker().await;
    let load = Load::start(&broker, 40);
    for _ in 0..5 {
        load.goes_on(100).await;
        let mut large = event("large");
        large.body = vec![0; 200_000].into();
        assert_eq!(publish(&broker, large).await, Err(PublishError::TooLarge));
    }
    load.goes_on(100).await;
    load.assert_all_there(&broker).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_written_is_refused_and_events_go_on() {
    let mut stage = Stage::shared().await;
    let rights = engines::Rights { configure: ".*", write: "^broen", read: ".*" };
    let user = stage.host.user("narrow", rights).await.expect("a user");
    stage.settings.authentication =
        broker::Authentication::Plain { user: user.clone(), password: broker::Secret::new(user) };
    let broker = stage.broker().await;
    let load = Load::start(&broker, 10);
    for _ in 0..5 {
        load.goes_on(50).await;
        // The default exchange is not among its rights.
        assert_eq!(publish(&broker, to_queue("somewhere", "one")).await, Err(PublishError::Refused));
    }
    assert!(broker.is_ready());
    load.assert_all_there(&broker).await;
}

/// RabbitMQ writes down that a queue stands on a node only half a second later. A node that is killed before begins with
/// an empty queue, which is a matter of its first second, and none of ours.
async fn remember(node: &RabbitMq) {
    node.ctl(&["eval", "[dets:sync(Table) || Table <- dets:all()]."]).await.expect("syncs");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_killed_and_comes_back_has_everything_that_was_confirmed() {
    let mut node = RabbitMq::start(RabbitOptions::default()).await.expect("a node");
    let stage = Stage::on(&node).await;
    let broker = connected(Settings { patience: GUARD, ..stage.settings.clone() }).await;
    let load = Load::start(&broker, 40);
    for _ in 0..2 {
        load.goes_on(500).await;
        remember(&node).await;
        node.kill().expect("killed");
        within(broker.ready().wait_for(|ready| !ready)).await.expect("it is noticed");
        node.start_again().await.expect("starts");
    }
    load.goes_on(500).await;
    load.assert_all_there(&broker).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_of_a_cluster_that_dies_is_replaced_by_another() {
    let mut cluster = RabbitMq::cluster(3).await.expect("a cluster");
    let stage = Stage::on(&cluster.nodes[0]).await;
    let nodes = cluster.nodes.iter().map(|node| {
        let address = node.amqp();
        Node { host: address.ip().to_string(), port: address.port() }
    });
    let broker = connected(Settings { nodes: nodes.collect(), patience: GUARD, ..stage.settings.clone() }).await;
    let load = Load::start(&broker, 40);
    for place in 0..2 {
        load.goes_on(500).await;
        for node in &cluster.nodes {
            remember(node).await;
        }
        cluster.nodes[place].kill().expect("killed");
        let begun = Instant::now();
        load.goes_on(500).await;
        eprintln!("node {place} lost: 500 messages after {:?}", begun.elapsed());
        cluster.start_again().await.expect("comes back");
    }
    load.assert_all_there(&broker).await;
}

/// The queue goes on under another leader, for whoever is connected to a node that stays.
#[tokio::test(flavor = "multi_thread")]
async fn publishing_and_consuming_go_on_when_the_leader_of_the_queue_dies() {
    let mut cluster = RabbitMq::cluster(3).await.expect("a cluster");
    let stage = Stage::on(&cluster.nodes[0]).await;
    let node = |place: usize| {
        let address = cluster.nodes[place].amqp();
        vec![Node { host: address.ip().to_string(), port: address.port() }]
    };
    // Whoever declares the queue leads it.
    let declares = connected(Settings { nodes: node(0), ..stage.settings.clone() }).await;
    let publishes = connected(Settings { nodes: node(1), patience: GUARD, ..stage.settings.clone() }).await;
    let consumes = connected(Settings { nodes: node(2), ..stage.settings.clone() }).await;
    let mut consumer = consumes.consume(EVENTS, 100).await.expect("consumes");
    let load = Load::start(&publishes, 20);
    load.goes_on(500).await;
    for node in &cluster.nodes {
        remember(node).await;
    }
    let (mut came, mut longest, mut last) = (0, Duration::ZERO, Instant::now());
    while came < 3000 {
        if came >= 300 && cluster.nodes[0].process().is_some() {
            cluster.nodes[0].kill().expect("killed");
            let begun = Instant::now();
            load.goes_on(300).await;
            eprintln!("the leader lost: 300 messages after {:?}", begun.elapsed());
            last = Instant::now();
        }
        let batch = within(consumer.batch(50, 1 << 20)).await.expect("goes on");
        consumer.ack_through(batch.last().expect("not empty").tag).await.expect("acks");
        came += batch.len();
        longest = longest.max(last.elapsed());
        last = Instant::now();
    }
    eprintln!("the leader lost: {longest:?} without a message");
    consumer.close().await;
    drop((load, declares));
}

/// A cable is out: no end of the connection is ever told.
#[tokio::test(flavor = "multi_thread")]
async fn silence_is_noticed_and_another_node_is_taken() {
    let shared = engines::shared_rabbitmq().await;
    let stage = Stage::shared().await;
    let proxy = Proxy::start(shared.amqp()).await.expect("a proxy");
    let mut settings = through(&stage.settings, &proxy);
    let broker = connected(settings.clone()).await;
    settings.nodes.extend(stage.settings.nodes.clone());
    let two = connected(settings).await;
    let mut consumer = two.consume(EVENTS, 10).await.expect("consumes");

    proxy.stall();
    let begun = Instant::now();
    publish(&two, event("one")).await.expect("confirmed by the other node");
    assert_eq!(within(consumer.next()).await.err(), Some(Ended));
    eprintln!("silence noticed after {:?}", begun.elapsed());
    within(broker.ready().wait_for(|ready| !ready)).await.expect("it is noticed");
    drop(consumer);
    proxy.resume();
    within(broker.ready().wait_for(|ready| *ready)).await.expect("it comes back");
    // What the cable has held back may arrive as well.
    assert!(drain(&broker, EVENTS, 1).await.iter().all(|id| id == "one"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_without_an_answer_is_unconfirmed_when_patience_is_over() {
    let shared = engines::shared_rabbitmq().await;
    let stage = Stage::shared().await;
    let proxy = Proxy::start(shared.amqp()).await.expect("a proxy");
    let patience = Duration::from_millis(700);
    let broker = connected(Settings { patience, ..through(&stage.settings, &proxy) }).await;
    proxy.stall();
    let begun = Instant::now();
    assert_eq!(publish(&broker, event("one")).await, Err(PublishError::Unconfirmed));
    assert!(begun.elapsed() >= patience, "{:?}", begun.elapsed());
    proxy.resume();
    // It was under way, and nothing is taken back.
    assert_eq!(drain(&broker, EVENTS, 1).await, ["one"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alarm_stops_publishing_at_once_and_acks_go_on() {
    let node = RabbitMq::start(RabbitOptions::default()).await.expect("a node");
    let stage = Stage::on(&node).await;
    let broker = connected(Settings { patience: Duration::from_secs(2), ..stage.settings.clone() }).await;
    for number in 0..10 {
        publish(&broker, event(&format!("event-{number}"))).await.expect("confirmed");
    }
    let mut consumer = broker.consume(EVENTS, 3).await.expect("consumes");
    node.starve().await.expect("an alarm");
    // A broker says that it is blocked when something is published.
    let refused = async {
        while broker.is_ready() {
            let _ = publish(&broker, event("late")).await;
        }
        publish(&broker, event("late")).await
    };
    assert_eq!(within(refused).await, Err(PublishError::Unreachable));
    for number in 0..10 {
        let delivery = within(consumer.next()).await.expect("comes");
        assert_eq!(delivery.id, format!("event-{number}"));
        consumer.ack_through(delivery.tag).await.expect("acks");
    }
    node.feed().await.expect("the alarm is over");
    within(broker.ready().wait_for(|ready| *ready)).await.expect("ready again");
    publish(&broker, event("after")).await.expect("confirmed");
    while within(consumer.next()).await.expect("comes").id != "after" {}
    consumer.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_is_closed_takes_nothing_more() {
    let stage = Stage::shared().await;
    let broker = stage.broker().await;
    let other = broker.clone();
    let answers = (0..200).map(|number| {
        let broker = broker.clone();
        tokio::spawn(async move { publish(&broker, event(&format!("event-{number}"))).await })
    });
    let answers: Vec<_> = answers.collect();
    within(other.clone().close()).await;
    let mut confirmed = 0;
    for answer in answers {
        confirmed += usize::from(within(answer).await.expect("ends").is_ok());
    }
    assert_eq!(publish(&other, event("late")).await, Err(PublishError::Unreachable));
    assert!(!other.is_ready());
    assert!(matches!(other.consume(EVENTS, 1).await, Err(broker::Error::Closed)));
    let again = stage.broker().await;
    assert!(drain(&again, EVENTS, confirmed).await.len() >= confirmed);
}
