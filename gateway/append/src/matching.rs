//! Which subscriptions get an event, and by which decision.

use std::collections::BTreeSet;
use std::sync::Arc;

use access::{Decision, Denial, Facts, Policy, addressed, decide};
use canonical::organisation::{Organisation, OrganisationId};
use canonical::relation::CareRelation;
use jiff::Timestamp;
use journal::{AuditAction, AuditRow, Filter, Labels, LookupKey, NewEntry, Scope, SubscriptionRow};

use crate::relations::Relations;

/// Matches events with subscriptions.
#[derive(Clone)]
pub(crate) struct Matcher {
    pub(crate) organisations: Arc<[Organisation]>,
    pub(crate) policy: Arc<Policy>,
    pub(crate) lookup: LookupKey,
}

/// What an event's matching gave.
#[derive(Debug, Default)]
pub(crate) struct Matched {
    pub(crate) entries: Vec<NewEntry>,
    /// Every permission, and every denial to an organisation that has a care relation to the patient.
    pub(crate) audit: Vec<AuditRow>,
}

impl Matcher {
    /// The entries of one event among these subscriptions, with the decisions behind them.
    pub(crate) fn matches<'a>(
        &self,
        labels: &Labels,
        subscriptions: impl Iterator<Item = &'a SubscriptionRow>,
        relations: &Relations,
        at: Timestamp,
    ) -> Matched {
        let relations = relations.of(labels);
        let mut matched = Matched::default();
        let mut denied = BTreeSet::new();
        for subscription in subscriptions.filter(|subscription| takes(&subscription.filter, labels)) {
            // An organisation that is not configured any more is nobody; its subscriptions stand still.
            let Some(organisation) = self.organisation(&subscription.name.organisation) else { continue };
            match self.decide(subscription.filter.scope, organisation, labels, &relations, at) {
                None | Some(Decision::Withhold(Denial::NoRelation)) => {}
                Some(decision @ Decision::Permit(_)) => {
                    let salt = self.lookup.salt(labels.id, subscription.id);
                    matched.entries.push(NewEntry { subscription: subscription.id, salt });
                    matched.audit.push(audit(organisation, labels, decision, at));
                }
                Some(decision @ Decision::Withhold(_)) => {
                    if denied.insert(&organisation.id) {
                        matched.audit.push(audit(organisation, labels, decision, at));
                    }
                }
            }
        }
        matched
    }

    fn organisation(&self, id: &OrganisationId) -> Option<&Organisation> {
        self.organisations.iter().find(|known| known.id == *id)
    }

    /// `None` if the scope does not ask for a care relation and the organisation is not addressed.
    fn decide(
        &self,
        scope: Scope,
        organisation: &Organisation,
        labels: &Labels,
        relations: &[CareRelation],
        at: Timestamp,
    ) -> Option<Decision> {
        let facts = Facts { kind: labels.kind, sender: &labels.sender, receivers: &labels.receivers };
        // Without parties only the care relation can permit.
        let of_the_patient = Facts { sender: &[], receivers: &[], ..facts };
        let is_addressed = || labels.receivers.iter().any(|receiver| addressed(organisation, receiver));
        match scope {
            Scope::Addressed | Scope::Both if is_addressed() => {
                Some(decide(&self.policy, organisation, &facts, &[], at))
            }
            Scope::Addressed => None,
            Scope::Both | Scope::MyPatients => Some(decide(&self.policy, organisation, &of_the_patient, relations, at)),
        }
    }
}

/// Whether the filter takes the event, leaving aside why it would reach the subscription.
pub(crate) fn takes(filter: &Filter, labels: &Labels) -> bool {
    let Filter { scope: _, kinds, senders } = filter;
    access::takes(kinds, senders, labels.kind, &labels.sender)
}

fn audit(organisation: &Organisation, labels: &Labels, decision: Decision, at: Timestamp) -> AuditRow {
    AuditRow {
        at,
        organisation: organisation.id.to_string(),
        action: AuditAction::Enter,
        event: Some(labels.id),
        patient: labels.patients.first().copied(),
        permitted: decision.permits(),
        ground: decision.word().to_owned(),
    }
}

#[cfg(test)]
mod tests;
