//! Consuming: messages in the queue's order, acked in batches.

use std::fmt;

use bytes::Bytes;

use crate::Ended;

/// The messages of one queue. Dropped or [closed](Consumer::close), it leaves what is not acked to the next one.
pub struct Consumer {}

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
    /// Waits for the next message.
    ///
    /// # Errors
    /// [`Ended`].
    ///
    /// # Cancel safety
    /// No message is lost.
    pub async fn next(&mut self) -> Result<Delivery, Ended> {
        Err(Ended)
    }

    /// Waits for a message and takes those that wait behind it: at most `most`, and no more than `bytes` of bodies unless
    /// the first is larger alone.
    ///
    /// # Errors
    /// [`Ended`].
    ///
    /// # Cancel safety
    /// No message is lost.
    pub async fn batch(&mut self, most: usize, bytes: usize) -> Result<Vec<Delivery>, Ended> {
        let _ = (most, bytes);
        Err(Ended)
    }

    /// Acks a message and all before it.
    ///
    /// # Errors
    /// [`Ended`]; then they come again.
    pub async fn ack_through(&self, last: Tag) -> Result<(), Ended> {
        let _ = last;
        Err(Ended)
    }

    /// Ends consuming. Acks that were given are carried out first.
    pub async fn close(self) {}
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
