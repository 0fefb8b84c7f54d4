//! Posts the receipts that an organisation has for its own letters, where one of its subscriptions asks for them.
//!
//! One after the other, in their order, each until it is taken: there are no attempts that end. One that the endpoint refuses
//! counts as taken, because it is the sender's word against a decision that stands.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use exchange::{Replies, Reply};
use journal::{Error, SubscriptionRow};
use telemetry::occurrences::push::{ReceiptPosted, ReceiptPostingFailed};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::answer::Meaning;
use crate::client::{Client, Letter};
use crate::lease::Lease;

/// Posts receipts for one subscription.
pub(crate) struct Postman {
    pub(crate) subscription: SubscriptionRow,
    pub(crate) label: String,
    pub(crate) client: Client,
    pub(crate) replies: Replies,
    pub(crate) lease: Arc<Lease>,
    /// The longest wait after an endpoint did not take one.
    pub(crate) longest: Duration,
    pub(crate) stop: CancellationToken,
}

/// How often it is looked whether there are any.
const EVERY: Duration = Duration::from_secs(1);
/// Receipts read at once.
const PAGE: usize = 16;

impl Postman {
    /// Posts until it is stopped.
    pub(crate) async fn run(self) {
        let mut wait = EVERY;
        loop {
            tokio::select! {
                biased;
                () = self.stop.cancelled() => return,
                () = sleep(wait) => {}
            }
            wait = match self.look().await {
                Ok(None) => EVERY,
                Ok(Some(asked)) => asked.unwrap_or(wait.saturating_mul(2)).clamp(EVERY, self.longest),
                Err(error) => {
                    ReceiptPostingFailed { subscription: &self.label, reason: error.code() }.emit();
                    EVERY
                }
            };
        }
    }

    /// Posts all that are due. What it gives is `None` if all were taken, else the wait that the endpoint asks for.
    async fn look(&self) -> Result<Option<Option<Duration>>, Error> {
        let organisation = &self.subscription.name.organisation;
        loop {
            let due = self.replies.due(organisation, None, 0, PAGE).await?;
            if due.is_empty() {
                return Ok(None);
            }
            for reply in due {
                if !self.lease.holds() {
                    // Others may have posted it by now: look again.
                    return Ok(Some(Some(EVERY)));
                }
                let number = reply.number;
                if let Some(wait) = self.post(reply).await {
                    return Ok(Some(wait));
                }
                self.replies.take(organisation, &[number]).await?;
                if self.stop.is_cancelled() {
                    return Ok(None);
                }
            }
        }
    }

    /// Posts one; `None` if that is done with.
    async fn post(&self, reply: Reply) -> Option<Option<Duration>> {
        let Reply { number, verdict, receipt, .. } = reply;
        let content = Bytes::from(receipt.bytes);
        let letter = Letter { media_type: receipt.media_type, content, headers: vec![("broen-receipt", number)] };
        let (answered, _) = self.client.post(&letter).await;
        let meaning = answered.meaning();
        let outcome = match meaning {
            Meaning::Taken => "taken",
            Meaning::Refused => "refused",
            Meaning::Stumbled { .. } | Meaning::Unwell { .. } => "unwell",
        };
        let answer = answered.word();
        ReceiptPosted { subscription: &self.label, number, verdict, outcome, answer: &answer }.emit();
        match meaning {
            Meaning::Taken | Meaning::Refused => None,
            Meaning::Stumbled { retry_after } | Meaning::Unwell { retry_after } => Some(retry_after),
        }
    }
}
