//! When a letter has waited too long for its receipt, and for whom it waits: pure.

use canonical::organisation::{Organisation, OrganisationId, Role};
use jiff::{SignedDuration, Timestamp};
use journal::Awaited;

use crate::answerer::is_addressed;

/// The receivers that have neither settled the letter in one of their own subscriptions nor answered it, by name.
///
/// Receivers that are not hosted here were never promised an answer. What a carrier has answered as itself counts for every
/// receiver that it acts for.
#[must_use]
pub fn waits_for(awaited: &Awaited, organisations: &[Organisation]) -> Vec<OrganisationId> {
    let Awaited { event, wants_receipt, settled_by, answered_by } = awaited;
    if !wants_receipt {
        return Vec::new();
    }
    let carriers: Vec<_> =
        organisations.iter().filter(|one| one.has(Role::Carrier) && answered_by.contains(&one.id)).collect();
    let is_answered = |receiver: &Organisation| {
        settled_by.contains(&receiver.id)
            || answered_by.contains(&receiver.id)
            || carriers.iter().any(|carrier| carrier.acts_for.contains(&receiver.id))
    };
    let receivers = organisations.iter().filter(|one| one.hosted && is_addressed(one, &event.labels));
    let mut missing: Vec<_> = receivers.filter(|one| !is_answered(one)).map(|one| one.id.clone()).collect();
    missing.sort_unstable();
    missing
}

/// Whether a letter accepted then is to be looked at now.
///
/// One from the distant future is too: an adapter whose clock is wrong must not hold up all letters that come after.
pub(crate) fn is_due(accepted_at: Timestamp, patience: SignedDuration, now: Timestamp) -> bool {
    let age = now.duration_since(accepted_at);
    age >= patience || age < -patience
}
