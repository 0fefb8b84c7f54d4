//! Gaps in notifications.

use canonical::notification::Gap;
use jiff::Timestamp;

/// Numbers of a subscription that have not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationGap {
    /// The organisation whose certificate hands the notifications over.
    pub organisation: String,
    /// The address of the subscription.
    pub subscription: String,
    /// Its topic, if named.
    pub topic: Option<String>,
    /// The numbers.
    pub gap: Gap,
    /// Since when they are known to be missing.
    pub found_at: Timestamp,
}
