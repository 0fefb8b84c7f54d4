//! What has to be known before a batch can be planned.

use std::collections::{BTreeSet, HashMap};

use canonical::EventId;
use canonical::digest::Digest;
use jiff::Timestamp;
use tokio_postgres::Row;

use super::super::columns::Col;
use super::super::numbering::{self, Numbering};
use super::super::state::State;
use super::super::statements::{Client, asked, prepared};
use super::super::{audit, state};
use super::acceptances::{Envelopes, EnvelopesWanted};
use super::batch::Batch;
use super::linking::{self, Correlated};
use crate::Error;
use crate::audit_chain::{GENESIS, Link};
use crate::model::{EventPosition, SubscriptionId};

/// The part of the journal that the batches touch, locked.
pub(super) struct Picture {
    pub(super) state: State,
    /// Earlier events of the letters' identities, in the order of their positions.
    pub(super) known: HashMap<Digest, Vec<Known>>,
    /// How the named envelopes were used before.
    pub(super) envelopes: Envelopes,
    /// The ends of the subscriptions that are named.
    pub(super) numbering: Numbering,
    /// The events that may be linked to.
    pub(super) correlated: Correlated,
    /// The end of the audit; locked only if rows come.
    pub(super) audit: Link,
}

/// An earlier event of the same letter identity.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) event: EventId,
    pub(super) position: EventPosition,
    pub(super) at: Timestamp,
}

const KNOWN: &str = "SELECT identity, event, position, first_at FROM identities WHERE identity = ANY($1)
    ORDER BY position";

impl Picture {
    /// Begins the transaction, locks, and looks: all in one go.
    pub(super) async fn begin(client: &Client, batches: &[Batch]) -> Result<Self, Error> {
        let Wanted { identities, subscriptions, audits } = Wanted::of(batches);
        let linking::Wanted { sought, most, awaited } = linking::Wanted::of(batches);
        let named = EnvelopesWanted::of(batches);
        let (ask, ends) = (EnvelopesWanted::ASK, numbering::ENDS);
        let statements = [state::LOCK, KNOWN, ask, ends, linking::OFFERED, linking::WAITING, audit::LOCK];
        let [lock, known, envelopes, ends, offered, waiting, end] = &prepared(client, statements).await?;
        let (_, state, known, envelopes, ends, offered, waiting, end) = tokio::try_join!(
            biased;
            client.say("BEGIN"),
            asked(client, true, lock, []),
            asked(client, !identities.is_empty(), known, [&identities]),
            asked(client, !named.is_empty(), envelopes, named.params()),
            asked(client, !subscriptions.is_empty(), ends, [&subscriptions]),
            asked(client, !sought.is_empty(), offered, [&sought, &most]),
            asked(client, !awaited.is_empty(), waiting, [&awaited]),
            asked(client, audits, end, []),
        )?;
        Ok(Self {
            state: state::read(state.first())?,
            known: by_identity(&known)?,
            envelopes: Envelopes::read(&envelopes)?,
            numbering: Numbering::read(&ends)?,
            correlated: Correlated::read(&offered, &waiting)?,
            audit: if audits { audit::end(end.first())? } else { GENESIS },
        })
    }
}

/// What the batches name.
struct Wanted {
    identities: Vec<Col<Digest>>,
    subscriptions: Vec<Col<SubscriptionId>>,
    audits: bool,
}

impl Wanted {
    fn of(batches: &[Batch]) -> Self {
        let (mut identities, mut subscriptions, mut audits) = (BTreeSet::new(), BTreeSet::new(), false);
        for event in batches.iter().flat_map(|batch| &batch.events) {
            identities.insert(event.identity);
            subscriptions.extend(event.entries.iter().map(|entry| entry.subscription));
            audits |= !event.audit.is_empty();
        }
        Self {
            identities: identities.into_iter().map(Col).collect(),
            subscriptions: subscriptions.into_iter().map(Col).collect(),
            audits,
        }
    }
}

fn by_identity(rows: &[Row]) -> Result<HashMap<Digest, Vec<Known>>, Error> {
    let mut known: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        let (Col(identity), Col(event)) = (row.try_get(0)?, row.try_get(1)?);
        let (Col(position), Col(at)) = (row.try_get(2)?, row.try_get(3)?);
        known.entry(identity).or_default().push(Known { event, position, at });
    }
    Ok(known)
}
