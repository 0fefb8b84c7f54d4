//! The bridges between rooms: what intake publishes, the appender writes; receipts go to the exchange.

use std::sync::Arc;

use append::{Appender, Outcome};
use async_trait::async_trait;
use canonical::digest::Digest;
use canonical::notification::{Noted, ReceivedNotification};
use canonical::organisation::OrganisationId;
use canonical::receipt::ReceivedReceipt;
use exchange::{Found, Receipts, Replies, Reply};
use intake::{Channel, Document, Following, Follows, Publish, Published, Submission, Unavailable};
use journal::{Acceptance, Content, Journal, Original};
use server::{KeptDocument, LateAnswer};
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

/// Answers the senders of documents whose receivers are asked first.
pub(crate) struct LateReceipts(pub(crate) Replies);

#[async_trait]
impl server::Receipts for LateReceipts {
    async fn receipt(&self, organisation: &OrganisationId, id: Digest) -> Result<KeptDocument, Unavailable> {
        let found = self.0.of_document(organisation, id).await.map_err(|error| Unavailable { reason: error.code() })?;
        Ok(match found {
            Found::Decided(replies) => {
                let numbers: Vec<u64> = replies.iter().map(|reply| reply.number).collect();
                // Whoever has asked has them. If that cannot be noted, they are brought another way too, and are the same.
                let _ = self.0.take(organisation, &numbers).await;
                let events = replies.iter().map(|reply| reply.event).collect();
                let receipts = replies.into_iter().map(|reply| reply.receipt).collect();
                KeptDocument::Answered(LateAnswer { events, receipts, ..LateAnswer::default() })
            }
            Found::Unknown => KeptDocument::Unknown,
            Found::Waiting => KeptDocument::Waiting,
        })
    }
}

/// The most receipts brought to a sender at once.
const AT_ONCE: usize = 100;

#[async_trait]
impl Following for LateReceipts {
    async fn due(&self, organisation: &OrganisationId, channel: Channel) -> Result<Vec<Follows>, Unavailable> {
        let due = self.0.due(organisation, Some(channel.word()), 0, AT_ONCE).await;
        let follows = |reply: Reply| Follows {
            number: reply.number,
            media_type: reply.receipt.media_type.to_owned(),
            bytes: reply.receipt.bytes,
        };
        due.map(|due| due.into_iter().map(follows).collect()).map_err(|error| Unavailable { reason: error.code() })
    }

    async fn taken(&self, organisation: &OrganisationId, numbers: &[u64]) -> Result<(), Unavailable> {
        let taken = self.0.take(organisation, numbers).await;
        taken.map(|_| ()).map_err(|error| Unavailable { reason: error.code() })
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
            is_late,
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
                is_late,
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
