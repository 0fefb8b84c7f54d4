//! Consuming: messages in the queue's order, acked in batches.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures::{FutureExt as _, StreamExt as _};
use lapin::options::{BasicAckOptions, BasicConsumeOptions, BasicQosOptions};
use lapin::types::{AMQPValue, FieldTable, ShortString};
use telemetry::occurrences::broker::{BrokerConnected, BrokerLost};
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::Ended;
use crate::links::Purpose;
use crate::pauses::Pauses;
use crate::trouble::Trouble;
use crate::upkeep::{LONGEST_PAUSE, Shared};

/// The longest wait for saying goodbye.
const GOODBYE: Duration = Duration::from_secs(5);
/// Numbers of consumers, so that a tag belongs to one.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// The messages of one queue. Dropped or [closed](Consumer::close), it leaves what is not acked to the next one.
pub struct Consumer {
    number: u64,
    /// There until it is closed.
    line: Option<Line>,
    /// Came, and was too large for the batch before.
    kept: Option<Delivery>,
    /// Why it ended, for the log.
    over: &'static str,
}

/// What comes, over what.
struct Line {
    messages: lapin::Consumer,
    channel: lapin::Channel,
    connection: lapin::Connection,
}

/// A message that came.
#[derive(Clone)]
pub struct Delivery {
    /// What to ack it with.
    pub tag: Tag,
    /// Whether it was delivered before, and not acked.
    pub redelivered: bool,
    /// `message_id`; empty without one.
    pub id: String,
    /// `type`; empty without one.
    pub kind: String,
    /// `content_type`; empty without one.
    pub content_type: String,
    /// `correlation_id`.
    pub correlation_id: Option<String>,
    /// `reply_to`.
    pub reply_to: Option<String>,
    /// `user_id`: set by the sender and checked by the broker.
    pub user_id: Option<String>,
    /// The headers that are text or whole numbers, by name.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

/// The place of a message in its consumer. Later messages have greater tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag {
    consumer: u64,
    number: u64,
}

impl Consumer {
    /// Connects, puts the topology in place and begins; goes on trying until it is told that nothing helps.
    pub(crate) async fn begin(shared: &Shared, queue: &str, prefetch: u16) -> Result<Self, Trouble> {
        let links = shared.links.as_ref().map_err(Trouble::clone)?;
        let queue = ShortString::try_new(queue).map_err(|_| Trouble::Unfit("a queue's name is too long".to_owned()))?;
        let mut pauses = Pauses::up_to(LONGEST_PAUSE);
        loop {
            let beginning = async {
                let (connection, node) = links.open(Purpose::Consume, &shared.topology).await?;
                Ok((Self::on(connection, queue.clone(), prefetch).await?, node))
            };
            match beginning.await {
                Ok((consumer, node)) => {
                    BrokerConnected { node: &node, purpose: Purpose::Consume.word() }.emit();
                    return Ok(consumer);
                }
                Err(unfit @ Trouble::Unfit(_)) => return Err(unfit),
                Err(Trouble::Unreachable(_)) => pauses.pause().await,
            }
        }
    }

    async fn on(connection: lapin::Connection, queue: ShortString, prefetch: u16) -> Result<Self, Trouble> {
        let channel = connection.create_channel().await?;
        channel.basic_qos(prefetch.max(1), BasicQosOptions::default()).await?;
        let (options, arguments) = (BasicConsumeOptions::default(), FieldTable::default());
        let messages = channel.basic_consume(queue, ShortString::default(), options, arguments).await?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let line = Some(Line { messages, channel, connection });
        Ok(Self { number, line, kept: None, over: "closed" })
    }

    /// Waits for the next message.
    ///
    /// # Errors
    /// [`Ended`].
    ///
    /// # Cancel safety
    /// No message is lost.
    pub async fn next(&mut self) -> Result<Delivery, Ended> {
        if let Some(kept) = self.kept.take() {
            return Ok(kept);
        }
        let next = self.line.as_mut().ok_or(Ended)?.messages.next().await;
        self.came(next)
    }

    /// Waits for a message and takes those that wait behind it: at most `most`, and no more than `bytes` of bodies unless
    /// the first is larger alone.
    ///
    /// # Errors
    /// [`Ended`]; messages that came before it are not given out any more, and come again.
    ///
    /// # Cancel safety
    /// No message is lost.
    pub async fn batch(&mut self, most: usize, bytes: usize) -> Result<Vec<Delivery>, Ended> {
        let first = self.next().await?;
        let mut left = bytes.saturating_sub(first.body.len());
        let mut batch = vec![first];
        while batch.len() < most {
            let line = self.line.as_mut().ok_or(Ended)?;
            let Some(next) = line.messages.next().now_or_never() else { break };
            let next = self.came(next)?;
            if next.body.len() > left {
                self.kept = Some(next);
                break;
            }
            left -= next.body.len();
            batch.push(next);
        }
        Ok(batch)
    }

    /// Acks a message and all before it.
    ///
    /// # Errors
    /// [`Ended`]; then they come again. Without it they may still come again, if the connection is lost on the way.
    pub async fn ack_through(&self, last: Tag) -> Result<(), Ended> {
        // A tag of another consumer would ack other messages.
        if last.consumer != self.number {
            return Err(Ended);
        }
        let line = self.line.as_ref().ok_or(Ended)?;
        line.channel.basic_ack(last.number, BasicAckOptions { multiple: true }).await.map_err(|_| Ended)
    }

    /// Ends consuming. Acks that were given are carried out first.
    pub async fn close(mut self) {
        if let Some(line) = self.line.take() {
            line.end().await;
        }
    }

    fn came(&mut self, next: Option<lapin::Result<lapin::message::Delivery>>) -> Result<Delivery, Ended> {
        match next {
            Some(Ok(message)) => Ok(Delivery::new(self.number, message)),
            Some(Err(_)) => {
                self.over = "the connection was lost";
                Err(Ended)
            }
            None => {
                self.over = "the broker has ended the consumer";
                Err(Ended)
            }
        }
    }
}

impl Drop for Consumer {
    fn drop(&mut self) {
        BrokerLost { purpose: Purpose::Consume.word(), reason: self.over }.emit();
        // Without a runtime there is nothing that a connection could still do.
        if let (Some(line), Ok(runtime)) = (self.line.take(), Handle::try_current()) {
            runtime.spawn(line.end());
        }
    }
}

impl Line {
    /// Closes the channel before lapin can cancel the consumer. A consumer that is cancelled keeps what it has not acked
    /// until its channel is closed, while the queue's next one already gets what comes behind.
    async fn end(self) {
        let goodbye = async {
            // The answer comes after every ack before it was carried out.
            let _ = self.channel.close(200, "OK".into()).await;
            let _ = self.connection.close(200, "OK".into()).await;
        };
        // A connection that does not answer ends as well.
        let _ = timeout(GOODBYE, goodbye).await;
    }
}

impl Delivery {
    fn new(consumer: u64, message: lapin::message::Delivery) -> Self {
        let lapin::message::Delivery { delivery_tag, redelivered, properties, data, .. } = message;
        let word = |word: &Option<ShortString>| word.as_ref().map(ToString::to_string);
        let headers = properties.headers().as_ref().map(FieldTable::inner);
        Self {
            tag: Tag { consumer, number: delivery_tag },
            redelivered,
            id: word(properties.message_id()).unwrap_or_default(),
            kind: word(properties.kind()).unwrap_or_default(),
            content_type: word(properties.content_type()).unwrap_or_default(),
            correlation_id: word(properties.correlation_id()),
            reply_to: word(properties.reply_to()),
            user_id: word(properties.user_id()),
            headers: headers.into_iter().flatten().filter_map(|(name, value)| header(name, value)).collect(),
            body: data.into(),
        }
    }
}

fn header(name: &ShortString, value: &AMQPValue) -> Option<(String, String)> {
    let text = match value {
        AMQPValue::LongString(text) => String::from_utf8(text.as_bytes().to_vec()).ok()?,
        AMQPValue::ShortString(text) => text.to_string(),
        AMQPValue::ShortShortInt(number) => number.to_string(),
        AMQPValue::ShortInt(number) => number.to_string(),
        AMQPValue::LongInt(number) => number.to_string(),
        AMQPValue::LongUInt(number) => number.to_string(),
        AMQPValue::LongLongInt(number) => number.to_string(),
        _ => return None,
    };
    Some((name.to_string(), text))
}

/// Says its size, never its words.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tag, redelivered, body, .. } = self;
        f.debug_struct("Delivery")
            .field("tag", tag)
            .field("redelivered", redelivered)
            .field("bytes", &body.len())
            .finish_non_exhaustive()
    }
}
