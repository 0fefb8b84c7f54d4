//! Takes receipts that come in: finds what they answer, and keeps both.

use std::sync::Arc;

use canonical::organisation::Organisation;
use canonical::receipt::{IncomingReceipt, ReceivedReceipt, Verdict};
use journal::{Enveloped, Error, Found, Journal, NamedEnvelope, NewAnswer, NewReceipt, Sealed};
use telemetry::occurrences::exchange::{ReceiptAnswered, ReceiptRepeated};
use wire::convert::receipt::encode_reasons;

use crate::contradicting::contradicting;
use crate::convert::Settings;
use crate::matching::{Candidates, Share, identities, matched};
use crate::pairing::Pairing;
use crate::ready::Conversion;
use crate::sent;

/// Takes receipts. Clones share the journal.
#[derive(Clone)]
pub struct Receipts {
    journal: Arc<dyn Journal>,
    organisations: Arc<[Organisation]>,
}

/// The most events of one envelope that are looked at, the newest; no honest one has more, but many senders may share its id.
const MOST: usize = 512;

impl Receipts {
    /// Takes receipts for letters between these organisations.
    #[must_use]
    pub fn new(journal: Arc<dyn Journal>, organisations: Arc<[Organisation]>) -> Self {
        Self { journal, organisations }
    }

    /// Converts letters between the same organisations.
    #[must_use]
    pub fn conversion(&self, settings: (Pairing, Settings)) -> Conversion {
        Conversion::new(Arc::clone(&self.journal), Arc::clone(&self.organisations), settings)
    }

    /// Finds the letters that a receipt answers, and keeps what it says of each. A receipt that answers nothing is kept
    /// too. One that came before, from the same organisation, is kept once; what it did not find then, it may find now. It is
    /// durable when this returns.
    ///
    /// # Errors
    /// What the journal says; then the same receipt may be taken again.
    pub async fn take(&self, received: &ReceivedReceipt) -> Result<(), Error> {
        let ReceivedReceipt { receipt, at, submitted_by, channel } = received;
        let known = self.organisations.iter().find(|organisation| organisation.id == *submitted_by);
        let caller = known.cloned().unwrap_or_else(|| Organisation::without_rights(submitted_by));
        let posted = sent::named(&*self.journal, receipt, &caller).await?;
        let shares = if posted.is_empty() {
            let candidates = self.candidates(receipt).await?;
            matched(receipt, &caller, &self.organisations, &candidates)
        } else {
            sent::shares(receipt, &posted)
        };
        let kept = NewReceipt {
            fingerprint: receipt.fingerprint,
            at: *at,
            submitted_by: submitted_by.to_string(),
            channel: channel.clone(),
            form: receipt.form,
            verdict: receipt.verdict,
            receipt_id: receipt.receipt_id.clone(),
            envelope_id: receipt.envelope_id.clone(),
            answers: shares.iter().map(answer).collect(),
        };
        // Before the receipt is kept, so that one which comes again after a crash has its effect.
        sent::tell(&*self.journal, &posted, &kept.answers, (receipt.verdict, *at)).await?;
        let news = self.journal.record_receipt(kept).await?;
        if news.is_empty() {
            ReceiptRepeated.emit();
        }
        self.tell(receipt.verdict, &news).await
    }

    async fn candidates(&self, receipt: &IncomingReceipt) -> Result<Candidates, Error> {
        let in_envelope = self.in_envelope(receipt).await?;
        let identities = identities(receipt, in_envelope.as_deref(), &self.organisations);
        let letters = if identities.is_empty() { Vec::new() } else { self.journal.of_letters(&identities).await? };
        Ok(Candidates { in_envelope, letters })
    }

    /// What came in the envelope that the receipt names; the network's by its message where it names no envelope we know.
    async fn in_envelope(&self, receipt: &IncomingReceipt) -> Result<Option<Vec<Enveloped>>, Error> {
        // The network's ids are UUIDs, which are written in large and small letters.
        let small = |id: &String| id.to_ascii_lowercase();
        let named = receipt.envelope_id.as_ref().map(|id| {
            if receipt.form.is_of_transport() {
                NamedEnvelope::Network(small(id))
            } else {
                NamedEnvelope::Letters(id.clone())
            }
        });
        let message = receipt.message_id.as_ref().map(|id| NamedEnvelope::NetworkMessage(small(id)));
        let mut found = None;
        for name in named.into_iter().chain(message) {
            if found.as_ref().is_none_or(Vec::is_empty) {
                found = Some(self.journal.enveloped(&name, MOST).await?);
            }
        }
        Ok(found)
    }

    async fn tell(&self, verdict: Verdict, news: &[NewAnswer]) -> Result<(), Error> {
        for new in news {
            let (event, outcome) = match &new.found {
                Found::Nothing(why) => (None, why.word()),
                Found::Event(event, by) => {
                    let answers = self.journal.answers(*event).await?;
                    let contradicts = contradicting(&answers);
                    let own = answers.iter().zip(contradicts).rev().find(|(answer, _)| {
                        answer.verdict == verdict && matches!(&answer.answer.found, Found::Event(_, also) if also == by)
                    });
                    let is_contradicted = own.is_some_and(|(_, contradicts)| contradicts);
                    (Some(*event), if is_contradicted { "contradicting" } else { "matched" })
                }
            };
            ReceiptAnswered { verdict, outcome, event }.emit();
        }
        Ok(())
    }
}

fn answer(share: &Share) -> NewAnswer {
    let Share { letter_id, found, reasons } = share;
    NewAnswer { letter_id: letter_id.clone(), found: found.clone(), reasons: Sealed::plain(encode_reasons(reasons)) }
}
