//! Senders and receivers.
//!
//! Standard: MedCom `SenderType`, `ReceiverType`, `CCReceiverType`, `AnswerCCReceiverType`.

use canonical::Personal;
use canonical::identifier::{Gln, PartyIdentifier};
use canonical::notice::NoticeCode;
use canonical::party::{Address, Channel, Contact, Party, Person};

use super::value::{listed, listed_required, personal, short};
use crate::xml::{Fields, trimmed};

/// `IdentifierCode` in all published namespaces: an open list, because it names and does not decide.
const IDENTIFIER_CODES: [&str; 8] = [
    "amt",
    "kommunenummer",
    "lokalt_nummer",
    "lokationsnummer",
    "region",
    "sorkode",
    "sygehusafdelingsnummer",
    "ydernummer",
];

/// The sender: its location number and its name must be there.
pub(crate) fn sender(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Party> {
    let gln = gln(fields);
    let party = named(fields, |fields| fields.spaced("OrganisationName", short(35)));
    // The contact department is nobody's address: it has no place in the model.
    fields.keep("Contact");
    let person = fields.optional_group("Referrer", referrer);
    Some(Party { person: person?, ..located(gln?, party?) })
}

/// A receiver: its location number must be there, its name may be absent.
pub(crate) fn receiver(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Party> {
    let gln = gln(fields);
    let party = copy_receiver(fields);
    Some(located(gln?, party?))
}

/// An organisation without a location number.
pub(crate) fn copy_receiver(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Party> {
    named(fields, |fields| fields.optional("OrganisationName", short(35)))
}

/// A party that is named by nothing but its location number.
pub(crate) fn location(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Party> {
    gln(fields).map(|gln| located(gln, Party::default()))
}

/// The unit may be identified by the same location number once more; it is kept once.
fn located(gln: PartyIdentifier, mut party: Party) -> Party {
    party.identifiers.retain(|identifier| *identifier != gln);
    party.identifiers.insert(0, gln);
    party
}

fn named(
    fields: &mut Fields<'_, '_, '_, '_>,
    name: impl FnOnce(&mut Fields<'_, '_, '_, '_>) -> Option<Option<String>>,
) -> Option<Party> {
    let identifier = identifier(fields);
    let organisation = name(fields);
    let department = fields.optional("DepartmentName", short(35));
    let unit = fields.optional("UnitName", short(35));
    let address = address(fields);
    let telephone = fields.optional("TelephoneSubscriberIdentifier", personal(25));
    let specialty = fields.optional("MedicalSpecialityCode", short(70));
    Some(Party {
        identifiers: vec![identifier?],
        organisation: organisation?,
        department: department?,
        unit: unit?,
        address: address?,
        contacts: telephone?.map(telephone_contact).into_iter().collect(),
        specialty: specialty?,
        person: None,
    })
}

/// `EANIdentifier`. VANS mailboxes write other words there, so a wrong check digit is only noted.
fn gln(fields: &mut Fields<'_, '_, '_, '_>) -> Option<PartyIdentifier> {
    if let Some(node) = fields.peek("EANIdentifier") {
        let written = trimmed(node);
        if !written.is_empty() && !Gln::new(&*written).is_valid() {
            fields.reading().note(node, NoticeCode::GlnCheckDigit);
        }
    }
    fields.required("EANIdentifier", short(35)).map(|text| PartyIdentifier::Gln(Gln::new(text)))
}

/// `Identifier` and the code that says what it is.
fn identifier(fields: &mut Fields<'_, '_, '_, '_>) -> Option<PartyIdentifier> {
    let value = fields.required("Identifier", short(17));
    let code = listed_required(fields, "IdentifierCode", &IDENTIFIER_CODES);
    Some(coded(&code?, &value?))
}

/// An identifier by MedCom's word for its kind; another word is kept beside it.
pub(crate) fn coded(code: &str, value: &str) -> PartyIdentifier {
    let scheme = match code {
        "kommunenummer" => "municipality",
        "lokationsnummer" => "gln",
        "sorkode" => "sor",
        "sygehusafdelingsnummer" => "shak",
        "ydernummer" => "provider",
        other => other,
    };
    PartyIdentifier::from_scheme(scheme, value)
}

/// The address block that parties, patients and relatives share.
pub(super) fn address(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Address> {
    let street = fields.optional("StreetName", personal(35));
    let suburb = fields.optional("SuburbName", personal(35));
    let district = fields.optional("DistrictName", personal(35));
    let post_code = fields.blankable("PostCodeIdentifier", personal(9));
    Some(Address { street: street?, suburb: suburb?, district: district?, post_code: post_code? })
}

fn telephone_contact(number: Personal<String>) -> Contact {
    Contact { channel: Channel::Telephone, value: number, note: None }
}

/// `Referrer`: who refers; its identifier is that of the clinic.
fn referrer(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Person> {
    let value = fields.optional("Identifier", short(17));
    if value.as_ref().is_some_and(Option::is_none) {
        // The code of nothing has no place in the model.
        fields.keep("IdentifierCode");
    }
    let code = listed(fields, "IdentifierCode", &IDENTIFIER_CODES);
    let name = fields.spaced("PersonName", personal(35));
    let role = fields.optional("PersonTitle", short(35));
    let code = code?;
    let identifiers = value?.map(|value| coded(code.as_deref().unwrap_or_default(), &value)).into_iter().collect();
    let name = name?.unwrap_or_else(|| Personal::new(String::new()));
    Some(Person { name, role: role?, identifiers, contacts: Vec::new() })
}
