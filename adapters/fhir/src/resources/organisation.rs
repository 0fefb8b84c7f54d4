//! `Organization` to a party.

use canonical::identifier::{Gln, MunicipalityCode, PartyIdentifier};
use canonical::notice::NoticeCode;
use canonical::party::Party;
use canonical::refusal::RefusalCode;

use super::datatypes::{address, contacts, naming_system};
use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::tree::Node;

/// The most identifiers of one organisation; MedCom asks for two. Many parts of a message may name one and the
/// same organisation, and each then repeats them.
const IDENTIFIERS: usize = 16;

/// A party with every identifier, known or not. One without any refuses the message.
///
/// Standard: MedComMessagingOrganization, which asks for both GLN and SOR. One of them is enough to know
/// who is meant, so a missing one is a doubt.
pub(crate) fn organisation(resource: Node<'_>, findings: &mut Findings) -> Party {
    let identifiers = identifiers(resource, findings);
    if resource.children().all(|child| child.name() != "identifier") {
        findings.refuse_missing(RefusalCode::ElementMissing, resource, "identifier");
    } else if !names_gln_and_sor(&identifiers) {
        findings.doubt(NoticeCode::RuleTolerated, resource);
    }
    resource.mark_where("active", "true");
    Party {
        identifiers,
        organisation: findings.label(resource, "name").map(str::to_owned),
        address: address(resource),
        contacts: contacts(resource, "telecom"),
        ..Party::default()
    }
}

/// The identifiers of the organisation that a reference names; nothing, and the reference unread, where it names
/// none that is here.
pub(crate) fn identifiers_of<'a>(bundle: &Bundle<'a>, reference: Node<'a>) -> Vec<PartyIdentifier> {
    let address = reference.children().find(|child| child.name() == "reference").and_then(Node::raw_value);
    let found = address.and_then(|address| bundle.find(address));
    let Some(found) = found.filter(|found| found.resource_type() == Some("Organization")) else {
        return Vec::new();
    };
    reference.mark_itself();
    reference.mark("reference");
    identifiers(found, &mut Findings::default())
}

fn identifiers(resource: Node<'_>, findings: &mut Findings) -> Vec<PartyIdentifier> {
    let mut identifiers = Vec::new();
    for (index, node) in resource.all("identifier").enumerate() {
        if index >= IDENTIFIERS {
            findings.refuse(RefusalCode::ElementRepeated, node);
            break;
        }
        identifiers.extend(party_identifier(node, findings));
    }
    identifiers
}

/// One identifier of an organisation, wherever it stands.
pub(crate) fn party_identifier(node: Node<'_>, findings: &mut Findings) -> Option<PartyIdentifier> {
    node.mark("use");
    let system = findings.label(node, "system").unwrap_or_default();
    let at = findings.required(node, "value")?;
    let value = findings.label(node, "value")?;
    let identifier = by_system(&naming_system(node, system, findings), value.trim());
    if matches!(&identifier, PartyIdentifier::Gln(gln) if !gln.is_valid()) {
        findings.doubt(NoticeCode::GlnCheckDigit, at);
    }
    Some(identifier)
}

/// The identifier by its naming system, of which some have several spellings.
///
/// Standard: HL7 Denmark dk-core 3, MedCom messaging 4.0; the OIDs are those of older material.
fn by_system(system: &str, value: &str) -> PartyIdentifier {
    match system {
        "https://www.gs1.org/gln" | "http://www.gs1.org/gln" | "urn:oid:1.3.88" => {
            PartyIdentifier::Gln(Gln::new(value))
        }
        "urn:oid:1.2.208.176.1.1" => PartyIdentifier::Sor(value.to_owned()),
        "urn:oid:1.2.208.176.1.3" => PartyIdentifier::Shak(value.to_owned()),
        "urn:oid:1.2.208.176.1.4" => PartyIdentifier::Provider(value.to_owned()),
        "http://cvr.dk" | "urn:oid:1.3.198" | "urn:oid:2.16.840.1.113883.2.24.1.1" => {
            PartyIdentifier::Cvr(value.to_owned())
        }
        "http://hl7.dk/fhir/core/CodeSystem/dk-core-municipality-codes" => {
            PartyIdentifier::Municipality(MunicipalityCode::new(value))
        }
        other => PartyIdentifier::Other { system: other.to_owned(), value: value.to_owned() },
    }
}

fn names_gln_and_sor(identifiers: &[PartyIdentifier]) -> bool {
    let has = |scheme: &str| identifiers.iter().any(|identifier| identifier.scheme() == scheme);
    has("gln") && has("sor")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_the_gln_system_means_the_same() {
        let gln = PartyIdentifier::from_scheme("gln", "5790999900010");
        for system in ["https://www.gs1.org/gln", "http://www.gs1.org/gln", "urn:oid:1.3.88"] {
            assert_eq!(by_system(system, "5790999900010"), gln, "{system}");
        }
    }

    #[test]
    fn an_unknown_system_is_kept() {
        assert_eq!(by_system("https://kombit.dk/sts/organisation", "x").scheme(), "https://kombit.dk/sts/organisation");
    }
}
