//! Subscriptions: creating, reading, deleting.

use canonical::chain;
use jiff::Timestamp;
use tokio_postgres::Row;

use super::columns::{Col, Pack, Text, words};
use super::statements::{Client, execute, row, rows};
use super::{pushes, state};
use crate::Error;
use crate::model::{
    EventPosition, Filter, Interests, NewSubscription, Options, Page, Push, Start, SubscriptionId, SubscriptionName,
    SubscriptionRow,
};

/// What [`read`] reads, and then [`pushes::COLUMNS`]; `s`, `t` and `st` are the tables.
const COLUMNS: &str = "s.id, s.organisation, s.name, s.scope, s.kinds, s.senders, s.max_attempts, s.min_backoff_ns,
    s.max_backoff_ns, s.created_at, coalesce(t.matched_through, st.head), t.last_number, t.last_digest, s.standard";

/// How many those are.
const COUNT: usize = 14;

const TABLES: &str = "subscriptions s JOIN subscription_ends t ON t.subscription = s.id
    LEFT JOIN pushes p ON p.subscription = s.id CROSS JOIN state st";

fn select(rest: &str) -> String {
    format!("SELECT {COLUMNS}, {} FROM {TABLES} {rest}", pushes::COLUMNS)
}

/// All subscriptions, at one version. One statement, so that they are of one moment.
pub(super) async fn interests(client: &Client) -> Result<Interests, Error> {
    let select = format!(
        "SELECT {COLUMNS}, {}, st.head, st.interests_version FROM state st
         LEFT JOIN (subscriptions s JOIN subscription_ends t ON t.subscription = s.id
            LEFT JOIN pushes p ON p.subscription = s.id) ON true ORDER BY s.id",
        pushes::COLUMNS
    );
    let found = rows(client, &select, &[]).await?;
    let first = found.first().ok_or(Error::Corrupt { what: "the state, which is gone" })?;
    let state = COUNT + pushes::COUNT;
    let (Col(head), Col(version)) = (first.try_get(state)?, first.try_get(state + 1)?);
    let mut subscriptions = Vec::with_capacity(found.len());
    for row in &found {
        if row.try_get::<_, Option<Col<SubscriptionId>>>(0)?.is_some() {
            subscriptions.push(read(row)?);
        }
    }
    Ok(Interests { version, head, subscriptions })
}

/// Gives the one that is there if it wants the same.
///
/// # Errors
/// [`Error::Exists`] if it wants something else.
pub(super) async fn create(client: &Client, new: &NewSubscription) -> Result<SubscriptionRow, Error> {
    let state = state::lock(client).await?;
    match by_name(client, &new.name).await {
        Ok(there) if there.is_wanted_by(new) => Ok(there),
        Ok(_) => Err(Error::Exists),
        Err(Error::NotFound) => insert(client, new, state.head).await,
        Err(error) => Err(error),
    }
}

/// # Errors
/// [`Error::NotFound`].
pub(super) async fn by_name(client: &Client, name: &SubscriptionName) -> Result<SubscriptionRow, Error> {
    let SubscriptionName { organisation, name } = name;
    let select = select("WHERE s.organisation = $1 AND s.name = $2");
    let found = row(client, &select, &[&organisation.as_str(), &Text(name)]).await?;
    read(&found.ok_or(Error::NotFound)?)
}

pub(super) async fn of(client: &Client, organisation: &str, page: &Page) -> Result<Vec<SubscriptionRow>, Error> {
    let select = select("WHERE s.organisation = $1 AND s.name > $2 ORDER BY s.name LIMIT $3");
    let params: [super::statements::Param<'_>; 3] = [&Text(organisation), &Text(&page.after), &Col(page.size)];
    rows(client, &select, &params).await?.iter().map(read).collect()
}

/// Changes where entries are posted.
///
/// # Errors
/// [`Error::NotFound`].
pub(super) async fn update_push(
    client: &Client,
    name: &SubscriptionName,
    push: Option<&Push>,
) -> Result<SubscriptionRow, Error> {
    state::lock(client).await?;
    let id = id(client, name).await?;
    match push {
        Some(push) => pushes::write(client, id, push).await?,
        None => pushes::remove(client, id).await?,
    }
    by_name(client, name).await
}

/// Deletes it; its entries and what was posted of them, which may be many, are left to [`sweep`].
///
/// # Errors
/// [`Error::NotFound`].
pub(super) async fn delete(client: &Client, name: &SubscriptionName) -> Result<(), Error> {
    state::lock(client).await?;
    let id = Col(id(client, name).await?);
    execute(client, "DELETE FROM subscriptions WHERE id = $1", &[&id]).await?;
    execute(client, "DELETE FROM subscription_ends WHERE subscription = $1", &[&id]).await?;
    execute(client, "DELETE FROM holds WHERE subscription = $1", &[&id]).await?;
    execute(client, "DELETE FROM parked_lanes WHERE subscription = $1", &[&id]).await?;
    pushes::remove(client, id.0).await?;
    execute(client, "INSERT INTO departed VALUES ($1)", &[&id]).await?;
    state::interests_changed(client).await
}

/// Removes some entries of deleted subscriptions, or some of what was posted of them; false when none is left.
pub(super) async fn sweep(client: &Client) -> Result<bool, Error> {
    let some = "DELETE FROM entries WHERE (subscription, number) IN (
            SELECT n.subscription, n.number FROM departed d JOIN entries n ON n.subscription = d.subscription LIMIT 5000
        )";
    let sent = "WITH gone AS (
            DELETE FROM sendings WHERE sequence IN (
                SELECT n.sequence FROM departed d JOIN sendings n ON n.subscription = d.subscription LIMIT 5000
            ) RETURNING sequence
        ), names AS (DELETE FROM sending_names m USING gone WHERE m.sending = gone.sequence)
        SELECT count(*) FROM gone";
    let swept = |row: Option<Row>| row.is_some_and(|row| row.try_get(0).is_ok_and(|count: i64| count > 0));
    if execute(client, some, &[]).await? > 0 || swept(row(client, sent, &[]).await?) {
        return Ok(true);
    }
    let done = "DELETE FROM departed d WHERE NOT EXISTS (SELECT FROM entries n WHERE n.subscription = d.subscription)";
    execute(client, done, &[]).await?;
    Ok(false)
}

pub(super) async fn id(client: &Client, name: &SubscriptionName) -> Result<SubscriptionId, Error> {
    let SubscriptionName { organisation, name } = name;
    let select = "SELECT id FROM subscriptions WHERE organisation = $1 AND name = $2";
    let found = row(client, select, &[&organisation.as_str(), &Text(name)]).await?;
    let Col(id) = found.ok_or(Error::NotFound)?.try_get(0)?;
    Ok(id)
}

async fn insert(client: &Client, new: &NewSubscription, head: EventPosition) -> Result<SubscriptionRow, Error> {
    let NewSubscription { name, filter, options, push, start, at } = new;
    let begins = match start {
        Start::Beginning => 0,
        Start::Now => head,
        Start::Time(at) => first_accepted(client, *at).await?.map_or(head, |first| first.saturating_sub(1)),
    };
    let insert = "WITH new AS (
            INSERT INTO subscriptions (organisation, name, scope, kinds, senders, max_attempts, min_backoff_ns,
                max_backoff_ns, created_at, standard)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $12) RETURNING id
        ), held AS (INSERT INTO holds SELECT id, 0, 0, '', '' FROM new)
        INSERT INTO subscription_ends SELECT id, $10, 0, $11 FROM new";
    let kinds = words(&filter.kinds, canonical::Kind::word);
    let params: [super::statements::Param<'_>; 12] = [
        &name.organisation.as_str(),
        &Text(&name.name),
        &Col(filter.scope),
        &kinds,
        &Pack(&filter.senders),
        &Col(options.max_attempts),
        &Col(options.min_backoff),
        &Col(options.max_backoff),
        &Col(*at),
        &(begins < head).then_some(Col(begins)),
        &Col(chain::GENESIS),
        &Col(options.standard),
    ];
    execute(client, insert, &params).await?;
    if let Some(push) = push {
        pushes::write(client, id(client, name).await?, push).await?;
    }
    state::interests_changed(client).await?;
    by_name(client, name).await
}

/// The first event accepted at or after a time. Clocks may step back, so later events may have been accepted before it.
pub(super) async fn first_accepted(client: &Client, at: Timestamp) -> Result<Option<EventPosition>, Error> {
    let select = "SELECT min(position) FROM events WHERE accepted_at >= $1";
    let found = row(client, select, &[&Col(at)]).await?;
    let first: Option<Col<u64>> = found.map(|row| row.try_get(0)).transpose()?.flatten();
    Ok(first.map(|Col(position)| position))
}

fn read(row: &Row) -> Result<SubscriptionRow, Error> {
    let (Col(id), Col(organisation), Col(scope)) = (row.try_get(0)?, row.try_get(1)?, row.try_get(3)?);
    let (Col(kinds), Pack(senders), Col(max_attempts)) = (row.try_get(4)?, row.try_get(5)?, row.try_get(6)?);
    let (Col(min_backoff), Col(max_backoff)) = (row.try_get(7)?, row.try_get(8)?);
    let (Col(created_at), Col(matched_through)) = (row.try_get(9)?, row.try_get(10)?);
    let (Col(last_number), Col(last_digest), Col(standard)) = (row.try_get(11)?, row.try_get(12)?, row.try_get(13)?);
    Ok(SubscriptionRow {
        id,
        name: SubscriptionName { organisation, name: row.try_get(2)? },
        filter: Filter { scope, kinds, senders },
        options: Options { max_attempts, min_backoff, max_backoff, standard },
        push: pushes::read(row, COUNT)?,
        created_at,
        matched_through,
        last_number,
        last_digest,
    })
}
