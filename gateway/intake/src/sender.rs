//! Who may hand over whose letters, and where letters name their parties.

use canonical::event::Standard;
use canonical::identifier::PartyIdentifier;
use canonical::organisation::{Organisation, Role};
use canonical::party::Party;
use canonical::refusal::{Place, Refusal, RefusalCode};

/// Decides whether the caller may hand over letters of this sender: its own as a sender, those of the
/// organisations it acts for as a carrier.
///
/// # Errors
/// `sender-not-authorised`, at the letter's sender.
pub(crate) fn authorise(
    caller: &Organisation,
    organisations: &[Organisation],
    standard: Standard,
    sender: &Party,
) -> Result<(), Refusal> {
    let named = deciding(sender);
    let own = || caller.has(Role::Sender) && named.is_some_and(|named| caller.is_named_by(named));
    let carried = || caller.has(Role::Carrier) && named.is_some_and(|named| carries(caller, organisations, named));
    if own() || carried() { Ok(()) } else { Err(Refusal::new(RefusalCode::SenderNotAuthorised, place(standard))) }
}

/// The identifier that names the sending organisation: the GLN; without one the SOR code; else the first given.
fn deciding(sender: &Party) -> Option<&PartyIdentifier> {
    let gln = |identifier: &&PartyIdentifier| matches!(identifier, PartyIdentifier::Gln(_));
    let sor = |identifier: &&PartyIdentifier| matches!(identifier, PartyIdentifier::Sor(_));
    let given = &sender.identifiers;
    given.iter().find(gln).or_else(|| given.iter().find(sor)).or_else(|| given.first())
}

fn carries(carrier: &Organisation, organisations: &[Organisation], named: &PartyIdentifier) -> bool {
    let acted_for = |organisation: &&Organisation| carrier.acts_for.contains(&organisation.id);
    organisations.iter().filter(acted_for).any(|organisation| organisation.is_named_by(named))
}

fn place(standard: Standard) -> Place {
    Place::path(match standard {
        Standard::Fhir => "MessageHeader.sender",
        Standard::MedcomXml => "Sender",
    })
}

/// The place of a receiver in a letter; positions are counted from 1 and left out at the first.
pub(crate) fn receiver(standard: Standard, index: usize) -> Place {
    let position = if index == 0 { String::new() } else { format!("[{}]", index.saturating_add(1)) };
    Place::path(match standard {
        Standard::Fhir => format!("MessageHeader.destination{position}.receiver"),
        Standard::MedcomXml => format!("Receiver{position}"),
    })
}

#[cfg(test)]
mod tests {
    use canonical::organisation::{OrganisationId, Sector};

    use super::*;

    const HOSPITAL: &str = "5790999900010";
    const CLINIC: &str = "5790999900034";

    fn organisation(id: &str, glns: &[&str], roles: &[Role], acts_for: &[&str]) -> Organisation {
        let id_of = |id: &&str| OrganisationId::parse(id).expect("a short name");
        Organisation {
            id: id_of(&id),
            name: id.to_owned(),
            sector: Sector::Other,
            identifiers: glns.iter().map(|gln| PartyIdentifier::from_scheme("gln", gln)).collect(),
            roles: roles.to_vec(),
            acts_for: acts_for.iter().map(id_of).collect(),
            hosted: true,
        }
    }

    fn party(identifiers: &[(&str, &str)]) -> Party {
        let identifiers =
            identifiers.iter().map(|(scheme, value)| PartyIdentifier::from_scheme(scheme, value)).collect();
        Party { identifiers, ..Party::default() }
    }

    fn allowed(caller: &Organisation, sender: &Party) -> bool {
        let known = [
            organisation("hospital", &[HOSPITAL], &[Role::Sender], &[]),
            organisation("clinic", &[CLINIC], &[Role::Sender], &[]),
        ];
        authorise(caller, &known, Standard::MedcomXml, sender).is_ok()
    }

    #[test]
    fn a_sender_sends_only_as_itself() {
        let hospital = organisation("hospital", &[HOSPITAL], &[Role::Sender], &[]);
        assert!(allowed(&hospital, &party(&[("shak", "9999"), ("gln", HOSPITAL)])));
        assert!(!allowed(&hospital, &party(&[("gln", CLINIC)])));
        assert!(!allowed(&hospital, &party(&[])));
        let subscriber = organisation("hospital", &[HOSPITAL], &[Role::Subscriber], &[]);
        assert!(!allowed(&subscriber, &party(&[("gln", HOSPITAL)])));
    }

    #[test]
    fn a_carrier_sends_for_those_it_acts_for_and_for_nobody_else() {
        let carrier = organisation("carrier", &["5790999900065"], &[Role::Carrier], &["hospital"]);
        assert!(allowed(&carrier, &party(&[("gln", HOSPITAL)])));
        assert!(!allowed(&carrier, &party(&[("gln", CLINIC)])));
        assert!(!allowed(&carrier, &party(&[("gln", "5790999900065")])), "it has no letters of its own");
    }

    #[test]
    fn the_gln_decides_then_the_sor_code_then_the_first() {
        let mut hospital = organisation("hospital", &[HOSPITAL], &[Role::Sender], &[]);
        hospital.identifiers.push(PartyIdentifier::from_scheme("sor", "999999999999999"));
        assert!(!allowed(&hospital, &party(&[("sor", "999999999999999"), ("gln", CLINIC)])));
        assert!(allowed(&hospital, &party(&[("provider", "999990"), ("sor", "999999999999999")])));
        assert!(!allowed(&hospital, &party(&[("provider", "999990")])));
    }
}
