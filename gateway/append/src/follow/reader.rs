//! Takes messages from the queue, opens them while the batch before them is written, and settles what is committed.

use std::sync::Arc;
use std::time::Duration;

use broker::Keyring;
use journal::LookupKey;
use telemetry::occurrences::append::MessagesTaken;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use super::opening::{Published, Unfit, opened};
use super::queue::{Channel, Ended, Message, Queue};

/// Bytes of sealed messages after which a batch is full.
const BATCH_BYTES: usize = 8 * 1024 * 1024;
/// The shortest time between two attempts to have a channel; it doubles while none can be had.
const PAUSE: Duration = Duration::from_millis(200);
/// The longest such time.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Messages of one channel, on their way to the journal, in their order.
pub(crate) struct Batch<T> {
    /// Each with what it holds, or why it cannot be kept.
    pub(crate) messages: Vec<Opened<T>>,
}

/// A message, and what it holds.
type Opened<T> = (Message<T>, Result<Published, Unfit>);

/// The messages of one channel, as whoever writes them sees them.
pub(crate) struct Sitting<T> {
    /// Ends with the channel.
    pub(crate) batches: mpsc::Receiver<Batch<T>>,
    /// The newest message that is committed, and all before it. Dropping it ends the channel.
    pub(crate) committed: watch::Sender<Option<T>>,
}

/// Keeps a channel open, and reads from it.
pub(crate) struct Reader<Q: Queue> {
    pub(crate) queue: Q,
    pub(crate) keys: Arc<Keyring>,
    pub(crate) lookup: LookupKey,
    pub(crate) max_batch: usize,
    pub(crate) drain: watch::Receiver<bool>,
    /// Takes a sitting for every channel.
    pub(crate) sittings: mpsc::Sender<Sitting<TagOf<Q>>>,
}

type TagOf<Q> = <<Q as Queue>::Channel as Channel>::Tag;

impl<Q: Queue> Reader<Q> {
    /// Reads until the follower drains, channel after channel.
    pub(crate) async fn run(mut self) {
        let mut pause = PAUSE;
        loop {
            let mut drain = self.drain.clone();
            let begun_at = Instant::now();
            let opened = tokio::select! {
                biased;
                () = begun(&mut drain) => return,
                opened = self.queue.open() => opened,
            };
            pause = match opened {
                Some(channel) => {
                    self.read(channel).await;
                    PAUSE
                }
                None => pause.saturating_mul(2).min(LONGEST_PAUSE),
            };
            tokio::select! {
                () = begun(&mut drain) => return,
                () = sleep_until(begun_at + pause) => {}
            }
        }
    }

    /// Reads from a channel until it ends, or whoever writes gives it up, or the follower drains.
    async fn read(&mut self, mut channel: Q::Channel) {
        let (batches, taken) = mpsc::channel(1);
        let (committed, mut settled) = watch::channel(None);
        if self.sittings.send(Sitting { batches: taken, committed }).await.is_err() {
            return channel.close().await;
        }
        let mut open = self.pass_on(&mut channel, &batches, &mut settled).await;
        // What was passed on is still written, and settled as far as it is.
        drop(batches);
        while open.is_ok() && settled.changed().await.is_ok() {
            open = settle(&mut channel, &mut settled).await;
        }
        channel.close().await;
    }

    async fn pass_on(
        &mut self,
        channel: &mut Q::Channel,
        batches: &mpsc::Sender<Batch<TagOf<Q>>>,
        settled: &mut watch::Receiver<Option<TagOf<Q>>>,
    ) -> Result<(), Ended> {
        let mut ready = None;
        loop {
            // Every arm is cancel-safe: each awaits one queue, and takes from it only when ready.
            tokio::select! {
                biased;
                () = begun(&mut self.drain) => return Ok(()),
                changed = settled.changed() => match changed {
                    Ok(()) => settle(channel, settled).await?,
                    Err(_) => return Ok(()),
                },
                permit = batches.reserve(), if ready.is_some() => match (permit, ready.take()) {
                    (Ok(permit), Some(batch)) => permit.send(batch),
                    (Ok(_), None) | (Err(_), _) => return Ok(()),
                },
                messages = channel.batch(self.max_batch, BATCH_BYTES), if ready.is_none() => {
                    ready = Some(self.open(messages?).await);
                }
            }
        }
    }

    /// Opens messages beside the other tasks. If that breaks, each is opened by itself, to find the one it broke on.
    async fn open(&self, messages: Vec<Message<TagOf<Q>>>) -> Batch<TagOf<Q>> {
        let again = messages.iter().filter(|message| message.again).count();
        MessagesTaken { count: messages.len() as u64, again: again as u64 }.emit();
        match self.beside(messages.clone()).await {
            Ok(opened) => Batch { messages: opened },
            Err(_) => {
                let mut opened = Vec::with_capacity(messages.len());
                for message in messages {
                    match self.beside(vec![message.clone()]).await {
                        Ok(one) => opened.extend(one),
                        Err(_) => opened.push((message, Err(Unfit::Undecodable))),
                    }
                }
                Batch { messages: opened }
            }
        }
    }

    fn beside(&self, messages: Vec<Message<TagOf<Q>>>) -> JoinHandle<Vec<Opened<TagOf<Q>>>> {
        let (keys, lookup) = (Arc::clone(&self.keys), self.lookup.clone());
        tokio::task::spawn_blocking(move || {
            let open = |message| {
                let event = opened(&keys, &lookup, &message);
                (message, event)
            };
            messages.into_iter().map(open).collect()
        })
    }
}

async fn settle<C: Channel>(channel: &mut C, settled: &mut watch::Receiver<Option<C::Tag>>) -> Result<(), Ended> {
    let last = *settled.borrow_and_update();
    match last {
        Some(last) => channel.ack_through(last).await,
        None => Ok(()),
    }
}

/// Waits until the follower drains, or is gone.
async fn begun(drain: &mut watch::Receiver<bool>) {
    let _ = drain.wait_for(|begun| *begun).await;
}
