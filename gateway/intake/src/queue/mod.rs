//! Publishing over the broker: who can take the letter is decided here by the directory, then the letter goes sealed to
//! the private event queue. An answer is given after the broker's confirm.

mod message;

use std::sync::Arc;

use async_trait::async_trait;
use broker::{Broker, Message, PublishError, SealingKey, Turns};
use canonical::RefusalCode;
use canonical::receipt::ReceivedReceipt;
use telemetry::Clock;

use crate::directory::{Directory, DirectoryCache, refusals};
use crate::publish::{Publish, Published, Submission, Unavailable};
use crate::threads::Threads;

/// Publishes to the private event queue. It cannot know resends: it says `Accepted`, and the gateways make one event of
/// what is published twice.
pub struct QueuePublisher {
    broker: Broker,
    directory: DirectoryCache,
    clock: Arc<dyn Clock>,
    turns: Turns,
    threads: Threads,
}

impl QueuePublisher {
    /// A publisher over this broker. The clock gives the times of acceptance.
    #[must_use]
    pub fn new(broker: Broker, directory: DirectoryCache, clock: Arc<dyn Clock>) -> Self {
        Self { broker, directory, clock, turns: Turns::new(), threads: Threads::default() }
    }

    /// The directory, while it is fresh: an old one may refuse wrongly, or seal with a key that has been withdrawn.
    fn directory(&self) -> Result<Arc<Directory>, Unavailable> {
        let is_fresh = self.directory.is_fresh(self.clock.now());
        if is_fresh { Ok(self.directory.now()) } else { Err(Unavailable { reason: "directory-stale" }) }
    }

    async fn sealed(&self, submission: Submission, key: SealingKey) -> Result<Message, Unavailable> {
        let (size, at) = (submission.event.len() + submission.original.weight(), self.clock.now());
        let sealing = self.threads.run(size, move || message::sealed(&submission, &key, at)).await;
        sealing.unwrap_or(Err(Unavailable { reason: "sealing-failed" }))
    }
}

#[async_trait]
impl Publish for QueuePublisher {
    async fn publish(&self, submission: Submission) -> Result<Published, Unavailable> {
        let directory = self.directory()?;
        let refused = refusals(&directory, &submission.labels);
        if !refused.is_empty() {
            return Ok(Published::Refused(refused));
        }
        let Some(key) = directory.sealing_keys().first() else {
            return Err(Unavailable { reason: "sealing-key-missing" });
        };
        if !self.broker.is_ready() {
            return Err(Unavailable { reason: PublishError::Unreachable.code() });
        }
        let lane = submission.labels.lane.0;
        submission.carried.keep().await?;
        // From here on the message may be durable, whatever is heard of it.
        submission.carried.used();
        let message = self.sealed(submission, key.clone()).await?;
        let turn = self.turns.take(&[lane]).await;
        match self.broker.publish(&turn, message).await {
            Ok(()) => Ok(Published::Accepted { identity_reused: false }),
            // Whenever it comes again, it will be too large again.
            Err(PublishError::TooLarge) => Ok(Published::Refused(vec![(0, RefusalCode::DocumentTooLarge)])),
            Err(
                error @ (PublishError::Refused
                | PublishError::Unconfirmed
                | PublishError::Unreachable
                | PublishError::Unroutable),
            ) => Err(Unavailable { reason: error.code() }),
        }
    }

    async fn publish_receipt(&self, receipt: ReceivedReceipt) -> Result<(), Unavailable> {
        let directory = self.directory()?;
        let Some(key) = directory.sealing_keys().first() else {
            return Err(Unavailable { reason: "sealing-key-missing" });
        };
        if !self.broker.is_ready() {
            return Err(Unavailable { reason: PublishError::Unreachable.code() });
        }
        let message = message::sealed_receipt(&receipt, key)?;
        let turn = self.turns.take(&[receipt.receipt.fingerprint.0]).await;
        self.broker.publish(&turn, message).await.map_err(|error| Unavailable { reason: error.code() })
    }
}

impl std::fmt::Debug for QueuePublisher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "QueuePublisher({:?})", self.directory)
    }
}
