//! Writes a batch: route, match, append, and match again if subscriptions have changed meanwhile.

use std::sync::Arc;
use std::time::Instant;

use canonical::RefusalCode;
use journal::{Appended, Interests, Journal, Labels, NewEvent, Scope, SetAside};
use telemetry::Clock;
use telemetry::occurrences::append::{BatchCommitted, EnvelopeReused, EventAppended, LetterResent, LetterUnclaimed};

use crate::matching::{Matched, Matcher};
use crate::relations::Relations;
use crate::routing::refusals;
use crate::{Error, Outcome, Settings};

/// Times a batch is matched again before its senders are told to come later.
const ATTEMPTS: usize = 32;

/// Who decides whether everybody a letter is addressed to can take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Routing {
    /// The writer, by the subscriptions at the moment of writing: a letter that somebody cannot take is refused.
    Asked,
    /// Whoever accepted the letter: it is written, whatever has become of the subscriptions since.
    Decided,
}

/// How events of a batch depend on each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Singly,
    Together,
}

/// Writes events, and remembers the subscriptions between batches.
pub(crate) struct Writer {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) matcher: Matcher,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) interests: Option<Interests>,
    routing: Routing,
    /// The epoch it appends under, once it has taken the right to.
    epoch: Option<u64>,
}

impl Writer {
    pub(crate) fn new(journal: Arc<dyn Journal>, settings: Settings, routing: Routing) -> Self {
        let Settings { organisations, policy, lookup, clock, max_batch: _, queue: _ } = settings;
        let matcher = Matcher { organisations, policy, lookup };
        Self { journal, matcher, clock, interests: None, routing, epoch: None }
    }

    /// Takes the right to append, also if it had it before: whoever else has it is fenced out.
    pub(crate) async fn take_over(&mut self) -> Result<u64, journal::Error> {
        Ok(*self.epoch.insert(self.journal.take_appending().await?))
    }

    /// Writes events in order, in one transaction if the journal can digest them all, and gives an answer for each.
    ///
    /// Of a batch that it cannot digest, the halves are written by themselves, so that one bad event does not take the
    /// others with it. After a failure that would meet any event, nothing later is written: no event overtakes another.
    pub(crate) async fn write(&mut self, batch: &[NewEvent]) -> Vec<Result<Outcome, Error>> {
        let mut answers = Vec::with_capacity(batch.len());
        let mut parts = vec![batch];
        while let Some(part) = parts.pop() {
            match self.write_whole(part).await {
                Ok(outcomes) => answers.extend(outcomes.into_iter().map(Ok)),
                Err(error) if error.meets_all() => {
                    answers.resize(batch.len(), Err(error));
                    return answers;
                }
                Err(error) if part.len() < 2 => answers.extend(part.iter().map(|_| Err(error.clone()))),
                Err(_) => {
                    let (first, second) = part.split_at(part.len() / 2);
                    parts.extend([second, first]);
                }
            }
        }
        answers
    }

    /// Writes events in one transaction, or none of them: where one is refused, the others are too, without a reason.
    pub(crate) async fn write_together(&mut self, events: &[NewEvent]) -> Result<Vec<Outcome>, Error> {
        self.write_as(events, Manner::Together).await
    }

    async fn write_whole(&mut self, batch: &[NewEvent]) -> Result<Vec<Outcome>, Error> {
        self.write_as(batch, Manner::Singly).await
    }

    async fn write_as(&mut self, batch: &[NewEvent], manner: Manner) -> Result<Vec<Outcome>, Error> {
        let begun = Instant::now();
        for _ in 0..ATTEMPTS {
            match self.try_write(batch, manner).await {
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

    async fn try_write(&mut self, batch: &[NewEvent], manner: Manner) -> Result<Vec<Outcome>, journal::Error> {
        let mut fresh = self.interests.is_none();
        loop {
            let interests = match self.interests.take() {
                Some(remembered) => remembered,
                None => self.journal.interests().await?,
            };
            let refused = self.refusals(&interests, batch);
            // What is remembered may miss a subscription made meanwhile. The journal would notice when something is
            // appended, but nobody may be refused because of it.
            if fresh || self.routing == Routing::Decided || refused.iter().all(Vec::is_empty) {
                let written = self.write_routed(&interests, batch, refused, manner).await;
                self.interests = Some(interests);
                return written;
            }
            fresh = true;
        }
    }

    async fn write_routed(
        &mut self,
        known: &Interests,
        batch: &[NewEvent],
        refused: Refusals,
        manner: Manner,
    ) -> Result<Vec<Outcome>, journal::Error> {
        match self.routing {
            Routing::Asked => {
                let refused = self.without_resends(batch, refused).await?;
                if manner == Manner::Together && refused.iter().any(|refused| !refused.is_empty()) {
                    return Ok(refused.into_iter().map(Outcome::Refused).collect());
                }
                self.write_matched(known, batch, refused).await
            }
            Routing::Decided => {
                let outcomes = self.write_matched(known, batch, vec![Vec::new(); batch.len()]).await?;
                for ((event, refused), outcome) in batch.iter().zip(&refused).zip(&outcomes) {
                    if !refused.is_empty() && matches!(outcome, Outcome::Accepted { .. }) {
                        LetterUnclaimed { event: event.labels.id, kind: event.labels.kind }.emit();
                    }
                }
                Ok(outcomes)
            }
        }
    }

    fn refusals(&self, known: &Interests, batch: &[NewEvent]) -> Refusals {
        let refusals = |event: &NewEvent| refusals(&self.matcher.organisations, &known.subscriptions, &event.labels);
        batch.iter().map(refusals).collect()
    }

    /// Keeps messages that cannot be appended, for an operator.
    pub(crate) async fn set_aside(&mut self, messages: Vec<SetAside>) -> Result<(), journal::Error> {
        let epoch = self.epoch().await?;
        self.journal.set_aside(epoch, messages).await
    }

    /// The epoch to append under; taken at the first need.
    async fn epoch(&mut self) -> Result<u64, journal::Error> {
        match self.epoch {
            Some(epoch) => Ok(epoch),
            None => self.take_over().await,
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
        Appended::EnvelopeTaken => Outcome::EnvelopeTaken,
        Appended::New { identity_reused, envelope_reused, position: _ } => {
            if envelope_reused {
                EnvelopeReused { event: event_id }.emit();
            }
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
