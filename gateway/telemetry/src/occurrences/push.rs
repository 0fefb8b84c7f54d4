//! The gateway posts entries to receivers. A subscription is named as `organisation/name`; reasons and outcomes are words of
//! the program.

use std::time::Duration;

use canonical::receipt::Verdict;

use crate::label;
use crate::metric::Metric;

/// A receiver has answered a request, or has not.
#[derive(Debug, Clone, Copy)]
pub struct PushAnswered<'a> {
    /// Whose entry it was.
    pub subscription: &'a str,
    /// Which entry.
    pub number: u64,
    /// `taken`, `refused`, or `unwell`.
    pub outcome: &'static str,
    /// The word of the answer, for example `http-204` or `connect`.
    pub answer: &'a str,
    /// How long it took.
    pub duration: Duration,
}

/// An entry was posted again because no receipt came in time, or the receiver had a technical error.
#[derive(Debug, Clone, Copy)]
pub struct PushRepeated<'a> {
    /// Whose.
    pub subscription: &'a str,
    /// Which entry.
    pub number: u64,
}

/// A receiver cannot be reached or does not work; nothing is sent for a while.
#[derive(Debug, Clone, Copy)]
pub struct PushHeld<'a> {
    /// Whose.
    pub subscription: &'a str,
    /// The word of the failure.
    pub reason: &'a str,
    /// How many failures in a row that makes.
    pub failures: u32,
    /// For how long nothing is sent.
    pub wait: Duration,
}

/// A receiver works again.
#[derive(Debug, Clone, Copy)]
pub struct PushRecovered<'a> {
    /// Whose.
    pub subscription: &'a str,
}

/// How many entries wait for a receipt, as measured now.
#[derive(Debug, Clone, Copy)]
pub struct PushAwaited<'a> {
    /// Whose.
    pub subscription: &'a str,
    /// How many.
    pub entries: u64,
}

/// This process posts for a subscription from now on, or does not any more.
#[derive(Debug, Clone, Copy)]
pub struct PushTurnChanged<'a> {
    /// Whose.
    pub subscription: &'a str,
    /// Whether it does.
    pub is_mine: bool,
}

/// The journal could not say which subscriptions are to be posted.
#[derive(Debug, Clone, Copy)]
pub struct PushLookFailed {
    /// The word of the failure.
    pub reason: &'static str,
}

/// A receipt was posted to the sender of a letter.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptPosted<'a> {
    /// The subscription whose endpoint gets it, as `organisation/name`.
    pub subscription: &'a str,
    /// The number of the receipt.
    pub number: u64,
    /// What it says.
    pub verdict: Verdict,
    /// What came of it: `refused`, `taken`, `unwell`.
    pub outcome: &'static str,
    /// The answer, as a word.
    pub answer: &'a str,
}

/// The receipts of senders could not be read or taken; it is tried again.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptPostingFailed<'a> {
    /// The subscription.
    pub subscription: &'a str,
    /// The journal's word.
    pub reason: &'static str,
}

impl ReceiptPosted<'_> {
    /// Writes it down.
    pub fn emit(self) {
        let Self { subscription: name, number, verdict, outcome, answer } = self;
        let verdict = verdict.word();
        match outcome {
            "taken" => tracing::debug!(subscription = name, number, verdict, answer, "a receipt was posted"),
            _ => tracing::warn!(subscription = name, number, verdict, outcome, answer, "a receipt was not taken"),
        }
        Metric::PushReceipts.count(1, &[subscription(name), ("outcome", outcome.into())]);
    }
}

impl ReceiptPostingFailed<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::warn!(
            subscription = self.subscription,
            reason = self.reason,
            "receipts of senders could not be posted"
        );
    }
}

impl PushAnswered<'_> {
    /// Writes it down.
    pub fn emit(self) {
        let Self { subscription: name, number, outcome, answer, duration } = self;
        tracing::debug!(subscription = label::subscription(name), number, outcome, answer, "entry posted");
        Metric::PushRequests.count(1, &[subscription(name), ("outcome", outcome.into())]);
        Metric::PushRequestDuration.took(duration, &[subscription(name)]);
    }
}

impl PushRepeated<'_> {
    /// Writes it down.
    pub fn emit(self) {
        let Self { subscription: name, number } = self;
        tracing::debug!(subscription = label::subscription(name), number, "entry posted again");
        Metric::PushRepeats.count(1, &[subscription(name)]);
    }
}

impl PushHeld<'_> {
    /// Writes it down.
    pub fn emit(self) {
        let Self { subscription: name, reason, failures, wait } = self;
        let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        if failures == 1 {
            tracing::warn!(subscription = label::subscription(name), reason, wait_ms, "receiver unwell");
        } else {
            tracing::debug!(
                subscription = label::subscription(name),
                reason,
                failures,
                wait_ms,
                "receiver still unwell"
            );
        }
        Metric::PushUnwell.set(1, &[subscription(name)]);
    }
}

impl PushRecovered<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::info!(subscription = label::subscription(self.subscription), "receiver well again");
        Metric::PushUnwell.set(0, &[subscription(self.subscription)]);
    }
}

impl PushAwaited<'_> {
    /// Writes it down.
    pub fn emit(self) {
        Metric::PushAwaiting.set(self.entries, &[subscription(self.subscription)]);
    }
}

impl PushTurnChanged<'_> {
    /// Writes it down. What this process does not post is not unwell here.
    pub fn emit(self) {
        let Self { subscription: name, is_mine } = self;
        tracing::info!(subscription = label::subscription(name), is_mine, "turn to post changed");
        Metric::PushTurn.set(u64::from(is_mine), &[subscription(name)]);
        Metric::PushUnwell.set(0, &[subscription(name)]);
        Metric::PushAwaiting.set(0, &[subscription(name)]);
    }
}

impl PushLookFailed {
    /// Writes it down.
    pub fn emit(self) {
        tracing::warn!(reason = self.reason, "what is to be posted is not known");
        Metric::PushLookFailures.count(1, &[("reason", self.reason.into())]);
    }
}

fn subscription(name: &str) -> crate::metric::Label<'static> {
    ("subscription", label::subscription(name).into())
}
