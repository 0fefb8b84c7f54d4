//! The event queue of a real broker.

use broker::{Broker, Consumer, Delivery, EVENTS, Tag};

use super::queue::{Channel, Ended, Message, Queue};

/// Opens consumers of the event queue.
pub(crate) struct EventQueue {
    pub(crate) broker: Broker,
    /// Messages given ahead of their settlement.
    pub(crate) prefetch: u16,
}

impl Queue for EventQueue {
    type Channel = Consumer;

    async fn open(&self) -> Option<Consumer> {
        // The broker tells the operator what is wrong.
        self.broker.consume(EVENTS, self.prefetch).await.ok()
    }
}

impl Channel for Consumer {
    type Tag = Tag;

    async fn batch(&mut self, most: usize, bytes: usize) -> Result<Vec<Message<Tag>>, Ended> {
        let deliveries = Self::batch(self, most, bytes).await.map_err(|_| Ended)?;
        Ok(deliveries.into_iter().map(Message::from).collect())
    }

    async fn ack_through(&mut self, last: Tag) -> Result<(), Ended> {
        Self::ack_through(self, last).await.map_err(|_| Ended)
    }

    async fn close(self) {
        Self::close(self).await;
    }
}

impl From<Delivery> for Message<Tag> {
    fn from(delivery: Delivery) -> Self {
        let Delivery { tag, redelivered, id, body, .. } = delivery;
        Self { tag, id, body, again: redelivered }
    }
}
