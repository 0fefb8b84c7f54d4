//! Whether everybody an event is addressed to can take it. Only then may its sender be told that it was received.

use canonical::RefusalCode;
use canonical::organisation::Organisation;
use journal::{Labels, Scope, SubscriptionRow};

use crate::matching::takes;

/// The receivers that cannot take the event, by place, each with the reason; empty if all can.
///
/// A receiver takes it if it is hosted here and has a subscription that takes the event as addressed to it.
pub(crate) fn refusals(
    organisations: &[Organisation],
    subscriptions: &[SubscriptionRow],
    labels: &Labels,
) -> Vec<(usize, RefusalCode)> {
    access::refusals(organisations, &labels.receivers, |organisation| {
        let mut own = subscriptions.iter().filter(|known| known.name.organisation == organisation.id);
        own.any(|own| own.filter.scope != Scope::MyPatients && takes(&own.filter, labels))
    })
}

#[cfg(test)]
mod tests;
