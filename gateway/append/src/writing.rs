//! Writes a batch: route, match, append, and match again if subscriptions have changed meanwhile.

use std::sync::Arc;
use std::time::Instant;

use canonical::RefusalCode;
use journal::{Appended, Interests, Journal, Labels, NewEvent, Scope};
use telemetry::Clock;
use telemetry::occurrences::append::{BatchCommitted, EventAppended, LetterResent};

use crate::matching::{Matched, Matcher};
use crate::relations::Relations;
use crate::routing::refusals;
use crate::{Error, Outcome};

/// Times a batch is matched again before its senders are told to come later.
const ATTEMPTS: usize = 32;

/// Writes events, and remembers the subscriptions between batches.
pub(crate) struct Writer {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) matcher: Matcher,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) interests: Option<Interests>,
    /// The epoch it appends under, once it has taken the right to.
    pub(crate) epoch: Option<u64>,
}

impl Writer {
    /// Writes a batch in one transaction, and gives an answer for each event, in order.
    ///
    /// If the journal cannot digest a batch, its events are written one by one, so that one bad event does not take the
    /// others with it.
    pub(crate) async fn write(&mut self, batch: Vec<NewEvent>) -> Vec<Result<Outcome, Error>> {
        let whole = self.write_whole(&batch).await;
        match whole {
            Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
            Err(error) if error.again() || batch.len() < 2 => batch.iter().map(|_| Err(error.clone())).collect(),
            Err(_) => {
                let mut outcomes = Vec::with_capacity(batch.len());
                for event in &batch {
                    let alone = self.write_whole(std::slice::from_ref(event)).await;
                    outcomes.push(alone.and_then(|mut one| one.pop().ok_or(Error::Undecodable)));
                }
                outcomes
            }
        }
    }

    async fn write_whole(&mut self, batch: &[NewEvent]) -> Result<Vec<Outcome>, Error> {
        let begun = Instant::now();
        for _ in 0..ATTEMPTS {
            match self.try_write(batch).await {
                Ok(outcomes) => {
                    let size = u32::try_from(batch.len()).unwrap_or(u32::MAX);
                    BatchCommitted { size, duration: begun.elapsed() }.emit();
                    return Ok(outcomes);
                }
                Err(journal::Error::InterestsChanged) => self.interests = None,
                Err(error) => return Err(error.into()),
            }
        }
        Err(journal::Error::InterestsChanged.into())
    }

    async fn try_write(&mut self, batch: &[NewEvent]) -> Result<Vec<Outcome>, journal::Error> {
        let mut fresh = self.interests.is_none();
        loop {
            let interests = match self.interests.take() {
                Some(remembered) => remembered,
                None => self.journal.interests().await?,
            };
            let refused = self.refusals(&interests, batch);
            // What is remembered may miss a subscription made meanwhile. The journal would notice when something is
            // appended, but nobody may be refused because of it.
            if fresh || refused.iter().all(Vec::is_empty) {
                let refused = self.without_resends(batch, refused).await?;
                let written = self.write_matched(&interests, batch, refused).await;
                self.interests = Some(interests);
                return written;
            }
            fresh = true;
        }
    }

    fn refusals(&self, known: &Interests, batch: &[NewEvent]) -> Refusals {
        let refusals = |event: &NewEvent| refusals(&self.matcher.organisations, &known.subscriptions, &event.labels);
        batch.iter().map(refusals).collect()
    }

    /// The epoch to append under; taken at the first need.
    async fn epoch(&mut self) -> Result<u64, journal::Error> {
        match self.epoch {
            Some(epoch) => Ok(epoch),
            None => Ok(*self.epoch.insert(self.journal.take_appending().await?)),
        }
    }

    async fn write_matched(
        &mut self,
        known: &Interests,
        batch: &[NewEvent],
        refused: Refusals,
    ) -> Result<Vec<Outcome>, journal::Error> {
        let routed = || batch.iter().zip(&refused).filter(|(_, refused)| refused.is_empty()).map(|(event, _)| event);
        let relations = self.relations(known, routed().map(|event| &event.labels)).await?;
        let at = self.clock.now();
        let events: Vec<NewEvent> = routed()
            .map(|event| {
                let Matched { entries, audit } = self.matcher.matches(&event.labels, caught_up(known), &relations, at);
                NewEvent { entries, audit, ..event.clone() }
            })
            .collect();
        let appended = if events.is_empty() {
            Vec::new()
        } else {
            let epoch = self.epoch().await?;
            self.journal.append(epoch, known.version, events).await?
        };
        outcomes(batch, refused, appended)
    }

    /// Care relations are read only if a subscription asks for them.
    async fn relations<'a>(
        &self,
        known: &Interests,
        events: impl Iterator<Item = &'a Labels>,
    ) -> Result<Relations, journal::Error> {
        if caught_up(known).any(|subscription| subscription.filter.scope != Scope::Addressed) {
            Relations::read(&*self.journal, events).await
        } else {
            Ok(Relations::default())
        }
    }

    /// A letter that was accepted before is a resend, whatever has become of its receivers since: the journal notes that
    /// it came in, and makes no second event of it.
    async fn without_resends(&self, batch: &[NewEvent], refused: Refusals) -> Result<Refusals, journal::Error> {
        let mut left = Vec::with_capacity(refused.len());
        for (event, refused) in batch.iter().zip(refused) {
            let known = !refused.is_empty() && self.is_known(&event.labels).await?;
            left.push(if known { Vec::new() } else { refused });
        }
        Ok(left)
    }

    async fn is_known(&self, labels: &Labels) -> Result<bool, journal::Error> {
        match self.journal.event(labels.id).await {
            Ok(_) => Ok(true),
            Err(journal::Error::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// For each event of a batch, the receivers that cannot take it.
type Refusals = Vec<Vec<(usize, RefusalCode)>>;

fn outcomes(batch: &[NewEvent], refused: Refusals, appended: Vec<Appended>) -> Result<Vec<Outcome>, journal::Error> {
    let mut appended = appended.into_iter();
    let mut outcomes = Vec::with_capacity(batch.len());
    for (event, refused) in batch.iter().zip(refused) {
        outcomes.push(if refused.is_empty() {
            let row = appended.next().ok_or(journal::Error::Corrupt { what: "answer to an append" })?;
            outcome(&event.labels, row)
        } else {
            Outcome::Refused(refused)
        });
    }
    Ok(outcomes)
}

fn outcome(labels: &Labels, appended: Appended) -> Outcome {
    let (event_id, kind) = (labels.id, labels.kind);
    match appended {
        Appended::New { identity_reused, position: _ } => {
            EventAppended { event: event_id, kind, identity_reused }.emit();
            Outcome::Accepted { event_id, identity_reused }
        }
        Appended::Resend { first_at, position: _ } => {
            LetterResent { event: event_id, kind }.emit();
            Outcome::Resent { event_id, first_at }
        }
    }
}

/// The subscriptions that get new events directly; the others get older ones first.
fn caught_up(known: &Interests) -> impl Iterator<Item = &journal::SubscriptionRow> {
    known.subscriptions.iter().filter(|subscription| subscription.matched_through >= known.head)
}
