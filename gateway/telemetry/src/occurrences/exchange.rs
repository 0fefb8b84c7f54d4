//! Receipts are matched to letters, and missed.

use canonical::EventId;
use canonical::receipt::Verdict;

use crate::metric::Metric;

/// The receivers of a letter have answered, and this is what its sender is told.
#[derive(Debug, Clone, Copy)]
pub struct LateReceiptDecided {
    /// What.
    pub verdict: Verdict,
}

/// It could not be looked at whether receivers have answered; it is tried again.
#[derive(Debug, Clone, Copy)]
pub struct LateReceiptLookFailed {
    /// The journal's word.
    pub reason: &'static str,
}

/// A receipt that follows cannot be decided or written, because what it is about cannot be read. The others go on.
#[derive(Debug, Clone, Copy)]
pub struct LateReceiptUnreadable {
    /// Its number.
    pub number: u64,
    /// The journal's word.
    pub reason: &'static str,
}

/// A letter whose sender asked for a receipt was not answered in time.
#[derive(Debug, Clone, Copy)]
pub struct LetterOverdue {
    /// Its event.
    pub event: EventId,
}

/// The clock of receipts could not look at the journal; it tries again.
#[derive(Debug, Clone, Copy)]
pub struct OverdueLookFailed {
    /// The journal's word.
    pub reason: &'static str,
}

/// The overdue letters were counted.
#[derive(Debug, Clone, Copy)]
pub struct OverdueMeasured {
    /// How many there are now.
    pub letters: u64,
}

/// A receipt came in, and this is what it says of one letter.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptAnswered {
    /// What it says.
    pub verdict: Verdict,
    /// What became of it: `matched`, `contradicting`, or why no letter was found: `ambiguous`, `not-addressed`, `unknown`.
    pub outcome: &'static str,
    /// The letter's event, if it was found.
    pub event: Option<EventId>,
}

/// A receipt came again, and was not kept again.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptRepeated;

impl LateReceiptDecided {
    /// Writes it down.
    pub fn emit(self) {
        let verdict = self.verdict.word();
        tracing::debug!(verdict, "the receivers of a letter have answered");
        Metric::LateReceipts.count(1, &[("verdict", verdict.into())]);
    }
}

impl LateReceiptLookFailed {
    /// Writes it down.
    pub fn emit(self) {
        tracing::warn!(reason = self.reason, "it could not be looked at whether receivers have answered");
    }
}

impl LateReceiptUnreadable {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!(number = self.number, reason = self.reason, "a receipt that follows cannot be written");
    }
}

impl LetterOverdue {
    /// Writes it down.
    pub fn emit(self) {
        tracing::warn!(event = %self.event, "a letter waits for its receipt");
        Metric::LettersOverdueFound.count(1, &[]);
    }
}

impl OverdueLookFailed {
    /// Writes it down.
    pub fn emit(self) {
        tracing::warn!(reason = self.reason, "the clock of receipts could not be looked at");
    }
}

impl OverdueMeasured {
    /// Writes it down.
    pub fn emit(self) {
        Metric::LettersOverdue.set(self.letters, &[]);
    }
}

impl ReceiptAnswered {
    /// Writes it down.
    pub fn emit(self) {
        let (verdict, outcome) = (self.verdict.word(), self.outcome);
        match (self.event, outcome) {
            (Some(event), "contradicting") => tracing::warn!(%event, verdict, "a receipt contradicts another one"),
            (Some(event), _) => tracing::debug!(%event, verdict, "a receipt answers a letter"),
            (None, _) => tracing::info!(verdict, outcome, "a receipt answers no letter that is known"),
        }
        Metric::ReceiptAnswers.count(1, &[("verdict", verdict.into()), ("outcome", outcome.into())]);
    }
}

impl ReceiptRepeated {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!("a receipt came again");
        Metric::ReceiptsRepeated.count(1, &[]);
    }
}
