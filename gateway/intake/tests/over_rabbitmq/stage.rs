//! An adapter on a virtual host of its own, and what a gateway and a sender would do there.
#![allow(clippy::expect_used, reason = "these are tests, though not named so")]

use std::sync::Arc;
use std::time::Duration;

use blobs::Store;
use broker::{
    Authentication, Broker, Consumer, Delivery, EVENTS, Keyring, LETTERS_MEDCOM, Node, OpeningKey, Secret, Topology,
};
use canonical::letter::Limits;
use canonical::organisation::{Organisation, Role};
use engines::{VirtualHost, shared_rabbitmq};
use futures::StreamExt as _;
use intake::directory::{Directory, DirectoryCache, Interest, Listed};
use intake::letters::{Settings, consume};
use intake::{Intake, Organisations, QueuePublisher};
use lapin::BasicProperties;
use lapin::options::{BasicConsumeOptions, BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions};
use lapin::types::FieldTable;
use prost::Message as _;
use telemetry::{Clock as _, SystemClock};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use wire::transport::PublishedLetter;

use crate::support::{CLINIC, HOSPITAL, organisation};

/// Longer than anything here takes.
pub(crate) const LONG: Duration = Duration::from_secs(30);

pub(crate) struct Stage {
    pub(crate) host: VirtualHost,
    pub(crate) broker: Broker,
    pub(crate) directory: DirectoryCache,
    pub(crate) intake: Intake,
    pub(crate) hospital: Organisation,
    /// Under which the hospital hands letters over.
    pub(crate) user: String,
    pub(crate) key: OpeningKey,
    _folder: tempfile::TempDir,
}

impl Stage {
    /// A hospital that sends, as a user of its own too, and a clinic that takes everything.
    pub(crate) async fn open() -> Self {
        let mut host = shared_rabbitmq().await.virtual_host().await.expect("a virtual host");
        let rights = engines::Rights::ALL;
        let user = host.user("hospital", rights).await.expect("a user");
        let broker = broker(&host, &host.user, &host.password);
        broker.first(LONG).await.expect("connected");
        let folder = tempfile::tempdir().expect("a folder");
        let directory = DirectoryCache::open(folder.path().join("directory"), LONG * 100).await.expect("opened");
        let key = OpeningKey::generate();
        directory.put(told(&user, &key, Some(Interest::default())), SystemClock.now()).await.expect("put");
        let publisher = QueuePublisher::new(broker.clone(), directory.clone(), Arc::new(SystemClock));
        let settings = intake::Settings {
            blobs: Store::open(&folder.path().join("blobs")).expect("a store"),
            organisations: Organisations::watched(directory.watch()),
            limits: Limits::default(),
            manner: intake::Manner::Lenient,
            clock: Arc::new(SystemClock),
            stamps: intake::random_stamps(),
        };
        let intake = Intake::new(Arc::new(publisher), settings);
        let hospital = hospital();
        Self { host, broker, directory, intake, hospital, user, key, _folder: folder }
    }

    /// A gateway's view of the private queue.
    pub(crate) async fn events(&self) -> Events {
        let consumer = self.broker.consume(EVENTS, 16).await.expect("consuming");
        Events { consumer, keys: Keyring::new(vec![self.key.clone()]) }
    }

    /// Begins to take letters in.
    pub(crate) fn consume(&self) -> (oneshot::Sender<()>, JoinHandle<Result<(), broker::Error>>) {
        let (stop, stopped) = oneshot::channel();
        let settings = Settings { queue: LETTERS_MEDCOM.to_owned(), prefetch: Settings::PREFETCH };
        let stopped = async move { drop(stopped.await) };
        let consuming = consume(self.intake.clone(), self.broker.clone(), self.directory.clone(), settings, stopped);
        (stop, tokio::spawn(consuming))
    }

    pub(crate) async fn close(self) {
        self.broker.close().await;
        self.host.close().await.expect("cleaned up");
    }
}

/// The letters as a gateway reads them.
pub(crate) struct Events {
    consumer: Consumer,
    keys: Keyring,
}

impl Events {
    pub(crate) async fn next(&mut self) -> (Delivery, PublishedLetter) {
        let delivery = tokio::time::timeout(LONG, self.consumer.next()).await.expect("in time").expect("a message");
        self.consumer.ack_through(delivery.tag).await.expect("acked");
        let plain = self.keys.open(delivery.id.as_bytes(), &delivery.body).expect("sealed for us");
        (delivery, PublishedLetter::decode(plain).expect("a letter"))
    }
}

/// A sender: another program, with its own client and a queue for its receipts.
pub(crate) struct Sender {
    user: String,
    /// The default one, unless another is named.
    exchange: &'static str,
    channel: lapin::Channel,
    receipts: lapin::Consumer,
    connection: lapin::Connection,
}

impl Sender {
    /// With its receipts in this queue, which is the sender's own.
    pub(crate) async fn open(host: &VirtualHost, user: &str, receipts: &str) -> Self {
        let (_, address) = host.url().split_once('@').map(|(_, rest)| ((), rest.to_owned())).expect("an address");
        let address = format!("amqp://{user}:{user}@{address}");
        let connection =
            lapin::Connection::connect(&address, lapin::ConnectionProperties::default()).await.expect("connected");
        let channel = connection.create_channel().await.expect("a channel");
        channel.confirm_select(ConfirmSelectOptions::default()).await.expect("confirms");
        let is_direct = receipts.starts_with("amq.");
        if !is_direct {
            let durable = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
            channel.queue_declare(receipts.into(), durable, FieldTable::default()).await.expect("declared");
        }
        let options = BasicConsumeOptions { no_ack: true, ..BasicConsumeOptions::default() };
        let receipts =
            channel.basic_consume(receipts.into(), "".into(), options, FieldTable::default()).await.expect("consuming");
        Self { user: user.to_owned(), exchange: "", channel, receipts, connection }
    }

    /// As itself.
    pub(crate) async fn hand_over(&self, id: &str, reply_to: &str, document: &str) {
        let properties = BasicProperties::default().with_user_id(self.user.as_str().into());
        self.publish(properties.with_reply_to(reply_to.into()).with_message_id(id.into()), document).await;
    }

    pub(crate) async fn publish(&self, properties: BasicProperties, document: &str) {
        self.send(LETTERS_MEDCOM, properties, document).await;
    }

    pub(crate) fn through(self, exchange: &'static str) -> Self {
        Self { exchange, ..self }
    }

    /// Whether the broker refuses it to publish to this queue or exchange.
    pub(crate) async fn may_not_write(self, place: &str) -> bool {
        for (exchange, key) in [("", place), (place, "")] {
            let channel = self.connection.create_channel().await.expect("a channel");
            channel.confirm_select(ConfirmSelectOptions::default()).await.expect("confirms");
            let (options, properties) = (BasicPublishOptions::default(), BasicProperties::default());
            let sent = channel.basic_publish(exchange.into(), key.into(), options, b"forged", properties).await;
            let confirmed = match sent {
                Ok(confirm) => confirm.await.is_ok_and(|confirm| confirm.is_ack()),
                Err(_) => false,
            };
            if confirmed {
                return false;
            }
        }
        true
    }

    /// As an operator might, to any queue.
    pub(crate) async fn publish_to(&self, queue: &str, properties: BasicProperties) {
        self.send(queue, properties, "").await;
    }

    async fn send(&self, queue: &str, properties: BasicProperties, document: &str) {
        let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
        let sent = self
            .channel
            .basic_publish(self.exchange.into(), queue.into(), options, document.as_bytes(), properties)
            .await;
        let confirm = sent.expect("sent").await.expect("answered");
        assert!(matches!(confirm, lapin::Confirmation::Ack(None)), "{confirm:?}");
    }

    pub(crate) async fn receipt(&mut self) -> Receipt {
        let delivery = tokio::time::timeout(LONG, self.receipts.next()).await.expect("in time").expect("open");
        let delivery = delivery.expect("a message");
        let header = |name: &str| {
            let value = delivery.properties.headers().as_ref().and_then(|headers| headers.inner().get(name));
            value.and_then(|value| Some(String::from_utf8_lossy(value.as_long_string()?.as_bytes()).into_owned()))
        };
        Receipt {
            correlation_id: delivery.properties.correlation_id().as_ref().map(ToString::to_string),
            kind: delivery.properties.kind().as_ref().map(ToString::to_string).unwrap_or_default(),
            media_type: delivery.properties.content_type().as_ref().map(ToString::to_string).unwrap_or_default(),
            outcome: header("broen-outcome").unwrap_or_default(),
            event: header("broen-event-id").unwrap_or_default(),
            part: header("broen-part").unwrap_or_default(),
            body: String::from_utf8_lossy(&delivery.data).into_owned(),
        }
    }

    pub(crate) async fn close(self) {
        self.connection.close(200, "done".into()).await.expect("closed");
    }
}

/// What a sender is told.
#[derive(Debug)]
pub(crate) struct Receipt {
    pub(crate) correlation_id: Option<String>,
    pub(crate) kind: String,
    pub(crate) media_type: String,
    pub(crate) outcome: String,
    pub(crate) event: String,
    pub(crate) part: String,
    pub(crate) body: String,
}

pub(crate) fn hospital() -> Organisation {
    organisation("hospital", HOSPITAL, &[Role::Sender], &[])
}

/// A directory in which the clinic takes this.
pub(crate) fn told(user: &str, key: &OpeningKey, takes: Option<Interest>) -> Directory {
    let listed = |organisation: Organisation, user: Option<&str>, takes: Option<&Interest>| Listed {
        organisation,
        certificates: Vec::new(),
        amqp_user: user.map(str::to_owned),
        takes: takes.into_iter().cloned().collect(),
    };
    let clinic = organisation("clinic", CLINIC, &[Role::Subscriber], &[]);
    let version = format!("{takes:?}");
    let listed = vec![listed(hospital(), Some(user), None), listed(clinic, None, takes.as_ref())];
    Directory::new(version, listed, vec![key.sealing_key()], Vec::new())
}

fn broker(host: &VirtualHost, user: &str, password: &str) -> Broker {
    Broker::start(settings(host, user, password), Topology::events().and(Topology::letters(LETTERS_MEDCOM)))
}

fn settings(host: &VirtualHost, user: &str, password: &str) -> broker::Settings {
    let (_, address) = host.url().split_once('@').map(|(_, rest)| ((), rest.to_owned())).expect("an address");
    let (address, _) = address.split_once('/').expect("a virtual host");
    let (node, port) = address.rsplit_once(':').expect("a port");
    broker::Settings {
        nodes: vec![Node { host: node.to_owned(), port: port.parse().expect("a number") }],
        virtual_host: host.name.clone(),
        authentication: Authentication::Plain { user: user.to_owned(), password: Secret::new(password) },
        tls: None,
        heartbeat: broker::Settings::HEARTBEAT,
        patience: broker::Settings::PATIENCE,
        name: "intake test".to_owned(),
    }
}

/// Where no broker is.
pub(crate) fn nowhere() -> broker::Settings {
    let unused = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    broker::Settings {
        nodes: vec![Node { host: "127.0.0.1".to_owned(), port: unused.expect("a port").port() }],
        virtual_host: "/".to_owned(),
        authentication: Authentication::Plain { user: "nobody".to_owned(), password: Secret::new("nothing") },
        tls: None,
        heartbeat: broker::Settings::HEARTBEAT,
        patience: broker::Settings::PATIENCE,
        name: "intake test".to_owned(),
    }
}
