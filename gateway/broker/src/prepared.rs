//! A message made ready for the wire, once, however often it is sent.

use std::time::Duration;

use bytes::Bytes;
use lapin::BasicProperties;
use lapin::message::BasicReturnMessage;
use lapin::types::{AMQPValue, FieldTable, LongString, ShortString};

use crate::{Message, PublishError};

/// Survives a restart of the broker.
const PERSISTENT: u8 = 2;
/// The most that all properties may weigh: they travel in one frame.
const LARGEST_HEAD: usize = 64 * 1024;

/// Bytes that a slow network and slow disks carry in a second.
const SLOW: usize = 4 * 1024 * 1024;

/// How much longer than others so many bytes may take.
pub(crate) fn travel(bytes: usize) -> Duration {
    Duration::from_millis((bytes / (SLOW / 1000)) as u64)
}

/// A message as it is sent.
pub(crate) struct Prepared {
    pub(crate) exchange: ShortString,
    pub(crate) routing_key: ShortString,
    pub(crate) properties: BasicProperties,
    pub(crate) body: Bytes,
}

impl Prepared {
    pub(crate) fn new(message: Message) -> Result<Self, PublishError> {
        let Message { exchange, routing_key, id, kind, content_type, correlation_id, reply_to, headers, body } =
            message;
        let mut weight = id.len() + kind.len() + content_type.len();
        let mut table = FieldTable::default();
        for (name, value) in headers {
            weight += name.len() + value.len() + 8;
            table.insert(short(name)?, AMQPValue::LongString(LongString::from(value)));
        }
        if weight > LARGEST_HEAD {
            return Err(PublishError::TooLarge);
        }
        let mut properties = BasicProperties::default()
            .with_message_id(short(id)?)
            .with_type(short(kind)?)
            .with_content_type(short(content_type)?)
            .with_headers(table)
            .with_delivery_mode(PERSISTENT);
        if let Some(correlation_id) = correlation_id {
            properties = properties.with_correlation_id(short(correlation_id)?);
        }
        if let Some(reply_to) = reply_to {
            properties = properties.with_reply_to(short(reply_to)?);
        }
        Ok(Self { exchange: short(exchange)?, routing_key: short(routing_key)?, properties, body })
    }

    /// Whether what came back is this message, or one that goes the same way under the same id.
    pub(crate) fn is(&self, returned: &BasicReturnMessage) -> bool {
        self.exchange == returned.exchange
            && self.routing_key == returned.routing_key
            && self.properties.message_id() == returned.properties.message_id()
    }
}

/// The protocol's short strings have 255 bytes.
fn short(text: String) -> Result<ShortString, PublishError> {
    ShortString::try_new(text).map_err(|_| PublishError::TooLarge)
}
