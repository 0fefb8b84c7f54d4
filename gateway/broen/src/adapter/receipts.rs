//! The bridge between the server and the spool: what became of documents that were kept.

use async_trait::async_trait;
use canonical::digest::Digest;
use canonical::organisation::OrganisationId;
use intake::Unavailable;
use intake::spool::{Answered, Found, Spool};
use server::{KeptDocument, LateAnswer, Receipts};

/// Answers from the spool.
pub(super) struct SpoolReceipts(pub(super) Spool);

#[async_trait]
impl Receipts for SpoolReceipts {
    async fn receipt(&self, organisation: &OrganisationId, id: Digest) -> Result<KeptDocument, Unavailable> {
        Ok(match self.0.find(organisation, id).await? {
            Found::Answered(Answered { outcomes, events, receipts }) => {
                KeptDocument::Answered(LateAnswer { outcomes, events, refusals: Vec::new(), receipts })
            }
            Found::Unknown => KeptDocument::Unknown,
            Found::Waiting => KeptDocument::Waiting,
        })
    }
}
