//! The journey of one document, from its bytes to its answer.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use canonical::letter::{Limits, Stamp};
use canonical::organisation::Organisation;
use canonical::refusal::RefusalCode;
use telemetry::Clock;
use telemetry::occurrences::intake::{DocumentAnswered, DocumentUnreadable, LetterConverted, TranslatorFailed};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::answer::Settled;
use crate::organisations::Organisations;
use crate::publish::{Channel, Publish, Unavailable};
use crate::read::{Reader, Reading, refused};
use crate::reception::{LetterResult, Reception, codes};
use crate::settle::Handover;
use crate::sniff::shape;
use crate::threads::{Broken, Threads};
use crate::translate::Translators;

/// What intake needs to know.
#[derive(Clone)]
pub struct Settings {
    /// Every organisation Broen knows.
    pub organisations: Organisations,
    /// What a document may measure.
    pub limits: Limits,
    /// The time of receipts.
    pub clock: Arc<dyn Clock>,
    /// The ids of receipts.
    pub stamps: Stamps,
}

/// Bytes of files of all watched folders that are in memory at once. A larger one is read alone.
const FILES: usize = 16 * 1024 * 1024;

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
    threads: Threads,
    files: Semaphore,
}

impl Intake {
    /// An intake that publishes here.
    #[must_use]
    pub fn new(publish: Arc<dyn Publish>, settings: Settings) -> Self {
        Self::with_translators(publish, settings, Translators::default())
    }

    pub(crate) fn with_translators(publish: Arc<dyn Publish>, settings: Settings, translators: Translators) -> Self {
        let files = Semaphore::new(FILES);
        Self { inner: Arc::new(Inner { publish, settings, translators, threads: Threads::default(), files }) }
    }

    /// The limits it enforces.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.inner.settings.limits
    }

    /// Waits until a file of this size may be read: all watched folders together hold a bounded amount in memory.
    pub(crate) async fn room(&self, bytes: u64) -> Result<SemaphorePermit<'_>, Unavailable> {
        let places = usize::try_from(bytes).unwrap_or(FILES).min(FILES);
        let places = u32::try_from(places).unwrap_or(u32::MAX);
        self.inner.files.acquire_many(places).await.map_err(|_| Unavailable { reason: "stopping" })
    }

    /// Fresh bytes of its stamps.
    pub(crate) fn fresh(&self) -> [u8; 16] {
        (self.inner.settings.stamps)()
    }

    /// Takes a document over from this caller and gives the answer that is due. A document of any content has an
    /// answer; letters are published one after another, in their order.
    ///
    /// # Errors
    /// [`Unavailable`] if a letter could not be made durable, or its receipt not be written. Letters before it may
    /// be durable; the whole document can be handed over again.
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
        let mut reading = self.read(caller, &document).await?;
        let found = std::mem::take(&mut reading.letters);
        let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let handover = Handover { publish: &self.inner.publish, document: &document, letters: count, channel, caller };
        let mut letters = Vec::new();
        for letter in found {
            let is_first = letters.iter().all(|settled: &LetterResult| settled.event_id.is_none());
            letters.push(handover.settle(letter, &reading, is_first).await?);
        }
        let standard = reading.standard;
        let reception = self.answer(caller, reading, letters, document).await?;
        DocumentAnswered { standard, duration: begun.elapsed() }.emit();
        Ok(reception)
    }

    /// Reads, and makes a refusal of a translator that breaks.
    async fn read(&self, caller: &Organisation, document: &Bytes) -> Result<Reading, Unavailable> {
        let (inner, caller, content) = (Arc::clone(&self.inner), caller.clone(), document.clone());
        match self.inner.threads.run(document.len(), move || inner.read(&caller, &content)).await {
            Ok(reading) => Ok(reading),
            Err(Broken::Panicked) => {
                let reading = refused(shape(document), RefusalCode::TranslationFailed);
                TranslatorFailed { standard: reading.standard }.emit();
                Ok(reading)
            }
            Err(Broken::Stopping) => Err(Unavailable { reason: "stopping" }),
        }
    }

    /// Writes the receipts, when everything they promise is durable.
    async fn answer(
        &self,
        caller: &Organisation,
        reading: Reading,
        letters: Vec<LetterResult>,
        document: Bytes,
    ) -> Result<Reception, Unavailable> {
        let (inner, size, caller) = (Arc::clone(&self.inner), document.len(), caller.clone());
        let answering = move || {
            let settled = Settled { caller: &caller, document: &document, reading: &reading, letters: &letters };
            let receipts = settled.receipts(&|| inner.stamp());
            let Reading { standard, format, refusals, .. } = reading;
            Reception { standard, format, letters, refusals, receipts, kept: None }
        };
        let reception = self.inner.threads.run(size, answering).await.map_err(|broken| match broken {
            Broken::Panicked => Unavailable { reason: "receipt-failed" },
            Broken::Stopping => Unavailable { reason: "stopping" },
        })?;
        if !reception.refusals.is_empty() {
            let codes = codes(&reception.refusals);
            DocumentUnreadable { standard: Some(reception.standard), codes: &codes }.emit();
        }
        Ok(reception)
    }
}

impl Inner {
    fn read(&self, caller: &Organisation, document: &[u8]) -> Reading {
        let Settings { organisations, limits, .. } = &self.settings;
        let organisations = &organisations.now();
        let begun = Instant::now();
        let reading = Reader { translators: &self.translators, limits, organisations, caller }.read(document);
        LetterConverted { standard: reading.standard, duration: begun.elapsed() }.emit();
        reading
    }

    fn stamp(&self) -> Stamp {
        Stamp { id: (self.settings.stamps)(), at: self.settings.clock.now() }
    }
}

impl std::fmt::Debug for Intake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Intake({:?})", self.inner.settings.limits)
    }
}

#[cfg(test)]
mod tests;
