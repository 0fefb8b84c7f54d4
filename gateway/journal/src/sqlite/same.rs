//! The other letter about the same clinical event, within a subscription.

use canonical::EventId;
use canonical::event::Standard;
use rusqlite::{Connection, params};

use super::columns::Col;
use super::events;
use crate::Error;
use crate::model::{EventRow, SubscriptionId};

/// Of events whose letters are not in this standard, the events of the whole letters in it that have an entry.
pub(super) fn entered(
    conn: &Connection,
    subscription: SubscriptionId,
    standard: Standard,
    of: &[EventId],
) -> Result<Vec<(EventId, EventRow)>, Error> {
    let columns = events::COLUMNS;
    let mut select = conn.prepare_cached(&format!(
        "SELECT {columns} FROM (
            SELECT to_event AS other FROM links WHERE from_event = ?1 AND relation = 'same-as'
            UNION SELECT from_event FROM links WHERE to_event = ?1 AND relation = 'same-as'
         ) l JOIN events own ON own.id = ?1 JOIN events e ON e.id = l.other
         JOIN entries n ON n.subscription = ?2 AND n.position = e.position
         WHERE own.standard <> ?3 AND e.standard = ?3 AND e.is_whole ORDER BY e.position"
    ))?;
    let mut found = Vec::new();
    for event in of {
        let rows = select.query_map(params![Col(*event), Col(subscription), Col(standard)], events::event_row)?;
        for row in rows {
            found.push((*event, row?));
        }
    }
    Ok(found)
}
