//! What the receipt of a letter promises, by its route.
//!
//! In MedCom's rules a positive receipt says that the receiver has taken the letter over. Where a receiver is hosted here, an
//! event that is durable may stand for that; where its own system is to say so, the sender waits for what that says.

use canonical::Kind;
use canonical::identifier::PartyIdentifier;
use canonical::organisation::{Organisation, OrganisationId};

use crate::route::{addressed, route};

/// When the sender of a letter gets its receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum ReceiptPolicy {
    /// When the event is durable.
    #[default]
    OnCommit,
    /// When every receiver has acked or answered it.
    OnReceiverAck,
}

/// Letters from some to others, and what their receipts promise. Every part that is given must match.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Route {
    /// Who sends; empty for anybody.
    pub senders: Vec<OrganisationId>,
    /// Who receives; empty for everybody.
    pub receivers: Vec<OrganisationId>,
    /// What; empty for all kinds.
    pub kinds: Vec<Kind>,
    /// The policy.
    pub receipt: ReceiptPolicy,
}

impl ReceiptPolicy {
    /// Both, in the order of their words.
    pub const ALL: [Self; 2] = [Self::OnCommit, Self::OnReceiverAck];

    /// The one with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.word() == word)
    }

    /// The word in configuration and in the directory.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::OnCommit => "on-commit",
            Self::OnReceiverAck => "on-receiver-ack",
        }
    }
}

/// The policy for a letter: that of the first route that takes it, receiver by receiver, and the strictest of them all.
/// Without a route it is the default.
#[must_use]
pub fn receipt_policy(
    routes: &[Route],
    organisations: &[Organisation],
    sender: &[PartyIdentifier],
    receivers: &[Vec<PartyIdentifier>],
    kind: Kind,
) -> ReceiptPolicy {
    if routes.is_empty() {
        return ReceiptPolicy::default();
    }
    let sender = organisations.iter().find(|organisation| addressed(organisation, sender)).map(|found| &found.id);
    let of_receiver = |receiver: &Vec<PartyIdentifier>| {
        let receiver = route(organisations, receiver).ok()?;
        routes.iter().find(|route| route.takes(sender, &receiver.id, kind)).map(|route| route.receipt)
    };
    receivers.iter().filter_map(of_receiver).max().unwrap_or_default()
}

impl Route {
    fn takes(&self, sender: Option<&OrganisationId>, receiver: &OrganisationId, kind: Kind) -> bool {
        (self.senders.is_empty() || sender.is_some_and(|sender| self.senders.contains(sender)))
            && (self.receivers.is_empty() || self.receivers.contains(receiver))
            && (self.kinds.is_empty() || self.kinds.contains(&kind))
    }
}

#[cfg(test)]
mod tests {
    use canonical::organisation::Sector;

    use super::*;

    const ACK: ReceiptPolicy = ReceiptPolicy::OnReceiverAck;

    fn gln(value: &str) -> Vec<PartyIdentifier> {
        vec![PartyIdentifier::from_scheme("gln", value)]
    }

    fn id(id: &str) -> OrganisationId {
        OrganisationId::parse(id).expect("a short name")
    }

    fn organisation(name: &str, location: &str) -> Organisation {
        Organisation {
            id: id(name),
            name: name.to_owned(),
            sector: Sector::Hospital,
            identifiers: gln(location),
            roles: Vec::new(),
            acts_for: Vec::new(),
            hosted: true,
        }
    }

    fn policy(routes: &[Route], receivers: &[&str], kind: Kind) -> ReceiptPolicy {
        let known = [organisation("hospital", "5790999900010"), organisation("municipality", "5790999900041")];
        let receivers: Vec<_> = receivers.iter().map(|receiver| gln(receiver)).collect();
        receipt_policy(routes, &known, &gln("5790999900010"), &receivers, kind)
    }

    #[test]
    fn the_first_route_decides_and_the_strictest_receiver() {
        let to_municipality = Route { receivers: vec![id("municipality")], receipt: ACK, ..Route::default() };
        let (own, other) = ("5790999900010", "5790999900041");
        let routes = [to_municipality.clone()];
        assert_eq!(policy(&[], &[other], Kind::Correspondence), ReceiptPolicy::OnCommit);
        assert_eq!(policy(&routes, &[own], Kind::Correspondence), ReceiptPolicy::OnCommit);
        assert_eq!(policy(&routes, &[own, other], Kind::Correspondence), ACK);
        let but_stays = Route { kinds: vec![Kind::HospitalStay], ..Route::default() };
        let routes = [but_stays, to_municipality];
        assert_eq!(policy(&routes, &[other], Kind::HospitalStay), ReceiptPolicy::OnCommit);
        assert_eq!(policy(&routes, &[other], Kind::Correspondence), ACK);
        assert_eq!(
            policy(&routes, &["5790999900065"], Kind::Correspondence),
            ReceiptPolicy::OnCommit,
            "refused anyway"
        );
    }

    #[test]
    fn a_route_may_be_for_some_senders_only() {
        let of = |sender| Route { senders: vec![id(sender)], receipt: ACK, ..Route::default() };
        assert_eq!(policy(&[of("hospital")], &["5790999900041"], Kind::Correspondence), ACK);
        assert_eq!(policy(&[of("municipality")], &["5790999900041"], Kind::Correspondence), ReceiptPolicy::OnCommit);
    }

    #[test]
    fn every_policy_has_its_word() {
        for policy in ReceiptPolicy::ALL {
            assert_eq!(ReceiptPolicy::from_word(policy.word()), Some(policy));
        }
        assert_eq!(ReceiptPolicy::from_word("never"), None);
    }
}
