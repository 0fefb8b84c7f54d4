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
    /// The newest events that offer what is sought.
    pub(super) offered: HashMap<Digest, EventId>,
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

const OFFERED: &str = "SELECT sought.link_key,
        (SELECT k.event FROM link_keys k WHERE k.link_key = sought.link_key ORDER BY k.position DESC LIMIT 1)
    FROM unnest($1::bytea[]) AS sought (link_key)";

impl Picture {
    /// Begins the transaction, locks, and looks: all in one go.
    pub(super) async fn begin(client: &Client, batches: &[Batch]) -> Result<Self, Error> {
        let Wanted { identities, subscriptions, sought, audits } = Wanted::of(batches);
        let wanted = EnvelopesWanted::of(batches);
        let sqls = [state::LOCK, KNOWN, EnvelopesWanted::ASK, numbering::ENDS, OFFERED, audit::LOCK];
        let statements = prepared(client, sqls).await?;
        let [lock, known, envelopes, ends, offered, end] = &statements;
        let (_, state, known, envelopes, ends, offered, end) = tokio::try_join!(
            biased;
            client.say("BEGIN"),
            asked(client, true, lock, []),
            asked(client, !identities.is_empty(), known, [&identities]),
            asked(client, !wanted.is_empty(), envelopes, wanted.params()),
            asked(client, !subscriptions.is_empty(), ends, [&subscriptions]),
            asked(client, !sought.is_empty(), offered, [&sought]),
            asked(client, audits, end, []),
        )?;
        Ok(Self {
            state: state::read(state.first())?,
            known: by_identity(&known)?,
            envelopes: Envelopes::read(&envelopes)?,
            numbering: Numbering::read(&ends)?,
            offered: by_key(&offered)?,
            audit: if audits { audit::end(end.first())? } else { GENESIS },
        })
    }
}

/// What the batches name.
struct Wanted {
    identities: Vec<Col<Digest>>,
    subscriptions: Vec<Col<SubscriptionId>>,
    sought: Vec<Col<Digest>>,
    audits: bool,
}

impl Wanted {
    fn of(batches: &[Batch]) -> Self {
        let (mut identities, mut subscriptions) = (BTreeSet::new(), BTreeSet::new());
        let (mut sought, mut audits) = (BTreeSet::new(), false);
        for event in batches.iter().flat_map(|batch| &batch.events) {
            identities.insert(event.identity);
            subscriptions.extend(event.entries.iter().map(|entry| entry.subscription));
            sought.extend(event.seeks_links.iter().map(|(_, key)| *key));
            audits |= !event.audit.is_empty();
        }
        Self {
            identities: identities.into_iter().map(Col).collect(),
            subscriptions: subscriptions.into_iter().map(Col).collect(),
            sought: sought.into_iter().map(Col).collect(),
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

fn by_key(rows: &[Row]) -> Result<HashMap<Digest, EventId>, Error> {
    let mut offered = HashMap::new();
    for row in rows {
        let (Col(key), event): (_, Option<Col<EventId>>) = (row.try_get(0)?, row.try_get(1)?);
        if let Some(Col(event)) = event {
            offered.insert(key, event);
        }
    }
    Ok(offered)
}
