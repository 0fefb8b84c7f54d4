//! Publishing over the broker: who can take the letter is decided here by the directory, then the letter goes sealed to
//! the private event queue. An answer is given after the broker's confirm.

mod message;

use std::sync::Arc;

use async_trait::async_trait;
use broker::{Broker, Message, PublishError, SealingKey, Turns};
use canonical::RefusalCode;
use canonical::notification::{Noted, ReceivedNotification};
use canonical::receipt::ReceivedReceipt;
use telemetry::Clock;

use crate::directory::{Directory, DirectoryCache, refusals};
use crate::labels::Lane;
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

    /// One message of all of them.
    async fn sealed(&self, submissions: Vec<Submission>, key: SealingKey) -> Result<Message, Unavailable> {
        let weight = |one: &Submission| one.event.len() + one.original.weight();
        let (size, at) = (submissions.iter().map(weight).sum(), self.clock.now());
        let sealing = self.threads.run(size, move || message::sealed(&submissions, &key, at)).await;
        sealing.unwrap_or(Err(Unavailable { reason: "sealing-failed" }))
    }

    /// The key to seal with, while the broker can take what is sealed.
    fn key<'a>(&self, directory: &'a Directory) -> Result<&'a SealingKey, Unavailable> {
        let key = directory.sealing_keys().first().ok_or(Unavailable { reason: "sealing-key-missing" })?;
        if self.broker.is_ready() { Ok(key) } else { Err(Unavailable { reason: PublishError::Unreachable.code() }) }
    }

    /// Publishes what is no letter.
    async fn publish_other(
        &self,
        lane: [u8; 32],
        seal: impl FnOnce(&SealingKey) -> Result<Message, Unavailable> + Send,
    ) -> Result<(), Unavailable> {
        let message = seal(self.key(&*self.directory()?)?)?;
        let turn = self.turns.take(&[lane]).await;
        self.broker.publish(&turn, message).await.map_err(|error| Unavailable { reason: error.code() })
    }
}

#[async_trait]
impl Publish for QueuePublisher {
    async fn publish(&self, submission: Submission) -> Result<Published, Unavailable> {
        let published = self.publish_together(vec![submission]).await?;
        published.into_iter().next().ok_or(Unavailable { reason: "nothing-to-seal" })
    }

    async fn publish_together(&self, submissions: Vec<Submission>) -> Result<Vec<Published>, Unavailable> {
        let directory = self.directory()?;
        let refused: Vec<_> = submissions.iter().map(|one| refusals(&directory, &one.labels)).collect();
        if refused.iter().any(|refused| !refused.is_empty()) {
            return Ok(refused.into_iter().map(Published::Refused).collect());
        }
        let key = self.key(&directory)?;
        let (count, mut lanes) = (submissions.len(), Vec::with_capacity(submissions.len()));
        for submission in &submissions {
            submission.carried.keep().await?;
            lanes.push(submission.labels.lane.0);
        }
        let message = self.sealed(submissions, key.clone()).await?;
        let turn = self.turns.take(&lanes).await;
        match self.broker.publish(&turn, message).await {
            Ok(()) => Ok(vec![Published::Accepted { identity_reused: false }; count]),
            // Whenever it comes again, it will be too large again.
            Err(PublishError::TooLarge) => {
                Ok(vec![Published::Refused(vec![(0, RefusalCode::DocumentTooLarge)]); count])
            }
            Err(
                error @ (PublishError::Refused
                | PublishError::Unconfirmed
                | PublishError::Unreachable
                | PublishError::Unroutable),
            ) => Err(Unavailable { reason: error.code() }),
        }
    }

    /// What is missing is known where the account is kept.
    async fn publish_notification(&self, received: ReceivedNotification) -> Result<Option<Noted>, Unavailable> {
        let lane = Lane::of_notification(&received.notification).0;
        self.publish_other(lane, |key| message::sealed_notification(&received, key)).await?;
        Ok(None)
    }

    async fn publish_receipt(&self, receipt: ReceivedReceipt) -> Result<(), Unavailable> {
        self.publish_other(receipt.receipt.fingerprint.0, |key| message::sealed_receipt(&receipt, key)).await
    }
}

impl std::fmt::Debug for QueuePublisher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "QueuePublisher({:?})", self.directory)
    }
}
