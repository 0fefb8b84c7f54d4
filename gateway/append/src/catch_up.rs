//! Enters older events into subscriptions that began in the past, page by page.

use journal::{EventPosition, EventRow, Interests, NewEntry, Scope, SubscriptionRow};

use crate::matching::Matched;
use crate::relations::Relations;
use crate::writing::Writer;

/// Events matched at a time.
const PAGE: usize = 512;

impl Writer {
    /// Looks at the subscriptions afresh, and moves the one that is furthest behind by a page. Says whether one is left.
    pub(crate) async fn catch_up(&mut self) -> Result<bool, journal::Error> {
        let known = self.interests.insert(self.journal.interests().await?);
        let Some(behind) = furthest_behind(known).cloned() else { return Ok(false) };
        let from = behind.matched_through;
        let events = self.journal.events_after(from, PAGE).await?;
        let Some(through) = events.last().map(|last| last.position) else { return Ok(false) };
        let (entries, audit) = self.entries(&behind, &events).await?;
        self.journal.catch_up(behind.id, from, through, entries, audit).await?;
        self.interests = None;
        Ok(true)
    }

    async fn entries(
        &self,
        subscription: &SubscriptionRow,
        events: &[EventRow],
    ) -> Result<(Vec<(EventPosition, NewEntry)>, Vec<journal::AuditRow>), journal::Error> {
        let relations = match subscription.filter.scope {
            Scope::Addressed => Relations::default(),
            Scope::Both | Scope::MyPatients => {
                Relations::read(&*self.journal, events.iter().map(|event| &event.labels)).await?
            }
        };
        let at = self.clock.now();
        let (mut entries, mut audit) = (Vec::new(), Vec::new());
        for event in events {
            let matched = self.matcher.matches(&event.labels, std::iter::once(subscription), &relations, at);
            let Matched { entries: own, audit: decisions } = matched;
            entries.extend(own.into_iter().map(|entry| (event.position, entry)));
            audit.extend(decisions);
        }
        Ok((entries, audit))
    }
}

fn furthest_behind(known: &Interests) -> Option<&SubscriptionRow> {
    let behind = known.subscriptions.iter().filter(|subscription| subscription.matched_through < known.head);
    behind.min_by_key(|subscription| subscription.matched_through)
}
