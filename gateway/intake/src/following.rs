//! Receipts that follow, as doors bring them to senders who do not ask: a trait, because intake knows no journal.

use async_trait::async_trait;
use canonical::organisation::OrganisationId;

use crate::publish::{Channel, Unavailable};

/// Knows the receipts of letters whose receivers were asked first.
#[async_trait]
pub trait Following: Send + Sync + 'static {
    /// Those that are due to an organisation for letters that came through this door, oldest first; some of them, if they are many.
    ///
    /// # Errors
    /// [`Unavailable`] if that cannot be told now.
    async fn due(&self, organisation: &OrganisationId, channel: Channel) -> Result<Vec<Follows>, Unavailable>;

    /// Notes that an organisation has these.
    ///
    /// # Errors
    /// [`Unavailable`] if it cannot be noted now; then they are due again, and the same.
    async fn taken(&self, organisation: &OrganisationId, numbers: &[u64]) -> Result<(), Unavailable>;
}

/// A receipt that follows. Its media type may be of a newer gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follows {
    /// Its number, which is the same whenever it is due.
    pub number: u64,
    /// Its media type.
    pub media_type: String,
    /// The receipt.
    pub bytes: Vec<u8>,
}
