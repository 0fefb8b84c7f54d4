//! One letter, from being read to being published, noted or refused.

use std::sync::Arc;

use bytes::Bytes;
use canonical::digest::Digest;
use canonical::event::EventId;
use canonical::letter::LetterHead;
use canonical::notification::ReceivedNotification;
use canonical::organisation::Organisation;
use canonical::receipt::{IncomingReceipt, ReceivedReceipt};
use canonical::refusal::{Place, Refusal, RefusalCode};
use jiff::Timestamp;
use telemetry::occurrences::intake::{LetterOutcome as Occurred, LetterSettled};

use crate::around::Around;
use crate::carried::Carried;
use crate::document::Document;
use crate::labels::Labels;
use crate::publish::{Channel, Publish, Published, Submission, Unavailable};
use crate::read::{Fate, Prepared, Reading};
use crate::reception::{LetterOutcome, LetterResult, codes};

/// A document being handed over.
pub(crate) struct Handover<'a> {
    pub(crate) publish: &'a Arc<dyn Publish>,
    pub(crate) document: &'a Document,
    /// Letters it holds.
    pub(crate) letters: u32,
    pub(crate) channel: Channel,
    /// When it came.
    pub(crate) at: Timestamp,
    pub(crate) caller: &'a Organisation,
    /// Whether receipts follow when the receivers have answered.
    pub(crate) is_late: bool,
}

impl Handover<'_> {
    /// Settles a letter of the document. The first one that is published brings the document along.
    ///
    /// # Errors
    /// [`Unavailable`] if it is not known to be durable.
    pub(crate) async fn settle(
        &self,
        letter: Prepared,
        reading: &Reading,
        is_first: bool,
    ) -> Result<LetterResult, Unavailable> {
        let Prepared { head, fate } = letter;
        let standard = reading.standard;
        let (outcome, event_id) = match fate {
            Fate::Publish { id, event, labels, files } => {
                let carried = self.carried(&files, reading);
                let submission = Submission { is_first, carried, ..self.submission(id, event, *labels, reading) };
                match self.publish(submission).await {
                    Ok(Published::Refused(receivers)) => {
                        outcome(Published::Refused(or_unknown(receivers)), id, &|at| reading.receiver(0, at))
                    }
                    Ok(published) => outcome(published, id, &|at| reading.receiver(0, at)),
                    Err(unavailable) => {
                        let (type_code, outcome) = (head.type_code.as_str(), Occurred::Postponed);
                        LetterSettled { standard, type_code, outcome, event: Some(id), codes: &[] }.emit();
                        return Err(unavailable);
                    }
                }
            }
            Fate::Receipt(receipt) => {
                if let Err(unavailable) = self.hand_on(*receipt).await {
                    let (type_code, outcome) = (head.type_code.as_str(), Occurred::Postponed);
                    LetterSettled { standard, type_code, outcome, event: None, codes: &[] }.emit();
                    return Err(unavailable);
                }
                (LetterOutcome::Receipt, None)
            }
            Fate::Refused(refusals) => (LetterOutcome::Refused(refusals), None),
        };
        let codes = codes(outcome.refusals());
        let type_code = head.type_code.as_str();
        LetterSettled { standard, type_code, outcome: outcome.occurred(), event: event_id, codes: &codes }.emit();
        Ok(self.result(head, outcome, event_id))
    }

    /// Settles all letters of the document in one: all of them are published, or none is.
    ///
    /// # Errors
    /// [`Unavailable`] if they are not known to be durable.
    pub(crate) async fn settle_together(
        &self,
        letters: Vec<Prepared>,
        reading: &Reading,
    ) -> Result<Vec<LetterResult>, Unavailable> {
        let mut submissions = Vec::with_capacity(letters.len());
        for letter in &letters {
            let Fate::Publish { id, event, labels, files } = &letter.fate else { continue };
            let (carried, is_first) = (self.carried(files, reading), submissions.is_empty());
            let submission = self.submission(*id, event.clone(), (**labels).clone(), reading);
            submissions.push(Submission { is_first, carried, ..submission });
        }
        let published = if submissions.len() == letters.len() {
            let publish = Arc::clone(self.publish);
            let publishing = tokio::spawn(async move { publish.publish_together(submissions).await });
            publishing.await.unwrap_or(Err(Unavailable { reason: "publisher-failed" }))?
        } else {
            Vec::new()
        };
        let standard = reading.standard;
        let mut published = published.into_iter();
        let mut results = Vec::with_capacity(letters.len());
        for (index, Prepared { head, fate }) in letters.into_iter().enumerate() {
            let (outcome, event_id) = match (fate, published.next()) {
                (Fate::Refused(refusals), _) => (LetterOutcome::Refused(refusals), None),
                (Fate::Publish { id, .. }, Some(published)) => {
                    outcome(published, id, &|at| reading.receiver(index, at))
                }
                (Fate::Publish { .. } | Fate::Receipt(_), _) => (LetterOutcome::Refused(Vec::new()), None),
            };
            let (type_code, codes) = (head.type_code.as_str(), codes(outcome.refusals()));
            LetterSettled { standard, type_code, outcome: outcome.occurred(), event: event_id, codes: &codes }.emit();
            results.push(self.result(head, outcome, event_id));
        }
        Ok(results)
    }

    fn result(&self, head: LetterHead, outcome: LetterOutcome, event_id: Option<EventId>) -> LetterResult {
        LetterResult { head, is_late: self.is_late && event_id.is_some(), outcome, event_id }
    }

    /// Takes note of a notification, once everything it brought is durable.
    ///
    /// # Errors
    /// [`Unavailable`] if it is not known to be durable.
    pub(crate) async fn note(&self, letters: &[LetterResult], reading: &mut Reading) -> Result<(), Unavailable> {
        let Some(asked) = &mut reading.asked else { return Ok(()) };
        let is_clean = letters.iter().all(|letter| !matches!(letter.outcome, LetterOutcome::Refused(_)));
        let Some(notification) = asked.notification.clone().filter(|_| is_clean) else { return Ok(()) };
        let submitted_by = self.caller.id.clone();
        let received = ReceivedNotification { notification, at: self.at, submitted_by };
        let publish = Arc::clone(self.publish);
        let publishing = tokio::spawn(async move { publish.publish_notification(received).await });
        asked.noted = publishing.await.unwrap_or(Err(Unavailable { reason: "publisher-failed" }))?;
        Ok(())
    }

    /// Publishes in a task of its own: a publisher that breaks takes no caller with it, and a caller that leaves
    /// does not leave a letter half published.
    async fn publish(&self, submission: Submission) -> Result<Published, Unavailable> {
        let publish = Arc::clone(self.publish);
        let publishing = tokio::spawn(async move { publish.publish(submission).await });
        publishing.await.unwrap_or(Err(Unavailable { reason: "publisher-failed" }))
    }

    /// Publishes a receipt, in a task of its own like a letter.
    async fn hand_on(&self, receipt: IncomingReceipt) -> Result<(), Unavailable> {
        let channel = self.channel.word().to_owned();
        let received = ReceivedReceipt { receipt, at: self.at, submitted_by: self.caller.id.clone(), channel };
        let publish = Arc::clone(self.publish);
        let publishing = tokio::spawn(async move { publish.publish_receipt(received).await });
        publishing.await.unwrap_or(Err(Unavailable { reason: "publisher-failed" }))
    }

    /// The files of a letter, and the document if it is one.
    fn carried(&self, files: &[Digest], reading: &Reading) -> Carried {
        let own = reading.files.iter().filter(|file| files.contains(&file.sha256()));
        let document = match self.document {
            Document::Here(_) => None,
            Document::Large(large) => Some(large.file()),
        };
        Carried::new(own.chain(document).cloned().collect())
    }

    fn submission(&self, event_id: EventId, event: Bytes, labels: Labels, reading: &Reading) -> Submission {
        let envelope = reading.envelope.as_ref();
        Submission {
            event,
            event_id,
            labels,
            is_first: true,
            original: self.document.clone(),
            carried: Carried::default(),
            original_sha256: reading.sha256,
            media_type: reading.media_type,
            letters: self.letters,
            envelope_id: envelope.map(|envelope| envelope.id.clone()).unwrap_or_default(),
            envelope_is_its_own: reading.is_message(),
            sent_at: envelope.and_then(|envelope| envelope.sent.as_ref()).map(|sent| sent.instant),
            network: reading.around.as_ref().and_then(Around::ids),
            wants_receipt: envelope.is_some_and(|envelope| envelope.wants_receipt)
                || reading.around.as_ref().is_some_and(Around::wants_receipt),
            is_late: self.is_late,
            submitted_by: self.caller.id.clone(),
            channel: self.channel,
        }
    }
}

fn outcome(published: Published, id: EventId, place: &dyn Fn(usize) -> Place) -> (LetterOutcome, Option<EventId>) {
    match published {
        Published::Accepted { identity_reused: false } => (LetterOutcome::Accepted, Some(id)),
        Published::Accepted { identity_reused: true } => (LetterOutcome::IdReused, Some(id)),
        Published::EnvelopeTaken => {
            let refusal = Refusal::new(RefusalCode::EnvelopeIdReused, Place::path("Bundle.id"));
            (LetterOutcome::Refused(vec![refusal]), None)
        }
        Published::Refused(receivers) => {
            let refusal = |(index, code)| Refusal::new(code, place(index));
            (LetterOutcome::Refused(receivers.into_iter().map(refusal).collect()), None)
        }
        Published::Resent { .. } => (LetterOutcome::Resent, Some(id)),
    }
}

/// A refused letter always has a reason, also from a publisher that names none.
fn or_unknown(receivers: Vec<(usize, RefusalCode)>) -> Vec<(usize, RefusalCode)> {
    if receivers.is_empty() { vec![(0, RefusalCode::ReceiverUnknown)] } else { receivers }
}
