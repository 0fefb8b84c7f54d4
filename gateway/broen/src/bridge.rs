//! The bridges between rooms: what intake publishes, the appender writes; receipts go to the exchange.

use std::sync::Arc;

use append::{Appender, Outcome};
use async_trait::async_trait;
use canonical::notification::{Noted, ReceivedNotification};
use canonical::receipt::ReceivedReceipt;
use exchange::Receipts;
use intake::{Document, Publish, Published, Submission, Unavailable};
use journal::{Acceptance, Content, Journal, Original};
use telemetry::Clock;

/// Publishes by appending: an answer is given after the commit.
pub(crate) struct Bridge {
    appender: Appender,
    receipts: Receipts,
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
}

/// Hands receipts on that came through the queue.
pub(crate) struct Counter(pub(crate) Receipts);

#[async_trait]
impl append::Receipts for Counter {
    async fn take(&self, receipt: &ReceivedReceipt) -> Result<(), journal::Error> {
        self.0.take(receipt).await
    }
}

impl Bridge {
    /// A bridge to this appender, to what takes receipts, and to the journal that keeps account of notifications. The clock
    /// gives the times of acceptance.
    pub(crate) fn new(
        appender: Appender,
        receipts: Receipts,
        journal: Arc<dyn Journal>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { appender, receipts, journal, clock }
    }
}

#[async_trait]
impl Publish for Bridge {
    async fn publish(&self, submission: Submission) -> Result<Published, Unavailable> {
        submission.carried.keep().await?;
        let outcome = self.appender.submit(self.acceptance_of(submission)).await;
        outcome.map(published).map_err(unavailable)
    }

    async fn publish_together(&self, submissions: Vec<Submission>) -> Result<Vec<Published>, Unavailable> {
        let mut together = Vec::with_capacity(submissions.len());
        for submission in submissions {
            submission.carried.keep().await?;
            together.push(self.acceptance_of(submission));
        }
        let outcomes = self.appender.submit_together(together).await.map_err(unavailable)?;
        Ok(outcomes.into_iter().map(published).collect())
    }

    async fn publish_notification(&self, received: ReceivedNotification) -> Result<Option<Noted>, Unavailable> {
        let noted = append::note(&*self.journal, received).await;
        noted.map(Some).map_err(|error| Unavailable { reason: error.code() })
    }

    async fn publish_receipt(&self, receipt: ReceivedReceipt) -> Result<(), Unavailable> {
        self.receipts.take(&receipt).await.map_err(|error| Unavailable { reason: error.code() })
    }
}

impl Bridge {
    fn acceptance_of(&self, submission: Submission) -> append::Submission {
        let Submission {
            event,
            event_id: _,
            labels: _,
            is_first: _,
            original,
            carried: _,
            original_sha256,
            media_type,
            letters,
            envelope_id,
            envelope_is_its_own,
            sent_at,
            network,
            wants_receipt,
            submitted_by,
            channel,
        } = submission;
        let network = network
            .map(|intake::NetworkIds { envelope_id, message_id }| journal::NetworkIds { envelope_id, message_id });
        append::Submission {
            event,
            original: Original {
                sha256: original_sha256,
                media_type: media_type.to_owned(),
                letters,
                content: Some(match original {
                    Document::Here(bytes) => Content::plain(bytes),
                    Document::Large(large) => Content::Blob { size: large.size() },
                }),
            },
            acceptance: Acceptance {
                at: self.clock.now(),
                submitted_by: submitted_by.as_str().to_owned(),
                channel: channel.word().to_owned(),
                envelope_id,
                sent_at,
                network,
                wants_receipt,
                envelope_reused: false,
            },
            envelope_is_its_own,
        }
    }
}

fn published(outcome: Outcome) -> Published {
    match outcome {
        Outcome::Accepted { event_id: _, identity_reused } => Published::Accepted { identity_reused },
        Outcome::EnvelopeTaken => Published::EnvelopeTaken,
        Outcome::Refused(receivers) => Published::Refused(receivers),
        Outcome::Resent { event_id: _, first_at } => Published::Resent { first_at },
    }
}

/// Whatever kept the appender from answering, the letter is not known to be durable.
fn unavailable(error: append::Error) -> Unavailable {
    Unavailable { reason: error.code() }
}
