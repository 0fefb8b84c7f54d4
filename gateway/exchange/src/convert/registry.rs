//! What is known of organisations beside what a letter says of them.

use std::sync::Arc;

use canonical::Personal;
use canonical::identifier::PartyIdentifier;
use canonical::organisation::Organisation;
use canonical::party::Party;

/// The national registry of organisations (SOR), or what is known of it here.
pub trait Registry {
    /// What is known of the organisation that has one of these identifiers.
    fn known(&self, identifiers: &[PartyIdentifier]) -> Option<Known>;
}

/// What a registry knows of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// Its location number.
    pub gln: Option<PartyIdentifier>,
    /// Its SOR code.
    pub sor: Option<PartyIdentifier>,
    /// Its name.
    pub name: Option<String>,
    /// Where it is reached by telephone.
    pub telephone: Option<Personal<String>>,
}

/// The configured organisations; their telephones are not configured.
impl Registry for Arc<[Organisation]> {
    fn known(&self, identifiers: &[PartyIdentifier]) -> Option<Known> {
        let is_meant = |one: &&Organisation| identifiers.iter().any(|identifier| one.is_named_by(identifier));
        let found = self.iter().find(is_meant)?;
        let (gln, sor) = (gln(&found.identifiers), sor(&found.identifiers));
        Some(Known { gln, sor, name: Some(found.name.clone()), telephone: None })
    }
}

/// The location number among them.
pub(super) fn gln(identifiers: &[PartyIdentifier]) -> Option<PartyIdentifier> {
    identifiers.iter().find(|one| matches!(one, PartyIdentifier::Gln(_))).cloned()
}

/// The SOR code among them.
pub(super) fn sor(identifiers: &[PartyIdentifier]) -> Option<PartyIdentifier> {
    identifiers.iter().find(|one| matches!(one, PartyIdentifier::Sor(_))).cloned()
}

/// Location number and SOR code of a party, looked up where the letter does not say them.
///
/// Standard: mapping XDIS91, CareCommunication, rows "Sender SOR", "Receiver SOR".
pub(super) fn leading(party: &Party, registry: &dyn Registry) -> (Option<PartyIdentifier>, Option<PartyIdentifier>) {
    let (own_gln, own_sor) = (gln(&party.identifiers), sor(&party.identifiers));
    if own_gln.is_some() && own_sor.is_some() {
        return (own_gln, own_sor);
    }
    let Known { gln, sor, .. } = registry.known(&party.identifiers).unwrap_or_default();
    (own_gln.or(gln), own_sor.or(sor))
}
