//! Links between events.

use std::collections::{BTreeSet, HashMap};

use canonical::EventId;

use super::columns::Col;
use super::statements::{Client, rows};
use crate::Error;
use crate::model::Link;

/// The links of several events.
pub(super) struct ByEvent(HashMap<EventId, Vec<Link>>);

/// Links from these events and to them.
pub(super) async fn of(client: &Client, events: &[EventId]) -> Result<ByEvent, Error> {
    let wanted: BTreeSet<_> = events.iter().copied().collect();
    let mut links: HashMap<_, Vec<_>> = HashMap::new();
    if wanted.is_empty() {
        return Ok(ByEvent(links));
    }
    let select = "SELECT from_event, to_event, relation, is_ambiguous FROM links WHERE from_event = ANY($1)
        UNION SELECT from_event, to_event, relation, is_ambiguous FROM links WHERE to_event = ANY($1) ORDER BY 1, 2, 3";
    let ids: Vec<_> = wanted.iter().copied().map(Col).collect();
    for row in rows(client, select, &[&ids]).await? {
        let (Col(from), Col(to), Col(relation)) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let link = Link { relation, from, to, is_ambiguous: row.try_get(3)? };
        for end in BTreeSet::from([from, to]).intersection(&wanted) {
            links.entry(*end).or_default().push(link);
        }
    }
    Ok(ByEvent(links))
}

impl ByEvent {
    /// The links of one of them; none when asked again.
    pub(super) fn take(&mut self, event: EventId) -> Vec<Link> {
        self.0.remove(&event).unwrap_or_default()
    }
}
