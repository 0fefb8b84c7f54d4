//! Decides what senders are told, when their receivers have answered.

use std::sync::Arc;
use std::time::Duration;

use canonical::event::Standard;
use canonical::organisation::Organisation;
use canonical::receipt::Verdict;
use canonical::{EventId, Kind};
use journal::{Awaited, Decided, Decision, Error, Journal, LateReceipt, LinkRelation, Stored};
use telemetry::Clock;
use telemetry::occurrences::exchange::{LateReceiptDecided, LateReceiptLookFailed, LateReceiptUnreadable};

use super::decide::{decided, positive, with_letter};

/// Looks for letters whose receivers have answered. Several gateways may look at once: whoever is first decides.
pub struct Relay {
    /// Where letters and receipts are.
    pub journal: Arc<dyn Journal>,
    /// Everybody who may be waited for.
    pub organisations: Arc<[Organisation]>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// Receipts looked at together.
const PAGE: usize = 256;

impl Relay {
    /// How often to look.
    pub const EVERY: Duration = Duration::from_millis(500);

    /// Looks again and again, until `stop` is ready. A look that fails is made again.
    pub async fn run(self, every: Duration, stop: impl Future<Output = ()> + Send) {
        let mut stop = std::pin::pin!(stop);
        loop {
            // A look that is dropped has recorded whole pages.
            tokio::select! {
                biased;
                () = stop.as_mut() => return,
                looked = self.look() => if let Err(error) = looked {
                    LateReceiptLookFailed { reason: error.code() }.emit();
                },
            }
            tokio::select! {
                biased;
                () = stop.as_mut() => return,
                () = tokio::time::sleep(every) => {}
            }
        }
    }

    /// Looks once at everything that is not decided.
    ///
    /// # Errors
    /// What the journal says. What was decided before stays.
    ///
    /// # Cancel safety
    /// What was decided is recorded; the next look goes on there.
    pub async fn look(&self) -> Result<(), Error> {
        let mut after = 0;
        loop {
            let page = self.journal.undecided_after(after, PAGE).await?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = last.number;
            let is_last = page.len() < PAGE;
            let mut decisions = Vec::new();
            for (late, awaited) in page {
                if awaited.settled_by.is_empty() && awaited.answered_by.is_empty() {
                    // Nobody has said anything.
                    continue;
                }
                match self.decision(&late, &awaited).await {
                    Ok(decision) => decisions.extend(decision),
                    // One that cannot be read holds up nobody else.
                    Err(error @ (Error::Corrupt { .. } | Error::NotFound)) => {
                        LateReceiptUnreadable { number: late.number, reason: error.code() }.emit();
                    }
                    Err(error) => {
                        self.decide(decisions).await?;
                        return Err(error);
                    }
                }
            }
            self.decide(decisions).await?;
            if is_last {
                return Ok(());
            }
        }
    }

    async fn decide(&self, decisions: Vec<Decision>) -> Result<(), Error> {
        if decisions.is_empty() {
            return Ok(());
        }
        let verdicts: Vec<_> = decisions.iter().map(|one| (one.number, one.decided.verdict)).collect();
        let now = self.journal.decide(decisions).await?;
        for (_, verdict) in verdicts.into_iter().filter(|(number, _)| now.contains(number)) {
            LateReceiptDecided { verdict }.emit();
        }
        Ok(())
    }

    /// What was decided of the event before, else what its receivers say now.
    async fn of_event(&self, late: &LateReceipt, awaited: &Awaited) -> Result<Option<Decided>, Error> {
        if let Some(before) = self.before(late.event).await? {
            return Ok(Some(before));
        }
        let answers =
            if awaited.answered_by.is_empty() { Vec::new() } else { self.journal.answers(late.event).await? };
        let own = decided(awaited, &answers, &self.organisations, self.clock.now());
        if awaited.event.labels.kind != Kind::Enclosure || own.is_none() {
            return Ok(own);
        }
        let Stored { links, .. } = self.journal.event(late.event).await?;
        for link in links.into_iter().filter(|link| link.relation == LinkRelation::Attaches) {
            let letter = if link.from == late.event { link.to } else { link.from };
            if !self.journal.late_of_event(letter).await?.is_empty() {
                return Ok(with_letter(own, self.before(letter).await?));
            }
        }
        Ok(own)
    }

    /// What the sender was told of an event before: late, or at the door, which tells good news only of a letter that it took.
    async fn before(&self, event: EventId) -> Result<Option<Decided>, Error> {
        if let Some(decided) = self.journal.late_of_event(event).await?.into_iter().find_map(|late| late.decided) {
            return Ok(Some(decided));
        }
        let acceptances = self.journal.acceptances(event).await?;
        Ok(acceptances.iter().any(|acceptance| !acceptance.is_late).then(|| positive(self.clock.now())))
    }

    /// In MedCom XML, who did not ask for a receipt is told of a refusal only.
    async fn decision(&self, late: &LateReceipt, awaited: &Awaited) -> Result<Option<Decision>, Error> {
        let Some(decided) = self.of_event(late, awaited).await? else { return Ok(None) };
        let is_told = late.wants_receipt || decided.verdict != Verdict::Positive || {
            let Stored { body, .. } = self.journal.event(late.event).await?;
            wire::decode(&body.bytes).is_ok_and(|event| event.source.standard == Standard::Fhir)
        };
        Ok(Some(Decision { number: late.number, decided, is_told }))
    }
}
