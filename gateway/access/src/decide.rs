//! The one decision: may this organisation see this event now?

use canonical::Kind;
use canonical::identifier::PartyIdentifier;
use canonical::organisation::Organisation;
use canonical::relation::CareRelation;
use jiff::Timestamp;

use crate::{Decision, Denial, Ground, Policy, addressed};

/// What a decision needs to know of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts<'a> {
    /// Its kind.
    pub kind: Kind,
    /// All identifiers of the sender.
    pub sender: &'a [PartyIdentifier],
    /// All identifiers of each addressed receiver. Who is only named for information is not among them.
    pub receivers: &'a [Vec<PartyIdentifier>],
}

/// Decides whether the organisation may see the event at this time.
///
/// Permitted are an addressed receiver, the author, and whoever has a care relation that holds, covers the kind, and is
/// shared by policy. `relations` are the organisation's own to the event's patient; those of others are passed over. A
/// denial names the relation that came closest.
#[must_use]
pub fn decide(
    policy: &Policy,
    organisation: &Organisation,
    facts: &Facts<'_>,
    relations: &[CareRelation],
    at: Timestamp,
) -> Decision {
    if facts.receivers.iter().any(|receiver| addressed(organisation, receiver)) {
        return Decision::Permit(Ground::Addressed);
    }
    if addressed(organisation, facts.sender) {
        return Decision::Permit(Ground::Author);
    }
    let own = relations.iter().filter(|relation| relation.organisation == organisation.id);
    let weighed = own.map(|relation| weigh(policy, organisation, facts.kind, relation, at));
    best(weighed)
}

/// What one care relation alone gives.
fn weigh(
    policy: &Policy,
    organisation: &Organisation,
    kind: Kind,
    relation: &CareRelation,
    at: Timestamp,
) -> Result<Ground, Denial> {
    if at < relation.from {
        Err(Denial::RelationNotStarted)
    } else if !relation.holds_at(at) {
        Err(Denial::RelationEnded)
    } else if !relation.covers(kind) {
        Err(Denial::KindNotCovered)
    } else if !policy.shares(relation.basis, organisation.sector, kind) {
        Err(Denial::BasisNotShared)
    } else {
        Ok(Ground::Relation(relation.basis))
    }
}

/// One permission is enough, the first by name; without any, the most telling denial.
fn best(weighed: impl Iterator<Item = Result<Ground, Denial>>) -> Decision {
    let mut closest = Denial::NoRelation;
    let mut permitted = None;
    for outcome in weighed {
        match outcome {
            Ok(ground) => permitted = Some(permitted.map_or(ground, |other: Ground| other.min(ground))),
            Err(denial) => closest = closest.max(denial),
        }
    }
    permitted.map_or(Decision::Withhold(closest), Decision::Permit)
}

#[cfg(test)]
mod tests;
