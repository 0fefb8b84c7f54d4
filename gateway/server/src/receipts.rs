//! What becomes of documents that are accepted for processing and answered later: a trait, because the server keeps none.

use canonical::Refusal;
use canonical::digest::Digest;
use canonical::event::EventId;
use canonical::letter::Receipt;
use canonical::organisation::OrganisationId;
use intake::Unavailable;

/// Knows the answers to kept documents.
#[tonic::async_trait]
pub trait Receipts: Send + Sync + 'static {
    /// What became of the document that was kept under this id. What another organisation handed over is unknown.
    ///
    /// # Errors
    /// [`Unavailable`] if that cannot be told now.
    async fn receipt(&self, organisation: &OrganisationId, id: Digest) -> Result<KeptDocument, Unavailable>;
}

/// What became of a kept document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptDocument {
    /// It has its answer.
    Answered(LateAnswer),
    /// None of this id was kept for the organisation, or its answer is too old to be kept any longer.
    Unknown,
    /// It waits to be processed.
    Waiting,
}

/// The answer to a document, as its sender would have had it at once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LateAnswer {
    /// One word for each letter, in the order of the letters.
    pub outcomes: Vec<String>,
    /// The event of each letter that has one, in the order of the letters.
    pub events: Vec<EventId>,
    /// Every reason why a letter was refused.
    pub refusals: Vec<Refusal>,
    /// The receipts that are due.
    pub receipts: Vec<Receipt>,
}
