//! The exchanges and queues that the program needs, and how they must be.
//!
//! Declaring is the check: the broker refuses a declaration that differs from what stands there, and says in what. A queue
//! is durable and replicated, gives its messages to one consumer at a time, and says no rather than drop something when it
//! is full. What it still has to put away, by a policy that an operator has set, goes to a queue beside it.

use lapin::options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable, ShortString};
use lapin::{Channel, ExchangeKind};

use crate::trouble::Trouble;

/// The exchange and the queue of events, between adapters and gateways.
pub const EVENTS: &str = "broen.events";
/// The exchange by which senders hand letters over: direct, with the name of the queue as the routing key. It is the only
/// one they write to: whoever may write to the default exchange reaches every queue.
pub const LETTERS: &str = "broen.letters";
/// The queue by which senders hand over FHIR messages.
pub const LETTERS_FHIR: &str = "broen.letters.fhir";
/// The queue by which senders hand over MedCom letters.
pub const LETTERS_MEDCOM: &str = "broen.letters.medcom";
/// The queues of a sender's receipts begin with this and its organisation's id. Senders declare them.
pub const RECEIPTS: &str = "broen.receipts.";

/// What stands behind a queue's name for the exchange and the queue of what it had to put away.
const UNDELIVERABLE: &str = ".undeliverable";
/// Deliveries that a message may fail, in a queue that repeats until it succeeds. Named, because newer brokers have a low
/// limit of their own, and because a queue with a limit gives a message back to its old place.
const DELIVERIES: i64 = 1_000_000_000;
/// Copies of a queue in a cluster.
const COPIES: i64 = 3;

/// What must stand in the broker. Declared at every connection; what stands there otherwise is refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topology {
    queues: Vec<Queue>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Queue {
    name: String,
    /// The exchange that feeds it.
    exchange: &'static str,
    kind: Kind,
}

/// How an exchange feeds a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// With everything.
    Fanout,
    /// With what is routed by the queue's name.
    ByName,
}

impl Topology {
    /// The exchange and the queue of events.
    #[must_use]
    pub fn events() -> Self {
        Self { queues: vec![Queue { name: EVENTS.to_owned(), exchange: EVENTS, kind: Kind::Fanout }] }
    }

    /// A queue of letters, and the exchange by which senders reach it.
    #[must_use]
    pub fn letters(queue: &str) -> Self {
        Self { queues: vec![Queue { name: queue.to_owned(), exchange: LETTERS, kind: Kind::ByName }] }
    }

    /// Both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        let new = other.queues.into_iter().filter(|queue| !self.queues.contains(queue)).collect::<Vec<_>>();
        self.queues.extend(new);
        self
    }
}

impl Topology {
    /// Declares everything, which also checks what stands there; on a channel of its own, because a refusal ends it.
    pub(crate) async fn put_in_place(&self, connection: &lapin::Connection) -> Result<(), Trouble> {
        let channel = connection.create_channel().await?;
        for queue in &self.queues {
            queue.declare(&channel).await?;
        }
        Ok(channel.close(200, "OK".into()).await?)
    }
}

impl Queue {
    async fn declare(&self, channel: &Channel) -> Result<(), Trouble> {
        let aside = short(&format!("{}{UNDELIVERABLE}", self.name))?;
        let name = short(&self.name)?;
        declare_exchange(channel, &aside, ExchangeKind::Fanout).await?;
        declare_queue(channel, &aside, kept()).await?;
        bind(channel, &aside, &aside, ShortString::default()).await?;
        let mut arguments = kept();
        insert(&mut arguments, "x-single-active-consumer", AMQPValue::Boolean(true));
        insert(&mut arguments, "x-dead-letter-exchange", text(aside.as_str()));
        insert(&mut arguments, "x-dead-letter-strategy", text("at-least-once"));
        let exchange = short(self.exchange)?;
        let (kind, key) = match self.kind {
            Kind::ByName => (ExchangeKind::Direct, name.clone()),
            Kind::Fanout => (ExchangeKind::Fanout, ShortString::default()),
        };
        declare_exchange(channel, &exchange, kind).await?;
        declare_queue(channel, &name, arguments).await?;
        bind(channel, &name, &exchange, key).await
    }
}

/// The arguments of every queue that loses nothing.
fn kept() -> FieldTable {
    let mut arguments = FieldTable::default();
    insert(&mut arguments, "x-queue-type", text("quorum"));
    insert(&mut arguments, "x-quorum-initial-group-size", AMQPValue::LongLongInt(COPIES));
    insert(&mut arguments, "x-overflow", text("reject-publish"));
    insert(&mut arguments, "x-delivery-limit", AMQPValue::LongLongInt(DELIVERIES));
    arguments
}

async fn declare_exchange(channel: &Channel, name: &ShortString, kind: ExchangeKind) -> Result<(), Trouble> {
    let options = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
    Ok(channel.exchange_declare(name.clone(), kind, options, FieldTable::default()).await?)
}

async fn declare_queue(channel: &Channel, name: &ShortString, arguments: FieldTable) -> Result<(), Trouble> {
    let options = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
    channel.queue_declare(name.clone(), options, arguments).await?;
    Ok(())
}

async fn bind(channel: &Channel, queue: &ShortString, exchange: &ShortString, key: ShortString) -> Result<(), Trouble> {
    let (options, arguments) = (QueueBindOptions::default(), FieldTable::default());
    Ok(channel.queue_bind(queue.clone(), exchange.clone(), key, options, arguments).await?)
}

fn insert(arguments: &mut FieldTable, name: &str, value: AMQPValue) {
    if let Ok(name) = ShortString::try_new(name) {
        arguments.insert(name, value);
    }
}

fn text(word: &str) -> AMQPValue {
    AMQPValue::LongString(word.into())
}

fn short(name: &str) -> Result<ShortString, Trouble> {
    ShortString::try_new(name).map_err(|_| Trouble::Unfit("the name of a queue is too long".to_owned()))
}
