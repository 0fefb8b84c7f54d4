//! A virtual host of its own for each test, and short words for what tests say.

use std::time::Duration;

use broker::{
    Authentication, Broker, Delivery, EventHead, Message, Node, PublishError, Secret, Settings, Topology, Turns,
};
use engines::{RabbitMq, VirtualHost};

/// The longest that a test waits for something that must happen.
pub(crate) const GUARD: Duration = Duration::from_secs(60);

/// A virtual host, and how to reach it.
pub(crate) struct Stage {
    pub(crate) host: VirtualHost,
    pub(crate) settings: Settings,
}

impl Stage {
    /// On the node that tests share.
    pub(crate) async fn shared() -> Self {
        Self::on(engines::shared_rabbitmq().await).await
    }

    /// On a node of its own.
    pub(crate) async fn on(node: &RabbitMq) -> Self {
        let host = node.virtual_host().await.expect("a virtual host");
        let settings = settings(node, &host);
        Self { host, settings }
    }

    /// A broker with the queue of events, connected.
    pub(crate) async fn broker(&self) -> Broker {
        self.broker_of(Topology::events()).await
    }

    pub(crate) async fn broker_of(&self, topology: Topology) -> Broker {
        let broker = Broker::start(self.settings.clone(), topology);
        broker.first(GUARD).await.expect("the broker lets us in");
        broker
    }

    /// A connection of the foreign library, to do what the broker of the house never does.
    pub(crate) async fn by_hand(&self) -> lapin::Connection {
        lapin::Connection::connect(&self.host.url(), lapin::ConnectionProperties::default()).await.expect("connects")
    }
}

pub(crate) fn settings(node: &RabbitMq, host: &VirtualHost) -> Settings {
    let address = node.amqp();
    Settings {
        nodes: vec![Node { host: address.ip().to_string(), port: address.port() }],
        virtual_host: host.name.clone(),
        authentication: Authentication::Plain { user: host.user.clone(), password: Secret::new(&*host.password) },
        tls: None,
        heartbeat: Duration::from_secs(1),
        patience: Duration::from_secs(20),
        name: "test".to_owned(),
    }
}

/// An event of this id, with a body that says the id as well.
pub(crate) fn event(id: &str) -> Message {
    let head = EventHead {
        id: id.to_owned(),
        kind: "dk.broen.test".to_owned(),
        source: "/test".to_owned(),
        time: "2026-11-22T07:00:00Z".to_owned(),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
    };
    Message::event(head, id.as_bytes().to_vec().into())
}

/// A message straight to a queue.
pub(crate) fn to_queue(queue: &str, id: &str) -> Message {
    Message { exchange: String::new(), routing_key: queue.to_owned(), ..event(id) }
}

pub(crate) async fn publish(broker: &Broker, message: Message) -> Result<(), PublishError> {
    let turn = Turns::new().take(&[]).await;
    broker.publish(&turn, message).await
}

/// Takes this many messages from a queue, acks them, and gives their ids.
pub(crate) async fn drain(broker: &Broker, queue: &str, count: usize) -> Vec<String> {
    let mut consumer = broker.consume(queue, 256).await.expect("consumes");
    let mut ids = Vec::new();
    while ids.len() < count {
        let batch = within(consumer.batch(256, 1 << 20)).await.expect("goes on");
        let last = batch.last().expect("a batch is not empty").tag;
        ids.extend(batch.into_iter().map(|delivery: Delivery| delivery.id));
        consumer.ack_through(last).await.expect("acks");
    }
    consumer.close().await;
    ids
}

/// What must happen, happens in time.
pub(crate) async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(GUARD, future).await.expect("happens in time")
}
