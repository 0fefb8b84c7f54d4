//! The tables of answers: bounded in age and in size, the oldest goes first.

use canonical::digest::Digest;
use canonical::organisation::OrganisationId;
use jiff::Timestamp;
use redb::{ReadTransaction, ReadableTable as _, TableDefinition, WriteTransaction};

use super::answered::{Answered, Found};
use super::error::Error;
use super::head::Head;
use super::settings::Settings;

/// Answers by the ids of their documents.
const ANSWERS: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("answers");
/// When which document was answered, and the bytes of its answer.
const TIMES: TableDefinition<'_, (i64, &[u8]), u64> = TableDefinition::new("answer_times");

/// The part of the capacity that answers may take beside the documents.
const PART: u64 = 4;
/// Answers beyond their bounds that one transaction takes away at most.
const AT_ONCE: usize = 1024;

/// The bytes of all answers.
pub(super) fn sum(transaction: &WriteTransaction) -> Result<u64, Error> {
    transaction.open_table(ANSWERS)?;
    let mut sum: u64 = 0;
    for entry in transaction.open_table(TIMES)?.iter()? {
        sum = sum.saturating_add(entry?.1.value());
    }
    Ok(sum)
}

/// Puts the answer of a document; gives the bytes of all answers.
pub(super) fn put(
    transaction: &WriteTransaction,
    sum: u64,
    head: &Head,
    answered: &Answered,
    at: Timestamp,
) -> Result<u64, Error> {
    let written = answered.write(&head.organisation, at);
    let (bytes, id) = (written.len() as u64, head.id.0.as_slice());
    let mut answers = transaction.open_table(ANSWERS)?;
    let replaced = match answers.insert(id, written.as_slice())? {
        Some(replaced) => Some(Answered::at(replaced.value())?),
        None => None,
    };
    let mut times = transaction.open_table(TIMES)?;
    let freed = match replaced {
        Some(before) => times.remove((before, id))?.map_or(0, |bytes| bytes.value()),
        None => 0,
    };
    times.insert((at.as_microsecond(), id), bytes)?;
    Ok(sum.saturating_sub(freed).saturating_add(bytes))
}

/// Takes away what is older than the newest answer by more than answers are kept, and what is too much.
pub(super) fn prune(transaction: &WriteTransaction, settings: &Settings, mut sum: u64) -> Result<u64, Error> {
    let mut answers = transaction.open_table(ANSWERS)?;
    let mut times = transaction.open_table(TIMES)?;
    let Some(newest) = times.last()?.map(|(key, _)| key.value().0) else { return Ok(sum) };
    let kept_for = i64::try_from(settings.answers_for.as_micros()).unwrap_or(i64::MAX);
    let most = settings.capacity / PART;
    for _ in 0..AT_ONCE {
        let Some((at, id, bytes)) = oldest(&times)? else { break };
        if newest.saturating_sub(at) <= kept_for && sum <= most {
            break;
        }
        times.remove((at, id.as_slice()))?;
        answers.remove(id.as_slice())?;
        sum = sum.saturating_sub(bytes);
    }
    Ok(sum)
}

fn oldest(times: &redb::Table<'_, (i64, &'static [u8]), u64>) -> Result<Option<(i64, Vec<u8>, u64)>, Error> {
    let oldest = times.first()?;
    Ok(oldest.map(|(key, bytes)| (key.value().0, key.value().1.to_vec(), bytes.value())))
}

/// The answer to a document that does not wait.
pub(super) fn find(transaction: &ReadTransaction, organisation: &OrganisationId, id: Digest) -> Result<Found, Error> {
    let answers = transaction.open_table(ANSWERS)?;
    let answered = match answers.get(id.0.as_slice())? {
        Some(written) => Answered::read(written.value(), organisation)?,
        None => None,
    };
    Ok(answered.map_or(Found::Unknown, Found::Answered))
}
