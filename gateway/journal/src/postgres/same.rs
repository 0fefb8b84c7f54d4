//! The other letter about the same clinical event, within a subscription.

use canonical::EventId;
use canonical::event::Standard;
use tokio_postgres::Row;

use super::columns::Col;
use super::events::{COLUMNS, event_row};
use super::statements::{Client, rows};
use crate::Error;
use crate::model::{EventRow, SubscriptionId};

/// Of events whose letters are not in this standard, the events of the whole letters in it that have an entry.
pub(super) async fn entered(
    client: &Client,
    subscription: SubscriptionId,
    standard: Standard,
    of: &[EventId],
) -> Result<Vec<(EventId, EventRow)>, Error> {
    let select = format!(
        "SELECT {COLUMNS}, l.one FROM (
            SELECT from_event AS one, to_event AS other FROM links WHERE from_event = ANY($1) AND relation = 'same-as'
            UNION SELECT to_event, from_event FROM links WHERE to_event = ANY($1) AND relation = 'same-as'
         ) l JOIN events own ON own.id = l.one JOIN events e ON e.id = l.other
         JOIN entries n ON n.subscription = $2 AND n.position = e.position
         WHERE own.standard <> $3 AND e.standard = $3 AND e.is_whole ORDER BY e.position"
    );
    let of: Vec<_> = of.iter().copied().map(Col).collect();
    let found = rows(client, &select, &[&of, &Col(subscription), &Col(standard)]).await?;
    let read = |row: &Row| {
        let Col(one) = row.try_get(9)?;
        Ok((one, event_row(row)?))
    };
    found.iter().map(read).collect()
}
