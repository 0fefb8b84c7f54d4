//! The way of one entry: what was sent of it before, what is sent now, and what its receiver says.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use canonical::letter::Limits;
use canonical::organisation::OrganisationId;
use canonical::receipt::ReceivedReceipt;
use canonical::{Event, EventId};
use delivery::Offered;
use exchange::{Conversion, Outgoing, Ready, Receipts, is_converted, receipts_in};
use jiff::Timestamp;
use journal::{Error, Journal, NewSending, Push, PushAck, PushFormat, Sending, SubscriptionRow};
use telemetry::Clock;
use telemetry::occurrences::push::{PushAnswered, PushRepeated};
use tokio::time::Instant;

use crate::answer::{Answered, Meaning};
use crate::client::{Client, Letter};
use crate::clock::{Attempt, Step, step};
use crate::files::Files;
use crate::lease::Lease;
use crate::prepare::{Prepared, prepare};

/// What a worker and its entries go by.
pub(crate) struct Room {
    pub(crate) subscription: SubscriptionRow,
    pub(crate) push: Push,
    /// The subscription in logs and metrics.
    pub(crate) label: String,
    pub(crate) client: Client,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) receipts: Receipts,
    pub(crate) conversion: Conversion,
    pub(crate) files: Files,
    pub(crate) lease: Arc<Lease>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) longest_answer: usize,
    /// The shortest wait for the receipt of a converted letter.
    pub(crate) converted_receipt_time: Duration,
}

/// What came of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Its receiver has it.
    Ack,
    /// The journal could not be asked, or told.
    Failed,
    /// It has to be offered again, but not before this wait.
    Later(Duration),
    /// Its receiver does not want it; the word says why.
    Nack(String),
    /// It can never be given to this receiver, or never will be answered; the word says why.
    Refuse(String),
    /// Its receiver may be unwell.
    Stumbled(Meaning, String),
    /// It was posted, or had been, and waits for its receipt.
    Wait,
}

/// What is to be done with an entry now.
pub(crate) enum Plan {
    /// Nothing is sent.
    Done(Outcome),
    /// It is sent, for the so-many-th time after the first.
    Send(u32),
}

/// What goes of an entry.
enum Going {
    /// Nothing is sent.
    Done(Outcome),
    /// These, each in its format.
    Now(Vec<(Event, PushFormat)>),
}

/// How often it is looked whether the other half of a letter has come.
const OTHER_HALF: Duration = Duration::from_secs(2);

/// How long an entry waits whose turn may be somebody else's.
const LOOK_FIRST: Duration = Duration::from_millis(200);

/// How long after the blob store could not be read it is tried again.
const FILES_AGAIN: Duration = Duration::from_secs(10);

impl Room {
    /// What is tried with an entry that is offered.
    pub(crate) fn attempt(&self, offered: &Offered) -> Attempt {
        let own = self.push.receipt_time;
        let is_timed = self.push.ack == PushAck::OnReceipt && own < self.converted_receipt_time;
        // One that cannot be read is not sent at all.
        let is_converted = is_timed
            && wire::decode(&offered.entry.body.bytes).is_ok_and(|event| is_converted(&event, self.push.format));
        let receipt_time = if is_converted { self.converted_receipt_time } else { own };
        Attempt { number: offered.entry.number, attempt: offered.attempt, receipt_time }
    }

    /// What the receipts say of an entry so far.
    pub(crate) async fn plan(&self, attempt: &Attempt) -> Result<Plan, Error> {
        if self.push.ack == PushAck::OnSuccess {
            return Ok(Plan::Send(0));
        }
        let sendings = self.journal.sendings(self.subscription.id, &[attempt.number]).await?;
        Ok(self.plan_by(&sendings, attempt))
    }

    /// What is to be done with an entry of which this was posted.
    pub(crate) fn plan_by(&self, sendings: &[Sending], attempt: &Attempt) -> Plan {
        let now = self.clock.now();
        let outcome = match step(sendings, attempt, (&self.push, &self.subscription.options), now) {
            Step::Ack => Outcome::Ack,
            Step::Later(due) => Outcome::Later(Duration::try_from(due.duration_since(now)).unwrap_or_default()),
            Step::Nack => Outcome::Nack("receipt-negative".to_owned()),
            Step::NoReceipt => Outcome::Refuse("no-receipt".to_owned()),
            Step::Send(resend) => return Plan::Send(resend),
            Step::Wait(_) => Outcome::Wait,
        };
        Plan::Done(outcome)
    }

    /// Sends an entry, and says what came of it, and whether its receiver was asked.
    pub(crate) async fn send(
        &self,
        offered: Offered,
        attempt: &Attempt,
        resend: u32,
    ) -> Result<(Outcome, bool), Error> {
        let at = self.clock.now();
        let events = match self.going(&offered, at).await? {
            Going::Now(events) => events,
            Going::Done(outcome) => return Ok((outcome, false)),
        };
        let (subscription, push, files) = (self.subscription.id, self.push.clone(), self.files.clone());
        let _place = files.place(&events).await;
        let event = offered.entry.event.labels.id;
        let preparing = tokio::task::spawn_blocking(move || {
            let events = files.filled(events);
            events.map(|events| prepare(&offered, &events, (subscription, &push), resend, at))
        });
        match preparing.await {
            Ok(Err(_)) => Ok((Outcome::Later(FILES_AGAIN), false)),
            Ok(Ok(Prepared::Unsaid(why))) => Ok((Outcome::Nack(why.to_owned()), false)),
            // Somebody else may post by now.
            Ok(Ok(Prepared::Post(_))) if !self.lease.holds() => Ok((Outcome::Later(LOOK_FIRST), false)),
            Ok(Ok(Prepared::Post(documents))) => {
                Ok((self.send_all((attempt, event), documents, resend, at).await?, true))
            }
            // It broke, which is a defect: the letter is set aside for somebody to look at.
            Err(_) => Ok((Outcome::Refuse("not-rendered".to_owned()), false)),
        }
    }

    /// What goes of an entry now. A tombstone has nothing to post, nor have files that go with their letter.
    async fn going(&self, offered: &Offered, now: Timestamp) -> Result<Going, Error> {
        if !offered.decision.permits() {
            return Ok(Going::Done(Outcome::Ack));
        }
        let Ok(event) = wire::decode(&offered.entry.body.bytes) else {
            return Ok(Going::Done(Outcome::Nack("event-unreadable".to_owned())));
        };
        let accepted_at = offered.entry.event.accepted_at;
        Ok(match self.conversion.ready((event, accepted_at), self.push.format, now).await? {
            Ready::Now(events) => Going::Now(events),
            Ready::WithItsLetter => Going::Done(Outcome::Ack),
            Ready::WaitsUntil(until) => {
                let wait = Duration::try_from(until.duration_since(now)).unwrap_or_default();
                // The other half may come any moment.
                Going::Done(Outcome::Later(wait.min(OTHER_HALF)))
            }
        })
    }

    async fn send_all(
        &self,
        (attempt, event): (&Attempt, EventId),
        documents: Vec<Outgoing>,
        resend: u32,
        at: Timestamp,
    ) -> Result<Outcome, Error> {
        if resend > 0 {
            PushRepeated { subscription: &self.label, number: attempt.number }.emit();
        }
        let sequences = self.journal.record_sendings(self.sendings((attempt, event), &documents, resend, at)).await?;
        for document in documents {
            let (answered, body) = self.post(attempt, document).await;
            match answered.meaning() {
                Meaning::Taken => self.take_receipts(&body).await?,
                Meaning::Refused => {
                    // Why it was refused may stand there.
                    self.take_receipts(&body).await?;
                    return Ok(Outcome::Nack(answered.word()));
                }
                meaning @ (Meaning::Stumbled { .. } | Meaning::Unwell { .. }) => {
                    return Ok(Outcome::Stumbled(meaning, answered.word()));
                }
            }
        }
        if self.push.ack == PushAck::OnSuccess {
            return Ok(Outcome::Ack);
        }
        self.journal.confirm_sendings(&sequences).await?;
        match self.plan(attempt).await? {
            Plan::Done(outcome) => Ok(outcome),
            // The time for the receipt is over before it began.
            Plan::Send(_) => Ok(Outcome::Later(Duration::ZERO)),
        }
    }

    fn sendings(
        &self,
        (attempt, event): (&Attempt, EventId),
        documents: &[Outgoing],
        resend: u32,
        at: Timestamp,
    ) -> Vec<NewSending> {
        let parts = (0..).zip(documents);
        let sending = |(part, document): (u32, &Outgoing)| NewSending {
            subscription: self.subscription.id,
            number: attempt.number,
            part,
            event,
            attempt: attempt.attempt,
            resend,
            names: document.names.clone(),
            at,
        };
        parts.map(sending).collect()
    }

    async fn post(&self, &Attempt { number, attempt, .. }: &Attempt, document: Outgoing) -> (Answered, Bytes) {
        let Outgoing { media_type, bytes, names: _ } = document;
        let begun = Instant::now();
        let headers = vec![("broen-entry", number), ("broen-attempt", u64::from(attempt))];
        let letter = Letter { media_type, content: bytes.into(), headers };
        let (answered, body) = self.client.post(&letter).await;
        let outcome = match answered.meaning() {
            Meaning::Refused => "refused",
            Meaning::Stumbled { .. } | Meaning::Unwell { .. } => "unwell",
            Meaning::Taken => "taken",
        };
        let (subscription, answer) = (self.label.as_str(), answered.word());
        PushAnswered { subscription, number, outcome, answer: &answer, duration: begun.elapsed() }.emit();
        (answered, body)
    }

    /// Receipts in an answer come from whoever was posted to, and go the way of all receipts.
    async fn take_receipts(&self, body: &Bytes) -> Result<(), Error> {
        if body.is_empty() {
            return Ok(());
        }
        let limits = Limits { bytes: self.longest_answer, ..Limits::default() };
        let submitted_by: &OrganisationId = &self.subscription.name.organisation;
        for receipt in receipts_in(body, &limits) {
            let (at, channel) = (self.clock.now(), "push".to_owned());
            self.receipts.take(&ReceivedReceipt { receipt, at, submitted_by: submitted_by.clone(), channel }).await?;
        }
        Ok(())
    }
}
