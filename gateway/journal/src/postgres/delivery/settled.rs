//! Who has settled an event.

use std::collections::{BTreeSet, HashMap};

use canonical::organisation::OrganisationId;

use super::super::columns::Col;
use super::super::statements::{Client, rows};
use super::runs::unpack_ranges;
use crate::Error;
use crate::model::EventPosition;

/// The organisations that have settled the entries of these events in one of their subscriptions.
pub(in super::super) async fn by(
    client: &Client,
    positions: &[EventPosition],
) -> Result<HashMap<EventPosition, BTreeSet<OrganisationId>>, Error> {
    let select = "SELECT n.position, s.organisation, n.number, h.settled_through, h.settled_ranges
        FROM subscriptions s JOIN holds h ON h.subscription = s.id
            JOIN entries n ON n.subscription = s.id AND n.position = ANY($1)";
    let positions: Vec<_> = positions.iter().copied().map(Col).collect();
    let mut settled: HashMap<_, BTreeSet<_>> = HashMap::new();
    for row in rows(client, select, &[&positions]).await? {
        let (Col(position), Col(organisation)) = (row.try_get(0)?, row.try_get(1)?);
        let (Col(number), Col(through)): (Col<u64>, Col<u64>) = (row.try_get(2)?, row.try_get(3)?);
        let ahead = || {
            Ok::<_, Error>(
                unpack_ranges(row.try_get(4)?)?.iter().any(|(first, last)| (*first..=*last).contains(&number)),
            )
        };
        if number <= through || ahead()? {
            settled.entry(position).or_default().insert(organisation);
        }
    }
    Ok(settled)
}
