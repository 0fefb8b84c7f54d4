//! The clock of receipts: looks at the journal every so often, and records what is overdue.
//!
//! Accepting a letter costs nothing more: a cursor that is kept in the journal follows the events at a distance, and only
//! exceptions are written. Several gateways may look at once; whoever is first records, and tells.

use std::sync::Arc;
use std::time::Duration;

use canonical::organisation::Organisation;
use jiff::SignedDuration;
use journal::{Error, Journal};
use telemetry::Clock;
use telemetry::occurrences::exchange::{LetterOverdue, OverdueLookFailed, OverdueMeasured};

use crate::clock::{is_due, waits_for};

/// Looks for letters that wait for their receipt.
pub struct Watch {
    /// Where letters and receipts are.
    pub journal: Arc<dyn Journal>,
    /// Everybody who may be waited for.
    pub organisations: Arc<[Organisation]>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How long a letter may wait.
    pub patience: SignedDuration,
}

/// Events looked at together.
const PAGE: usize = 512;

impl Watch {
    /// How often to look.
    pub const EVERY: Duration = Duration::from_secs(20);

    /// Looks once, and then every so often, until `stop` is ready. A look that fails is made again.
    pub async fn run(self, every: Duration, stop: impl Future<Output = ()> + Send) {
        let mut stop = std::pin::pin!(stop);
        loop {
            // A look that is dropped has recorded whole pages.
            tokio::select! {
                biased;
                () = stop.as_mut() => return,
                looked = self.look() => if let Err(error) = looked {
                    OverdueLookFailed { reason: error.code() }.emit();
                },
            }
            tokio::select! {
                biased;
                () = stop.as_mut() => return,
                () = tokio::time::sleep(every) => {}
            }
        }
    }

    /// Looks once: at letters that have waited long enough by now, and again at those that are overdue.
    ///
    /// # Errors
    /// What the journal says. What was recorded before stays.
    ///
    /// # Cancel safety
    /// What was recorded is recorded; the next look goes on there.
    pub async fn look(&self) -> Result<(), Error> {
        self.find().await?;
        self.settle().await?;
        OverdueMeasured { letters: self.journal.overdue().await? }.emit();
        Ok(())
    }

    async fn find(&self) -> Result<(), Error> {
        let now = self.clock.now();
        let mut through = self.journal.checked_through().await?;
        loop {
            let page = self.journal.awaited_after(through, PAGE).await?;
            let due: Vec<_> = page.iter().take_while(|one| is_due(one.event.accepted_at, self.patience, now)).collect();
            let Some(last) = due.last() else { return Ok(()) };
            through = last.event.position;
            let is_overdue = |one: &&&journal::Awaited| !waits_for(one, &self.organisations).is_empty();
            let overdue = due.iter().filter(is_overdue).map(|one| one.event.position).collect();
            let new = self.journal.mark_overdue(through, overdue, now).await?;
            for found in due.iter().filter(|one| new.contains(&one.event.position)) {
                LetterOverdue { event: found.event.labels.id }.emit();
            }
            if due.len() < PAGE {
                return Ok(());
            }
        }
    }

    async fn settle(&self) -> Result<(), Error> {
        let mut after = 0;
        loop {
            let page = self.journal.overdue_after(after, PAGE).await?;
            let Some((_, last)) = page.last() else { return Ok(()) };
            after = last.event.position;
            let is_answered = |one: &journal::Awaited| waits_for(one, &self.organisations).is_empty();
            let settled: Vec<_> =
                page.iter().map(|(_, one)| one).filter(|one| is_answered(one)).map(|one| one.event.position).collect();
            if !settled.is_empty() {
                self.journal.settle_overdue(settled, self.clock.now()).await?;
            }
            if page.len() < PAGE {
                return Ok(());
            }
        }
    }
}
