//! A page of older events for a subscription that began before the head: the same in every store.

use crate::model::{AuditRow, EventPosition, NewEntry, SubscriptionId};

/// The positions a page covers, and what was matched there.
pub(crate) struct CaughtUp {
    pub(crate) subscription: SubscriptionId,
    pub(crate) from: EventPosition,
    pub(crate) through: EventPosition,
    pub(crate) entries: Vec<(EventPosition, NewEntry)>,
    pub(crate) audit: Vec<AuditRow>,
}

impl CaughtUp {
    /// Whether it goes on from where the subscription stands, which is nowhere once it has caught up.
    pub(crate) fn follows(&self, stands_at: Option<EventPosition>) -> bool {
        self.through > self.from && stands_at == Some(self.from)
    }

    /// The entries of this subscription and these positions, in order.
    pub(crate) fn entries(&self) -> Vec<(EventPosition, NewEntry)> {
        let covered = self.from + 1..=self.through;
        let own = |(position, entry): &&(EventPosition, NewEntry)| {
            covered.contains(position) && entry.subscription == self.subscription
        };
        let mut entries: Vec<_> = self.entries.iter().filter(own).cloned().collect();
        entries.sort_by_key(|(position, _)| *position);
        entries
    }
}
