//! What the journal knows of notifications: which have come, and which are missing.

use async_trait::async_trait;
use canonical::notification::{Noted, ReceivedNotification};

use crate::Error;
use crate::model::NotificationGap;

/// The subscriptions of one organisation that are remembered; more of them push out those not heard of for longest.
pub(crate) const SUBSCRIPTIONS: i64 = 1000;

/// The part of the [`Journal`](crate::Journal) that keeps account of notifications. Every call that changes something is one
/// transaction.
#[async_trait]
pub trait Notifications: Send + Sync + 'static {
    /// Takes note of a notification, and gives what it told anew. The same one may come again.
    async fn note(&self, received: ReceivedNotification) -> Result<Noted, Error>;

    /// At most `limit` gaps after a sequence number, in order, with their sequence numbers.
    async fn gaps_after(&self, after: u64, limit: usize) -> Result<Vec<(u64, NotificationGap)>, Error>;
}
