//! A queue in memory for the tests: one channel at a time, and what it did not settle comes again.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::watch;

use super::queue::{Channel, Ended, Message, Queue};

/// The queue, and the hand that disturbs it.
#[derive(Clone)]
pub(crate) struct Tray(Arc<watch::Sender<Content>>);

#[derive(Default)]
pub(crate) struct Content {
    waiting: VecDeque<Message<u64>>,
    unsettled: VecDeque<Message<u64>>,
    /// Messages put in so far.
    put: u64,
    /// Messages settled so far.
    pub(crate) settled: u64,
    /// Channels opened so far; only the newest is open, unless it was cut.
    pub(crate) channels: u64,
    cut: bool,
}

/// The newest channel, as long as it is.
pub(crate) struct TrayChannel {
    tray: Tray,
    channel: u64,
}

impl Tray {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(Content::default())))
    }

    pub(crate) fn put(&self, id: &str, body: Bytes) {
        self.0.send_modify(|content| {
            content.put += 1;
            let message = Message { tag: content.put, id: id.to_owned(), body, again: false };
            content.waiting.push_back(message);
        });
    }

    /// The channel is lost.
    pub(crate) fn cut(&self) {
        self.0.send_modify(Content::end);
    }

    /// How many are settled, now.
    pub(crate) fn settled(&self) -> u64 {
        self.0.borrow().settled
    }

    /// Waits until the queue is as it should be.
    pub(crate) async fn until(&self, mut is: impl FnMut(&Content) -> bool) {
        let mut content = self.0.subscribe();
        let waited = tokio::time::timeout(Duration::from_secs(30), content.wait_for(|content| is(content))).await;
        waited.expect("in time").expect("the queue is there");
    }
}

impl Content {
    fn end(&mut self) {
        self.cut = true;
        while let Some(message) = self.unsettled.pop_back() {
            self.waiting.push_front(Message { again: true, ..message });
        }
    }

    fn is_open(&self, channel: u64) -> bool {
        self.channels == channel && !self.cut
    }
}

impl Queue for Tray {
    type Channel = TrayChannel;

    async fn open(&self) -> Option<TrayChannel> {
        self.0.send_modify(|content| {
            content.end();
            content.channels += 1;
            content.cut = false;
        });
        Some(TrayChannel { tray: self.clone(), channel: self.0.borrow().channels })
    }
}

impl Channel for TrayChannel {
    type Tag = u64;

    async fn batch(&mut self, most: usize, _: usize) -> Result<Vec<Message<u64>>, Ended> {
        let (own, mut content) = (self.channel, self.tray.0.subscribe());
        let something = |content: &Content| !content.waiting.is_empty() || !content.is_open(own);
        content.wait_for(something).await.map_err(|_| Ended)?;
        let mut taken = Vec::new();
        self.tray.0.send_modify(|content| {
            while taken.len() < most && content.is_open(own) {
                let Some(message) = content.waiting.pop_front() else { break };
                content.unsettled.push_back(message.clone());
                taken.push(message);
            }
        });
        if taken.is_empty() { Err(Ended) } else { Ok(taken) }
    }

    async fn ack_through(&mut self, last: u64) -> Result<(), Ended> {
        let mut open = false;
        self.tray.0.send_modify(|content| {
            open = content.is_open(self.channel);
            while open && content.unsettled.front().is_some_and(|first| first.tag <= last) {
                content.unsettled.pop_front();
                content.settled += 1;
            }
        });
        if open { Ok(()) } else { Err(Ended) }
    }

    async fn close(self) {
        self.tray.0.send_modify(|content| {
            if content.is_open(self.channel) {
                content.end();
            }
        });
    }
}
