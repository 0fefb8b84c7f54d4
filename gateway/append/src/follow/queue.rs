//! The event queue as the follower sees it: a seam, behind which a broker stands, or a test.

use bytes::Bytes;

/// Where channels come from.
pub(crate) trait Queue: Send + Sync + 'static {
    /// A channel of its own, as a consumer among others of which one at a time is given messages.
    type Channel: Channel;

    /// Opens a channel; waits until there is a connection. `None` if it cannot be had now.
    fn open(&self) -> impl Future<Output = Option<Self::Channel>> + Send;
}

/// A channel on which messages come in their order, until it ends.
pub(crate) trait Channel: Send + 'static {
    /// A message's place on this channel.
    type Tag: Copy + Send + Sync + 'static;

    /// Waits for a message, and takes with it what waits already: at most so many, and no more after so many bytes.
    ///
    /// # Cancel safety
    /// No message is lost.
    fn batch(
        &mut self,
        most: usize,
        bytes: usize,
    ) -> impl Future<Output = Result<Vec<Message<Self::Tag>>, Ended>> + Send;

    /// Settles every message up to this one.
    fn ack_through(&mut self, last: Self::Tag) -> impl Future<Output = Result<(), Ended>> + Send;

    /// Ends the channel; what is not settled goes to the next consumer.
    fn close(self) -> impl Future<Output = ()> + Send;
}

/// The channel is gone, and with it the right to settle what it gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ended;

/// A message as the queue gives it.
#[derive(Clone)]
pub(crate) struct Message<T> {
    pub(crate) tag: T,
    /// The publisher's name for it, which its sealing is bound to.
    pub(crate) id: String,
    /// Sealed.
    pub(crate) body: Bytes,
    /// Whether it was given out before.
    pub(crate) again: bool,
}
