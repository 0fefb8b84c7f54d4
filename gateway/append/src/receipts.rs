//! Where receipts go that come through the queue: a trait, because whoever appends knows nothing of what they answer.

use async_trait::async_trait;
use canonical::receipt::ReceivedReceipt;

/// Takes receipts over.
#[async_trait]
pub trait Receipts: Send + Sync + 'static {
    /// Takes a receipt; it is durable when this returns. The same one may come again.
    ///
    /// # Errors
    /// What the journal says.
    async fn take(&self, receipt: &ReceivedReceipt) -> Result<(), journal::Error>;
}
