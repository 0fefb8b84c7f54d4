//! The journey of one document, from its bytes to its answer.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use access::ReceiptPolicy;
use blobs::Store;
use broker::{Turn, Turns};
use canonical::letter::{Limits, Stamp};
use canonical::organisation::{Organisation, OrganisationId};
use canonical::refusal::RefusalCode;
use jiff::Timestamp;
use telemetry::Clock;
use telemetry::occurrences::intake::{DocumentAnswered, DocumentUnreadable, LetterConverted, TranslatorFailed};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::answer::Settled;
use crate::arrival::{Arrival, Kept};
use crate::document::{Document, Incoming, LARGE};
use crate::labels::Lane;
use crate::organisations::Organisations;
use crate::publish::{Channel, Publish, Unavailable};
use crate::read::{Fate, Prepared, Reader, Reading, refused};
use crate::reception::{LetterResult, Reception, codes};
use crate::settle::Handover;
use crate::spool::Spool;
use crate::threads::{Broken, Threads};
use crate::translate::{Manner, Translators, rest};
use crate::unavailable::unavailable;

/// What intake needs to know.
#[derive(Clone)]
pub struct Settings {
    /// Every organisation Broen knows.
    pub organisations: Organisations,
    /// What a document may measure.
    pub limits: Limits,
    /// Where large documents and files go.
    pub blobs: Store,
    /// How much MedCom letters may depart from their schemas.
    pub manner: Manner,
    /// The time of receipts.
    pub clock: Arc<dyn Clock>,
    /// The ids of receipts.
    pub stamps: Stamps,
}

/// Bytes of files of all watched folders that are in memory at once.
const FILES: usize = 16 * 1024 * 1024;
/// What the largest file takes of them.
const ROOM: usize = 4 * LARGE;

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
    spool: Option<Spool>,
    turns: Turns,
}

impl Intake {
    /// An intake that publishes here.
    #[must_use]
    pub fn new(publish: Arc<dyn Publish>, settings: Settings) -> Self {
        let translators = Translators::of(settings.manner);
        Self::with_translators(publish, settings, translators, None)
    }

    /// An intake that publishes here, and keeps in the spool what cannot be published now.
    #[must_use]
    pub fn keeping(publish: Arc<dyn Publish>, settings: Settings, spool: Spool) -> Self {
        let translators = Translators::of(settings.manner);
        Self::with_translators(publish, settings, translators, Some(spool))
    }

    pub(crate) fn with_translators(
        publish: Arc<dyn Publish>,
        settings: Settings,
        translators: Translators,
        spool: Option<Spool>,
    ) -> Self {
        let (threads, files, turns) = (Threads::default(), Semaphore::new(FILES), Turns::new());
        Self { inner: Arc::new(Inner { publish, settings, translators, threads, files, spool, turns }) }
    }

    /// The limits it enforces.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.inner.settings.limits
    }

    /// Waits until a file of this size may be read: all watched folders together hold a bounded amount in memory, and a
    /// large file is not held as a whole.
    pub(crate) async fn room(&self, bytes: u64) -> Result<SemaphorePermit<'_>, Unavailable> {
        let places = usize::try_from(bytes).unwrap_or(FILES).min(ROOM);
        let places = u32::try_from(places).unwrap_or(u32::MAX);
        self.inner.files.acquire_many(places).await.map_err(|_| Unavailable { reason: "stopping" })
    }

    /// Fresh bytes of its stamps.
    pub(crate) fn fresh(&self) -> [u8; 16] {
        (self.inner.settings.stamps)()
    }

    /// The spool, if what cannot be published now is kept.
    #[must_use]
    pub fn spool(&self) -> Option<&Spool> {
        self.inner.spool.as_ref()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.settings.clock.now()
    }

    /// Takes a document over from this caller and gives the answer that is due. A document of any content has an
    /// answer; letters are published one after another, in their order. Where there is a spool, documents of the same
    /// patient are published in the order in which they came; one that cannot be published, or comes after one that
    /// waits, is kept.
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
        document: Document,
    ) -> Result<Reception, Unavailable> {
        let arrival = self.arrive(caller, channel, document, None).await?;
        self.settle(caller, arrival).await
    }

    /// Takes over what a FHIR system asks for.
    ///
    /// # Errors
    /// As [`Intake::receive`].
    ///
    /// # Cancel safety
    /// As [`Intake::receive`].
    pub async fn receive_request(
        &self,
        caller: &Organisation,
        request: rest::Request,
        document: Document,
    ) -> Result<Reception, Unavailable> {
        let arrival = self.arrive(caller, Channel::Https, document, Some(request)).await?;
        self.settle(caller, arrival).await
    }

    /// Takes a document over that was kept: it is published, or goes on waiting. An organisation that is not known any
    /// more may hand nothing over.
    pub(crate) async fn receive_kept(
        &self,
        caller: &OrganisationId,
        channel: Channel,
        document: Document,
        request: Option<rest::Request>,
    ) -> Result<Reception, Unavailable> {
        let organisations = self.inner.settings.organisations.now();
        let known = organisations.iter().find(|organisation| organisation.id == *caller);
        let caller = known.cloned().unwrap_or_else(|| Organisation::without_rights(caller));
        let arrival = self.arrive(&caller, channel, document, request).await?;
        let _turn = self.turn(&arrival).await;
        self.publish(&caller, arrival).await
    }

    /// Reads a document.
    pub(crate) async fn arrive(
        &self,
        caller: &Organisation,
        channel: Channel,
        document: Document,
        request: Option<rest::Request>,
    ) -> Result<Arrival, Unavailable> {
        let begun = Instant::now();
        let document = self.put_down(document).await?;
        let mut reading = self.read(caller, &document, request.clone()).await?;
        let letters = std::mem::take(&mut reading.letters);
        Ok(Arrival { begun, channel, document, request, reading, letters })
    }

    /// Begins a document that is too large to be held in memory.
    ///
    /// # Errors
    /// [`Unavailable`] if there is no room for it.
    pub fn incoming(&self) -> Result<Incoming, Unavailable> {
        Incoming::begin(&self.inner.settings.blobs)
    }

    /// A large document stands in a file, however it came.
    async fn put_down(&self, document: Document) -> Result<Document, Unavailable> {
        match document {
            Document::Here(bytes) if bytes.len() > LARGE && bytes.len() <= self.limits().bytes => {
                let incoming = self.incoming()?.push(bytes).await?;
                incoming.end().await
            }
            document => Ok(document),
        }
    }

    /// Publishes what has arrived, or keeps it.
    pub(crate) async fn settle(&self, caller: &Organisation, arrival: Arrival) -> Result<Reception, Unavailable> {
        let (begun, standard) = (arrival.begun, arrival.reading.standard);
        let reception = self.publish_or_keep(caller, arrival).await?;
        DocumentAnswered { standard, duration: begun.elapsed() }.emit();
        Ok(reception)
    }

    async fn publish_or_keep(&self, caller: &Organisation, arrival: Arrival) -> Result<Reception, Unavailable> {
        let lanes = arrival.lanes();
        let Some(spool) = self.inner.spool.as_ref().filter(|_| !lanes.is_empty()) else {
            return self.publish(caller, arrival).await;
        };
        let turn = self.turn(&arrival).await;
        let kept = Kept::of(caller, &arrival, lanes);
        let settled = if spool.holds(&kept.lanes).await? {
            Err(Unavailable { reason: "earlier-letter-waits" })
        } else {
            self.publish(caller, arrival).await
        };
        match settled {
            Err(_) if kept.channel.leaves() => kept.keep(spool.clone(), turn, self.now()).await,
            settled => settled,
        }
    }

    /// One document of a lane is under way at once.
    async fn turn(&self, arrival: &Arrival) -> Turn {
        let lanes: Vec<[u8; 32]> = arrival.lanes().into_iter().map(|Lane(lane)| lane).collect();
        self.inner.turns.take(&lanes).await
    }

    async fn publish(&self, caller: &Organisation, arrival: Arrival) -> Result<Reception, Unavailable> {
        let Arrival { begun: _, channel, document, request: _, mut reading, letters: found } = arrival;
        let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let (publish, at) = (&self.inner.publish, self.now());
        let is_late = self.is_late(&reading, &found);
        let handover = Handover { publish, document: &document, letters: count, channel, at, caller, is_late };
        let together = reading.asked.as_ref().is_some_and(|asked| asked.form.is_whole());
        if together && found.len() > 1 {
            let letters = handover.settle_together(found, &reading).await?;
            handover.note(&letters, &mut reading).await?;
            return self.answer(caller, reading, letters, document.weight()).await;
        }
        let mut letters = Vec::new();
        for letter in found {
            let is_first = letters.iter().all(|settled: &LetterResult| settled.event_id.is_none());
            letters.push(handover.settle(letter, &reading, is_first).await?);
        }
        handover.note(&letters, &mut reading).await?;
        let weight = document.weight();
        self.answer(caller, reading, letters, weight).await
    }

    /// Whether the receivers of these letters are asked before their sender gets a receipt. All letters of a document are
    /// answered in the same manner; what is answered without one is not.
    fn is_late(&self, reading: &Reading, letters: &[Prepared]) -> bool {
        let organisations = &self.inner.settings.organisations;
        let (known, routes) = (organisations.now(), organisations.routes());
        let policy = |letter: &Prepared| match &letter.fate {
            Fate::Publish { labels, .. } => {
                access::receipt_policy(&routes, &known, &labels.sender, &labels.receivers, labels.kind)
            }
            Fate::Receipt(_) | Fate::Refused(_) => ReceiptPolicy::OnCommit,
        };
        let has_receipts = reading.asked.as_ref().is_none_or(|asked| asked.form == rest::Form::Message);
        has_receipts && letters.iter().map(policy).max() == Some(ReceiptPolicy::OnReceiverAck)
    }

    /// Reads, and makes a refusal of a translator that breaks.
    async fn read(
        &self,
        caller: &Organisation,
        document: &Document,
        request: Option<rest::Request>,
    ) -> Result<Reading, Unavailable> {
        let (inner, caller, content) = (Arc::clone(&self.inner), caller.clone(), document.clone());
        match self.inner.threads.run(document.weight(), move || inner.read(&caller, &content, request.as_ref())).await {
            Ok(reading) => reading.map_err(|error| unavailable(error.into())),
            Err(Broken::Panicked) => {
                let reading = refused(document.shape(), RefusalCode::TranslationFailed);
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
        weight: usize,
    ) -> Result<Reception, Unavailable> {
        let (inner, caller) = (Arc::clone(&self.inner), caller.clone());
        let answering = move || {
            let settled = Settled { caller: &caller, reading: &reading, letters: &letters };
            let receipts = settled.receipts(&|| inner.stamp());
            let later = letters.iter().any(|letter| letter.is_late).then_some(reading.sha256);
            let Reading { standard, format, refusals, asked, .. } = reading;
            Reception { standard, format, letters, refusals, receipts, later, asked: asked.map(Box::new) }
        };
        let reception = self.inner.threads.run(weight, answering).await.map_err(|broken| match broken {
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
    fn read(&self, caller: &Organisation, document: &Document, request: Option<&rest::Request>) -> io::Result<Reading> {
        let Settings { organisations, limits, blobs: store, .. } = &self.settings;
        let organisations = &organisations.now();
        let begun = Instant::now();
        let reader = Reader { translators: &self.translators, limits, store, organisations, caller };
        let reading = reader.read(document, request)?;
        LetterConverted { standard: reading.standard, duration: begun.elapsed() }.emit();
        Ok(reading)
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
