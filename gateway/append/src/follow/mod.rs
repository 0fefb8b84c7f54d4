//! Follows the event queue: takes what adapters have published, in order, and settles it after its commit.
//!
//! Of all gateways that follow the queue, the broker gives messages to one. That one takes the right to append at the
//! first message of every channel it opens, and so fences out whoever had it; a gateway that was cut off, or stood still,
//! and is fenced drops what it holds and goes back to waiting. Nothing is settled that is not in the journal, and nothing
//! is ever refused: who may send, and who takes it, was decided when the letter was accepted.

mod keeper;
mod opening;
mod over_broker;
mod queue;
mod reader;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tray;

use std::sync::Arc;

use broker::{Broker, Keyring};
use journal::Journal;
use tokio::sync::{mpsc, watch};

use self::keeper::Keeper;
use self::over_broker::EventQueue;
use self::queue::Queue;
use self::reader::Reader;
use crate::looking::Looks;
use crate::writing::{Routing, Writer};
use crate::{Receipts, Settings};

/// Ends the following of the queue. Dropping it does so too, without waiting.
pub struct Follower {
    drain: watch::Sender<bool>,
    active: watch::Receiver<bool>,
    ended: watch::Receiver<()>,
}

/// Makes a follower of the event queue and the task that does its work.
///
/// Receipts that come are handed to `receipts`, after the letters before them. `Settings::queue` is how many messages the
/// broker gives ahead of their commit.
pub fn follow(
    journal: Arc<dyn Journal>,
    broker: Broker,
    keys: Keyring,
    receipts: Arc<dyn Receipts>,
    settings: Settings,
) -> (Follower, impl Future<Output = ()> + Send + 'static) {
    let prefetch = u16::try_from(settings.queue.max(1)).unwrap_or(u16::MAX);
    follow_queue(journal, EventQueue { broker, prefetch }, keys, receipts, settings)
}

fn follow_queue<Q: Queue>(
    journal: Arc<dyn Journal>,
    queue: Q,
    keys: Keyring,
    receipts: Arc<dyn Receipts>,
    settings: Settings,
) -> (Follower, impl Future<Output = ()> + Send + 'static) {
    let drain = watch::Sender::new(false);
    let (active, is_active) = watch::channel(false);
    let (end, ended) = watch::channel(());
    let (sittings, sat) = mpsc::channel(1);
    let reader = Reader {
        queue,
        keys: Arc::new(keys),
        lookup: settings.lookup.clone(),
        max_batch: settings.max_batch.max(1),
        drain: drain.subscribe(),
        sittings,
    };
    let keeper = Keeper {
        looks: Looks::new(journal.changes()),
        receipts,
        writer: Writer::new(journal, settings, Routing::Decided),
        sittings: sat,
        drain: drain.subscribe(),
        active,
    };
    let task = async move {
        tokio::join!(reader.run(), keeper.run());
        drop(end);
    };
    (Follower { drain, active: is_active, ended }, task)
}

impl Follower {
    /// Takes no more messages, and waits until those taken are committed and settled, or left at the broker.
    pub async fn drain(&self) {
        self.drain.send_replace(true);
        // The task never sends; it ends, and its sender with it.
        let _ = self.ended.clone().changed().await;
    }

    /// Whether this process appends. Another one, or none, does otherwise.
    #[must_use]
    pub fn active(&self) -> watch::Receiver<bool> {
        self.active.clone()
    }
}
