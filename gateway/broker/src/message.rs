//! A message as it is handed over: properties, headers, body.

use std::fmt;

use bytes::Bytes;

use crate::topology::EVENTS;

/// A message to publish. It is always persistent and always mandatory.
#[derive(Clone)]
pub struct Message {
    /// The exchange; empty for the default one, where the routing key is the queue.
    pub exchange: String,
    /// The routing key.
    pub routing_key: String,
    /// `message_id`: the same for every repeat.
    pub id: String,
    /// `type`.
    pub kind: String,
    /// `content_type`.
    pub content_type: String,
    /// `correlation_id`.
    pub correlation_id: Option<String>,
    /// `reply_to`.
    pub reply_to: Option<String>,
    /// Headers; a name stands once.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

/// What everybody may know of an event: its CloudEvents attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventHead {
    /// The event id.
    pub id: String,
    /// The type of the event.
    pub kind: String,
    /// Where it comes from, a URI reference; never a person.
    pub source: String,
    /// When it was made, RFC 3339.
    pub time: String,
    /// The trace it belongs to, W3C trace context.
    pub traceparent: Option<String>,
}

/// The media type of a sealed event.
const SEALED: &str = "application/vnd.broen.sealed";

impl Message {
    /// An event on its way to the gateways: CloudEvents 1.0 over AMQP in binary mode, with a sealed body.
    #[must_use]
    pub fn event(event: EventHead, sealed: Bytes) -> Self {
        let EventHead { id, kind, source, time, traceparent } = event;
        let mut headers = vec![
            ("cloudEvents:specversion".to_owned(), "1.0".to_owned()),
            ("cloudEvents:id".to_owned(), id.clone()),
            ("cloudEvents:source".to_owned(), source),
            ("cloudEvents:type".to_owned(), kind.clone()),
            ("cloudEvents:time".to_owned(), time),
        ];
        headers.extend(traceparent.map(|trace| ("traceparent".to_owned(), trace)));
        Self {
            exchange: EVENTS.to_owned(),
            routing_key: String::new(),
            id,
            kind,
            content_type: SEALED.to_owned(),
            correlation_id: None,
            reply_to: None,
            headers,
            body: sealed,
        }
    }
}

/// Says its size, never its words.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}
