//! Parties and patients of any letter, as far as they have the names that all letters share.

use canonical::Personal;
use canonical::identifier::{Cpr, Gln, PartyIdentifier, PatientIdentifier, ReplacementKind};
use canonical::notice::NoticeCode;
use canonical::party::{Address, Channel, Contact, Party};
use canonical::refusal::RefusalCode;
use canonical::subject::Subject;

use crate::blocks::coded;
use crate::xml::Fields;

/// The longest field that is taken over.
const MOST: usize = 350;

/// A sender or receiver: its location number must be there, because it is routed and answered by it.
pub(super) fn party(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Party> {
    let gln = fields.lenient("EANIdentifier", 35).map(Gln::new);
    let party = named(fields);
    let Some(gln) = gln else {
        return fields.refuse_missing("EANIdentifier", RefusalCode::ElementMissing);
    };
    if !gln.is_valid() {
        fields.note("EANIdentifier", NoticeCode::GlnCheckDigit);
    }
    let gln = PartyIdentifier::Gln(gln);
    let others = party.identifiers.into_iter().filter(|identifier| *identifier != gln);
    Some(Party { identifiers: std::iter::once(gln.clone()).chain(others).collect(), ..party })
}

/// A party with whatever identifies it. What else is said of it is kept verbatim.
pub(super) fn named(fields: &mut Fields<'_, '_, '_, '_>) -> Party {
    let gln = fields.lenient("EANIdentifier", 35).map(|text| PartyIdentifier::Gln(Gln::new(text)));
    let unit = fields.lenient("Identifier", MOST).map(|value| {
        let code = fields.lenient("IdentifierCode", MOST).unwrap_or_default();
        coded(&code, &value)
    });
    let telephone = fields.lenient("TelephoneSubscriberIdentifier", MOST);
    let party = Party {
        identifiers: gln.into_iter().chain(unit).collect(),
        organisation: fields.lenient("OrganisationName", MOST),
        department: fields.lenient("DepartmentName", MOST),
        unit: fields.lenient("UnitName", MOST),
        address: address(fields),
        contacts: telephone.map(|value| contact(Channel::Telephone, value)).into_iter().collect(),
        specialty: fields.lenient("MedicalSpecialityCode", MOST),
        ..Party::default()
    };
    fields.keep_rest();
    party
}

/// The patient; `None` if the group says nothing that is known.
pub(super) fn patient(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Option<Subject>> {
    let number = "CivilRegistrationNumber";
    let cpr = fields.optional(number, |text| Cpr::parse(text).ok_or(RefusalCode::PatientIdMalformed))?;
    for doubt in cpr.iter().flat_map(Cpr::doubts) {
        fields.note(number, NoticeCode::PatientId(doubt));
    }
    let replacement = fields
        .lenient("AlternativeIdentifier", MOST)
        .map(|value| PatientIdentifier::Replacement { kind: ReplacementKind::Unstated, value: Personal::new(value) });
    let status = fields.lenient("EpisodeOfCareStatusCode", MOST);
    let title = personal(fields, "OccupancyText").or_else(|| personal(fields, "Occupation"));
    let telephone = fields.lenient("TelephoneSubscriberIdentifier", MOST).map(|v| contact(Channel::Telephone, v));
    let email = fields.lenient("EmailIdentifier", MOST).map(|value| contact(Channel::Email, value));
    let subject = Subject {
        identifiers: cpr.map(PatientIdentifier::Cpr).into_iter().chain(replacement).collect(),
        surname: personal(fields, "PersonSurnameName"),
        given_name: personal(fields, "PersonGivenName"),
        address: address(fields),
        contacts: telephone.into_iter().chain(email).collect(),
        occupation: title.or_else(|| personal(fields, "PersonTitle")),
        deceased: (status.as_deref() == Some("doed")).then_some(true),
        episode_status: status,
        relatives: Vec::new(),
    };
    fields.keep_rest();
    Some((subject != Subject::default()).then_some(subject))
}

fn address(fields: &mut Fields<'_, '_, '_, '_>) -> Address {
    Address {
        street: personal(fields, "StreetName"),
        suburb: personal(fields, "SuburbName"),
        district: personal(fields, "DistrictName"),
        post_code: personal(fields, "PostCodeIdentifier"),
    }
}

fn personal(fields: &mut Fields<'_, '_, '_, '_>, name: &str) -> Option<Personal<String>> {
    fields.lenient(name, MOST).map(Personal::new)
}

fn contact(channel: Channel, value: String) -> Contact {
    Contact { channel, value: Personal::new(value), note: None }
}
