//! The memory that request bodies may hold, shared by all requests.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::settings::BodyLimits;

/// A number of bytes, lent out to requests and given back when they are answered.
///
/// Small documents have a part of their own, so that they never wait behind a large one.
#[derive(Clone)]
pub(crate) struct Budget {
    small: Arc<Semaphore>,
    large: Arc<Semaphore>,
    limits: Arc<BodyLimits>,
}

/// A lent part of the budget.
pub(crate) struct Share {
    _bytes: OwnedSemaphorePermit,
}

/// The budget was not free in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exhausted;

/// The largest small document, in bytes.
pub(crate) const SMALL: usize = 1024 * 1024;

/// The part of the budget that is kept for small documents.
const FOR_SMALL: usize = 16 * SMALL;

impl Budget {
    pub(crate) fn new(limits: &BodyLimits) -> Self {
        let for_large = limits.budget.saturating_sub(FOR_SMALL).max(limits.document);
        Self {
            small: Arc::new(Semaphore::new(FOR_SMALL)),
            large: Arc::new(Semaphore::new(for_large.min(Semaphore::MAX_PERMITS))),
            limits: Arc::new(limits.clone()),
        }
    }

    pub(crate) fn limits(&self) -> &BodyLimits {
        &self.limits
    }

    /// Lends this many bytes, as soon as they are free. Nobody is served out of turn.
    pub(crate) async fn share(&self, bytes: usize) -> Result<Share, Exhausted> {
        self.lend(if bytes <= SMALL { &self.small } else { &self.large }, bytes).await
    }

    /// Lends what a large document takes while it comes and is put down in a file. Reading it may take more.
    pub(crate) async fn share_of_stream(&self) -> Result<Share, Exhausted> {
        self.lend(&self.large, SMALL).await
    }

    /// Lends this many bytes instead of what was lent, which is given back first: nobody waits for what it holds itself.
    pub(crate) async fn instead(&self, lent: Share, bytes: usize) -> Result<Share, Exhausted> {
        drop(lent);
        self.share(bytes).await
    }

    async fn lend(&self, pool: &Arc<Semaphore>, bytes: usize) -> Result<Share, Exhausted> {
        let bytes = u32::try_from(bytes).map_err(|_| Exhausted)?;
        let lent = tokio::time::timeout(self.limits.budget_wait, Arc::clone(pool).acquire_many_owned(bytes)).await;
        // The pools are never closed.
        lent.ok().and_then(Result::ok).map(|permit| Share { _bytes: permit }).ok_or(Exhausted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget() -> Budget {
        Budget::new(&BodyLimits { document: 4 * SMALL, budget: 21 * SMALL, ..BodyLimits::default() })
    }

    #[tokio::test(start_paused = true)]
    async fn a_second_large_document_waits_for_the_first() {
        let budget = budget();
        let first = budget.share(4 * SMALL).await.expect("free");
        assert_eq!(budget.share(4 * SMALL).await.err(), Some(Exhausted));
        let waiting = tokio::spawn({
            let budget = budget.clone();
            async move { budget.share(4 * SMALL).await.map(drop) }
        });
        tokio::task::yield_now().await;
        drop(first);
        assert_eq!(waiting.await.expect("runs"), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_small_document_does_not_wait_behind_a_large_one() {
        let budget = budget();
        let _first = budget.share(4 * SMALL).await.expect("free");
        assert!(budget.share(SMALL).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn documents_that_came_in_beside_each_other_are_read_as_far_as_memory_goes() {
        let budget = budget();
        let first = budget.share_of_stream().await.expect("free");
        let second = budget.share_of_stream().await.expect("free");
        let first = budget.instead(first, 4 * SMALL).await.expect("free with what it held");
        assert_eq!(budget.instead(second, 4 * SMALL).await.err(), Some(Exhausted));
        drop(first);
        assert!(budget.share(4 * SMALL).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_budget_smaller_than_a_document_still_takes_one() {
        let budget = Budget::new(&BodyLimits { document: 4 * SMALL, budget: 0, ..BodyLimits::default() });
        assert!(budget.share(4 * SMALL).await.is_ok());
    }
}
