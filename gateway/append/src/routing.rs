//! Whether everybody an event is addressed to can take it. Only then may its sender be told that it was received.

use access::route;
use canonical::RefusalCode;
use canonical::identifier::PartyIdentifier;
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
    if labels.receivers.is_empty() {
        return vec![(0, RefusalCode::ReceiverMissing)];
    }
    let reasons = labels.receivers.iter().map(|receiver| refusal(organisations, subscriptions, labels, receiver));
    reasons.enumerate().filter_map(|(place, reason)| reason.map(|code| (place, code))).collect()
}

fn refusal(
    organisations: &[Organisation],
    subscriptions: &[SubscriptionRow],
    labels: &Labels,
    receiver: &[PartyIdentifier],
) -> Option<RefusalCode> {
    match route(organisations, receiver) {
        Err(code) => Some(code),
        Ok(organisation) => {
            let mut own = subscriptions.iter().filter(|known| known.name.organisation == organisation.id);
            let taken = own.any(|own| own.filter.scope != Scope::MyPatients && takes(&own.filter, labels));
            (!taken).then_some(RefusalCode::ReceiverTypeUnsupported)
        }
    }
}

#[cfg(test)]
mod tests;
