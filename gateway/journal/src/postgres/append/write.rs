//! Writing what was planned: every table with one statement, all statements in one go, the commit behind them.

use super::super::columns::Col;
use super::super::statements::{Client, execute, prepared, sent};
use super::super::{audit, numbering, originals, state};
use super::acceptances::Acceptances;
use super::columns::{Documents, Events, Identities, Patients};
use super::link_columns::{Links, Met, Offers, Waits};
use super::linking::Linking;
use super::plan::Plan;
use crate::Error;

const STATEMENTS: [&str; 15] = [
    Documents::ADD,
    Events::ADD,
    Patients::ADD,
    Identities::ADD,
    Acceptances::ADD,
    Links::ADD,
    Offers::ADD,
    Waits::ADD,
    Met::REMOVE,
    numbering::ADD,
    numbering::MOVE,
    audit::ADD,
    audit::MOVE,
    state::MOVE,
    originals::ADD,
];

/// Writes everything and commits; with nothing to write, ends the transaction.
pub(super) async fn commit(client: &Client, plan: Plan<'_>) -> Result<(), Error> {
    if plan.acceptances.is_empty() {
        return client.say("ROLLBACK").await;
    }
    let contents = originals::all_but_last(client, &plan.originals).await?;
    let (last_events, more) = plan.events.split_last().ok_or(Error::Corrupt { what: "a plan without events" })?;
    for events in more {
        execute(client, Events::ADD, &events.params()).await?;
    }
    let statements = prepared(client, STATEMENTS).await?;
    let [documents, events, patients, identities, acceptances, written @ ..] = &statements;
    let [links, offers, waits, met, entries, ends, rows, end, head, content] = written;
    let Linking { links: made, offers: keys, waits: waiting, met: found } = &plan.linking;
    let moved = plan.picture.numbering.ends();
    let (sequence, digest) = plan.audit.end();
    let position = Col(plan.picture.state.head);
    let audits = !plan.audit.is_empty();
    tokio::try_join!(
        biased;
        sent(client, !contents.is_empty(), content, contents.params()),
        sent(client, true, documents, plan.documents.params()),
        sent(client, !last_events.is_empty(), events, last_events.params()),
        sent(client, !plan.patients.is_empty(), patients, plan.patients.params()),
        sent(client, !plan.identities.is_empty(), identities, plan.identities.params()),
        sent(client, true, acceptances, plan.acceptances.params()),
        sent(client, !made.is_empty(), links, made.params()),
        sent(client, !keys.is_empty(), offers, keys.params()),
        sent(client, !waiting.is_empty(), waits, waiting.params()),
        sent(client, !found.is_empty(), met, found.params()),
        sent(client, !plan.entries.is_empty(), entries, plan.entries.params()),
        sent(client, !plan.entries.is_empty(), ends, moved.params()),
        sent(client, audits, rows, plan.audit.params()),
        sent(client, audits, end, [&sequence, &digest]),
        sent(client, !plan.identities.is_empty(), head, [&position]),
        // Should one of the statements have failed, this undoes the others, and says nothing of it; the failure does.
        client.say("COMMIT"),
    )?;
    Ok(())
}
