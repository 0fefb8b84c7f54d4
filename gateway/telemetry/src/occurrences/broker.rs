//! The broker is reached and lost, and messages are confirmed by it.

use std::time::Duration;

use crate::metric::Metric;

/// An alarm in the broker stops publishers, or is over.
#[derive(Debug, Clone, Copy)]
pub struct BrokerBlocked {
    /// Whether it has begun.
    pub blocked: bool,
}

/// A connection is open and everything in the broker is as it must be.
#[derive(Debug, Clone, Copy)]
pub struct BrokerConnected<'a> {
    /// The node, as configured.
    pub node: &'a str,
    /// What the connection is for: `consume` or `publish`.
    pub purpose: &'static str,
}

/// A connection that was open ended.
#[derive(Debug, Clone, Copy)]
pub struct BrokerLost<'a> {
    /// What the connection was for: `consume` or `publish`.
    pub purpose: &'static str,
    /// What the broker or the network said; no content of messages.
    pub reason: &'a str,
}

/// The broker is not as this program needs it, and somebody must act.
#[derive(Debug, Clone, Copy)]
pub struct BrokerUnfit<'a> {
    /// What differs; no content of messages.
    pub what: &'a str,
}

/// No node let this program in. Said once for each reason, until one does.
#[derive(Debug, Clone, Copy)]
pub struct BrokerUnreachable<'a> {
    /// The last reason.
    pub reason: &'a str,
}

/// A message was handed to the broker and answered, or given up.
#[derive(Debug, Clone, Copy)]
pub struct MessagePublished {
    /// `confirmed`, or the word of the error.
    pub outcome: &'static str,
    /// From having it to having the answer.
    pub duration: Duration,
}

/// A message lost its connection before it was confirmed and is sent again.
#[derive(Debug, Clone, Copy)]
pub struct MessageRepeated;

/// The broker gave a message back that is not known to be under way.
#[derive(Debug, Clone, Copy)]
pub struct ReturnUnexpected;

impl BrokerBlocked {
    /// Writes it down.
    pub fn emit(self) {
        if self.blocked {
            tracing::error!("the broker takes no messages: it is out of memory or disk");
        } else {
            tracing::warn!("the broker takes messages again");
        }
        Metric::BrokerBlocked.set(u64::from(self.blocked), &[]);
    }
}

impl BrokerConnected<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::info!(node = self.node, purpose = self.purpose, "broker connected");
        Metric::BrokerConnections.shift(1, &[("purpose", self.purpose.into())]);
    }
}

impl BrokerLost<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::warn!(purpose = self.purpose, reason = self.reason, "broker lost");
        Metric::BrokerConnections.shift(-1, &[("purpose", self.purpose.into())]);
    }
}

impl BrokerUnfit<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!(what = self.what, "the broker is not as it must be");
        Metric::BrokerFailures.count(1, &[("reason", "unfit".into())]);
    }
}

impl BrokerUnreachable<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!(reason = self.reason, "broker unreachable");
        Metric::BrokerFailures.count(1, &[("reason", "unreachable".into())]);
    }
}

impl MessagePublished {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!(outcome = self.outcome, seconds = self.duration.as_secs_f64(), "message published");
        Metric::MessagesPublished.count(1, &[("outcome", self.outcome.into())]);
        Metric::MessagePublishDuration.took(self.duration, &[]);
    }
}

impl MessageRepeated {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!("message repeated");
        Metric::MessagesRepeated.count(1, &[]);
    }
}

impl ReturnUnexpected {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!("the broker returned a message that is not under way");
        Metric::BrokerFailures.count(1, &[("reason", "return-unexpected".into())]);
    }
}
