//! Receipts that follow, as their senders read them.

use std::sync::Arc;

use canonical::digest::Digest;
use canonical::letter::{Receipt, Stamp};
use canonical::organisation::{Organisation, OrganisationId};
use canonical::receipt::Verdict;
use canonical::{Event, EventId};
use jiff::Timestamp;
use journal::{Decided, Error, Journal, LateReceipt, Page, PushFormat, Stored};
use telemetry::Clock;
use telemetry::occurrences::exchange::LateReceiptUnreadable;
use wire::convert::receipt::decode_reasons;

use super::around::Way;
use crate::convert::Settings;
use crate::pairing::Pairing;
use crate::passing::{Said, pass_on};
use crate::ready::Conversion;

/// Writes receipts that follow. Clones share the journal.
#[derive(Clone)]
pub struct Replies {
    journal: Arc<dyn Journal>,
    conversion: Conversion,
    clock: Arc<dyn Clock>,
}

/// A receipt for the sender of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Its number: a later one has a higher one.
    pub number: u64,
    /// The event of the letter.
    pub event: EventId,
    /// The door that the letter came through.
    pub channel: String,
    /// The document that the letter came in.
    pub document: Option<Digest>,
    /// What it says.
    pub verdict: Verdict,
    /// The receipt, the same whenever it is written.
    pub receipt: Receipt,
    /// When it was decided.
    pub at: Timestamp,
}

impl Replies {
    /// Reads and writes here, for letters between these organisations.
    #[must_use]
    pub fn new(journal: Arc<dyn Journal>, organisations: Arc<[Organisation]>, clock: Arc<dyn Clock>) -> Self {
        // What has gone is told by what it was, however long its halves were to wait for each other.
        let settings = (Pairing::default(), Settings::default());
        let conversion = Conversion::new(Arc::clone(&journal), organisations, settings);
        Self { journal, conversion, clock }
    }

    /// At most `limit` that are due to an organisation and not taken, after a number, in order; where a door is named, of letters that
    /// came through it.
    ///
    /// # Errors
    /// What the journal says.
    pub async fn due(
        &self,
        organisation: &OrganisationId,
        channel: Option<&str>,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Reply>, Error> {
        let mut replies = Vec::new();
        for late in self.journal.due_after(organisation, channel, after, limit).await? {
            if let Some(decided) = late.decided.clone() {
                let number = late.number;
                match self.written(late, decided).await {
                    Ok(reply) => replies.push(reply),
                    // One that cannot be read holds up none of the others.
                    Err(error @ (Error::Corrupt { .. } | Error::NotFound)) => {
                        LateReceiptUnreadable { number, reason: error.code() }.emit();
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(replies)
    }

    /// The receipts of a document that an organisation has handed over, whether or not they were taken.
    ///
    /// # Errors
    /// What the journal says.
    pub async fn of_document(&self, organisation: &OrganisationId, document: Digest) -> Result<Found, Error> {
        let late = self.journal.late_of_document(organisation, document).await?;
        if late.is_empty() {
            return Ok(Found::Unknown);
        }
        let mut replies = Vec::new();
        for late in late {
            let Some(decided) = late.decided.clone() else { return Ok(Found::Waiting) };
            if late.wants_receipt || decided.verdict != Verdict::Positive || late.taken_at != Some(decided.at) {
                replies.push(self.written(late, decided).await?);
            }
        }
        Ok(Found::Decided(replies))
    }

    /// Records that an organisation has taken these. Gives how many were due.
    ///
    /// # Errors
    /// What the journal says.
    pub async fn take(&self, organisation: &OrganisationId, numbers: &[u64]) -> Result<u64, Error> {
        self.journal.take_late(organisation, numbers, self.clock.now()).await
    }

    async fn written(&self, late: LateReceipt, decided: Decided) -> Result<Reply, Error> {
        let LateReceipt { number, event, channel, envelope_id, document, .. } = late;
        let Decided { verdict, reasons, at } = decided;
        let Stored { row, body, .. } = self.journal.event(event).await?;
        let read = wire::decode(&body.bytes).map_err(|_| Error::Corrupt { what: "an event" })?;
        let reasons = decode_reasons(reasons.bytes).map_err(|_| Error::Corrupt { what: "the reasons of a receipt" })?;
        let way = Way::of(&self.journal.original(event).await?);
        let stamp = stamp("broen/late-receipt/1", number, event, at);
        let said = self.explained((&read, row.accepted_at), Said { verdict, reasons }).await?;
        let receipt = pass_on(&read, &envelope_id, way.format, &said, &stamp);
        let outer = self::stamp("broen/late-envelope/1", number, event, at);
        let receipt = way.back(read.source.standard, verdict, receipt, &outer);
        Ok(Reply { number, event, channel, document, verdict, receipt, at })
    }

    /// With MedCom's sentence, where whoever refused the letter got it converted, and not whole.
    async fn explained(&self, (event, accepted_at): (&Event, Timestamp), said: Said) -> Result<Said, Error> {
        if said.verdict != Verdict::Negative {
            return Ok(said);
        }
        for answer in self.journal.answers(event.id).await? {
            let journal::Found::Event(_, organisation) = &answer.answer.found else { continue };
            if answer.verdict != Verdict::Negative {
                continue;
            }
            if let Some(format) = self.posted_as(event.id, organisation).await? {
                return self.conversion.explained((event, accepted_at), format, said).await;
            }
        }
        Ok(said)
    }

    /// As what an event was posted to an organisation.
    async fn posted_as(&self, event: EventId, organisation: &OrganisationId) -> Result<Option<PushFormat>, Error> {
        let sent = self.journal.sendings_of_event(event, organisation.as_str(), 1).await?;
        let Some(sent) = sent.first() else { return Ok(None) };
        let all = Page { after: String::new(), size: usize::MAX };
        let own = self.journal.subscriptions(organisation.as_str(), all).await?;
        let posted = own.into_iter().find(|subscription| subscription.id == sent.sent.subscription);
        Ok(posted.and_then(|subscription| subscription.push).map(|push| push.format))
    }
}

/// What became of the receipts of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// These were decided; none where nobody is told.
    Decided(Vec<Reply>),
    /// Its receipts do not follow, or it is not known.
    Unknown,
    /// Receivers have still to answer.
    Waiting,
}

/// The same receipt has the same ids, and the time when it was decided.
fn stamp(purpose: &str, number: u64, event: EventId, at: Timestamp) -> Stamp {
    let Digest(digest) = Digest::of_parts(purpose, &[&number.to_be_bytes(), event.as_bytes()]);
    let mut id = [0; 16];
    id.iter_mut().zip(digest).for_each(|(byte, of_digest)| *byte = of_digest);
    Stamp { id, at }
}
