//! The journey of one document, from its bytes to its answer.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use canonical::letter::{Limits, Stamp};
use canonical::organisation::Organisation;
use canonical::refusal::RefusalCode;
use telemetry::Clock;
use telemetry::occurrences::intake::{DocumentAnswered, DocumentUnreadable, LetterConverted, TranslatorFailed};
use tokio::sync::Semaphore;

use crate::answer;
use crate::publish::{Channel, Publish, Unavailable};
use crate::read::{Reader, Reading, refused};
use crate::reception::{Reception, codes};
use crate::settle::Handover;
use crate::sniff::shape;
use crate::translate::Translators;

/// What intake needs to know.
#[derive(Clone)]
pub struct Settings {
    /// Every organisation Broen knows.
    pub organisations: Arc<[Organisation]>,
    /// What a document may measure.
    pub limits: Limits,
    /// The time of receipts.
    pub clock: Arc<dyn Clock>,
    /// The ids of receipts.
    pub stamps: Stamps,
}

/// Gives 16 fresh bytes with every call.
pub type Stamps = Arc<dyn Fn() -> [u8; 16] + Send + Sync>;

/// Random bytes.
#[must_use]
pub fn random_stamps() -> Stamps {
    Arc::new(|| uuid::Uuid::new_v4().into_bytes())
}

/// Receives documents. Clones share what they publish to.
#[derive(Clone)]
pub struct Intake {
    inner: Arc<Inner>,
}

struct Inner {
    publish: Arc<dyn Publish>,
    settings: Settings,
    translators: Translators,
    /// Bytes of documents that may be under translation at once: a tree is several times its document.
    under_translation: Semaphore,
}

/// Documents above this size are translated on a thread of their own: 64 KiB.
const LARGE: usize = 64 * 1024;
/// Bytes of large documents under translation at once. A larger one is translated alone.
const UNDER_TRANSLATION: u32 = 16 * 1024 * 1024;

impl Intake {
    /// An intake that publishes here.
    #[must_use]
    pub fn new(publish: Arc<dyn Publish>, settings: Settings) -> Self {
        Self::with_translators(publish, settings, Translators::default())
    }

    pub(crate) fn with_translators(publish: Arc<dyn Publish>, settings: Settings, translators: Translators) -> Self {
        let under_translation = Semaphore::new(UNDER_TRANSLATION as usize);
        Self { inner: Arc::new(Inner { publish, settings, translators, under_translation }) }
    }

    /// The limits it enforces.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.inner.settings.limits
    }

    /// Fresh bytes of its stamps.
    pub(crate) fn fresh(&self) -> [u8; 16] {
        (self.inner.settings.stamps)()
    }

    /// Takes a document over from this caller and gives the answer that is due. A document of any content has an
    /// answer; letters are published one after another, in their order.
    ///
    /// # Errors
    /// [`Unavailable`] if a letter could not be made durable. Letters before it may be; the whole document can be
    /// handed over again.
    ///
    /// # Cancel safety
    /// A dropped call publishes no further letter. The one being published is published to its end.
    pub async fn receive(
        &self,
        caller: &Organisation,
        channel: Channel,
        document: Bytes,
    ) -> Result<Reception, Unavailable> {
        let begun = Instant::now();
        let reading = self.read(caller, &document).await?;
        let standard = reading.standard;
        let handover = Handover { publish: &self.inner.publish, document, channel, caller };
        let reception = match reading {
            Reading { letters: Err(_), .. } => self.unreadable(reading),
            Reading { .. } => self.letters(reading, &handover).await?,
        };
        DocumentAnswered { standard, duration: begun.elapsed() }.emit();
        Ok(reception)
    }

    /// Translates, on a thread of its own if the document is large.
    async fn read(&self, caller: &Organisation, document: &Bytes) -> Result<Reading, Unavailable> {
        if document.len() <= LARGE {
            return Ok(self.inner.read(caller, document));
        }
        const STOPPING: Unavailable = Unavailable { reason: "stopping" };
        let weight = u32::try_from(document.len()).unwrap_or(u32::MAX).min(UNDER_TRANSLATION);
        let _place = self.inner.under_translation.acquire_many(weight).await.map_err(|_| STOPPING)?;
        let (inner, caller, document) = (Arc::clone(&self.inner), caller.clone(), document.clone());
        tokio::task::spawn_blocking(move || inner.read(&caller, &document)).await.map_err(|_| STOPPING)
    }

    fn unreadable(&self, reading: Reading) -> Reception {
        let receipts = answer::to_unreadable(&reading, &|| self.stamp());
        let Reading { standard, format, letters, .. } = reading;
        let refusals = letters.err().unwrap_or_default();
        DocumentUnreadable { standard: Some(standard), codes: &codes(&refusals) }.emit();
        Reception { standard, format, letters: Vec::new(), refusals, receipts }
    }

    async fn letters(&self, mut reading: Reading, handover: &Handover<'_>) -> Result<Reception, Unavailable> {
        let prepared = std::mem::replace(&mut reading.letters, Ok(Vec::new())).unwrap_or_default();
        let mut letters = Vec::with_capacity(prepared.len());
        for letter in prepared {
            letters.push(handover.settle(letter, &reading).await?);
        }
        let receipts = answer::to_letters(&reading, &letters, &|| self.stamp());
        let Reading { standard, format, .. } = reading;
        Ok(Reception { standard, format, letters, refusals: Vec::new(), receipts })
    }

    fn stamp(&self) -> Stamp {
        Stamp { id: self.fresh(), at: self.inner.settings.clock.now() }
    }
}

impl Inner {
    /// Reads, and makes a refusal of a translator that breaks.
    fn read(&self, caller: &Organisation, document: &[u8]) -> Reading {
        let Settings { organisations, limits, .. } = &self.settings;
        let reader = Reader { translators: &self.translators, limits, organisations, caller };
        let begun = Instant::now();
        // Reading is pure: nothing it may leave half done outlives it.
        let reading = catch_unwind(AssertUnwindSafe(|| reader.read(document))).unwrap_or_else(|_| {
            let reading = refused(shape(document), RefusalCode::TranslationFailed);
            TranslatorFailed { standard: reading.standard }.emit();
            reading
        });
        LetterConverted { standard: reading.standard, duration: begun.elapsed() }.emit();
        reading
    }
}

impl std::fmt::Debug for Intake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Intake({:?})", self.inner.settings.limits)
    }
}

#[cfg(test)]
mod tests;
