//! Senders, receivers, and everybody else who is an organisation.
//!
//! Standard: MedCom `SenderType`, `ReceiverType`, `CCReceiverType`, `AnswerCCReceiverType`.

use canonical::Personal;
use canonical::identifier::{Gln, PartyIdentifier};
use canonical::party::{Address, Channel, Contact, Party, Person};

use super::identified::identified;
use crate::walk::{Facet, Occurs, Walk};

/// The parts of a party that a letter has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartyShape {
    /// `EANIdentifier`.
    pub(crate) gln: Option<Occurs>,
    /// `OrganisationName`.
    pub(crate) organisation: Occurs,
    /// `DepartmentName`, and `UnitName` below it.
    pub(crate) department: Option<Occurs>,
    /// `StreetName`, `SuburbName`, `DistrictName`, `PostCodeIdentifier`.
    pub(crate) address: Option<AddressShape>,
    /// `TelephoneSubscriberIdentifier`.
    pub(crate) telephone: bool,
    /// `MedicalSpecialityCode`.
    pub(crate) specialty: Option<Occurs>,
}

/// Whether the parts of an address must be there.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AddressShape {
    /// None of them.
    Free,
    /// All but the suburb.
    Full,
}

impl PartyShape {
    /// The sender of a letter.
    pub(crate) const SENDER: Self = Self {
        gln: Some(Occurs::Required),
        organisation: Occurs::Present,
        department: Some(Occurs::Optional),
        address: Some(AddressShape::Free),
        telephone: true,
        specialty: Some(Occurs::Optional),
    };
    /// The sender of a file in the first releases of binary letters.
    pub(crate) const FULL_SENDER: Self =
        Self { address: Some(AddressShape::Full), specialty: Some(Occurs::Expected), ..Self::SENDER };
    /// The sender of a notice.
    pub(crate) const NOTICE_SENDER: Self = Self { address: None, specialty: None, ..Self::SENDER };
    /// The receiver of a letter.
    pub(crate) const RECEIVER: Self =
        Self { organisation: Occurs::Optional, telephone: false, specialty: None, ..Self::SENDER };
    /// The receiver of a notice.
    pub(crate) const NOTICE_RECEIVER: Self = Self { department: None, address: None, ..Self::RECEIVER };
    /// Who gets a copy.
    pub(crate) const COPY: Self = Self { gln: None, ..Self::RECEIVER };
    /// Who gets a copy of the answer.
    pub(crate) const ANSWER_COPY: Self = Self { telephone: true, ..Self::COPY };
    /// The patient's own doctor, as a unit.
    pub(crate) const DOCTOR: Self = Self { gln: Some(Occurs::Optional), ..Self::SENDER };
    /// The unit to turn to.
    pub(crate) const CONTACT: Self = Self { address: None, ..Self::COPY };
}

/// The fields of a party.
pub(crate) fn party<W: Walk>(walk: &mut W, party: &mut Party, shape: &PartyShape) {
    let namespace = walk.version().namespace;
    let is_free = shape.gln == Some(Occurs::Optional);
    let (mut gln, unit) = if is_free { apart(party) } else { split(party, shape.gln.is_some()) };
    let (mut value, mut code) = unit.unzip();
    if let Some(occurs) = shape.gln {
        walk.field("EANIdentifier", occurs, Facet::Gln, &mut gln);
    }
    walk.field("Identifier", Occurs::Required, Facet::text(17), &mut value);
    walk.field("IdentifierCode", Occurs::Required, Facet::Open(namespace.identifier_codes), &mut code);
    party.identifiers = if is_free { both(gln, value, code) } else { joined(gln, value, code) };
    walk.field("OrganisationName", shape.organisation, Facet::text(35), &mut party.organisation);
    if let Some(occurs) = shape.department {
        walk.field("DepartmentName", occurs, Facet::text(35), &mut party.department);
        walk.field("UnitName", Occurs::Optional, Facet::text(35), &mut party.unit);
    }
    if let Some(shape) = shape.address {
        address(walk, &mut party.address, shape);
    }
    if shape.telephone {
        telephone(walk, &mut party.contacts);
    }
    if let Some(occurs) = shape.specialty {
        walk.field("MedicalSpecialityCode", occurs, Facet::Open(namespace.specialities), &mut party.specialty);
    }
}

/// `Contact`, after the fields of a sender.
pub(crate) fn contact<W: Walk>(walk: &mut W, contact: &mut Option<Box<Party>>) {
    walk.optional("Contact", contact, |walk, contact| party(walk, contact, &PartyShape::CONTACT));
}

/// A party that is named by nothing but its location number.
pub(crate) fn location<W: Walk>(walk: &mut W, party: &mut Party) {
    let mut gln = party.gln().map(|gln| gln.as_str().to_owned());
    walk.field("EANIdentifier", Occurs::Required, Facet::Gln, &mut gln);
    party.identifiers = joined(gln, None, None);
}

/// The address that parties, patients and relatives share.
pub(crate) fn address<W: Walk>(walk: &mut W, address: &mut Address, shape: AddressShape) {
    let occurs = match shape {
        AddressShape::Free => Occurs::Optional,
        AddressShape::Full => Occurs::Expected,
    };
    let post_code = Facet::Text { least: walk.version().namespace.post_code_least, most: 9 };
    walk.field("StreetName", occurs, Facet::text(35), &mut address.street);
    walk.field("SuburbName", Occurs::Optional, Facet::text(35), &mut address.suburb);
    walk.field("DistrictName", occurs, Facet::text(35), &mut address.district);
    walk.field("PostCodeIdentifier", occurs, post_code, &mut address.post_code);
}

/// `TelephoneSubscriberIdentifier`, one without a word for its use.
pub(crate) fn telephone<W: Walk>(walk: &mut W, contacts: &mut Vec<Contact>) {
    let is_telephone = |contact: &&Contact| contact.channel == Channel::Telephone;
    let mut number = contacts.iter().find(is_telephone).map(|contact| contact.value.clone());
    walk.field("TelephoneSubscriberIdentifier", Occurs::Optional, Facet::text(25), &mut number);
    let number = number.map(|value: Personal<String>| Contact { channel: Channel::Telephone, value, note: None });
    *contacts = number.into_iter().collect();
}

/// `Practitioner`: the patient's own doctor, by the clinic's number.
pub(crate) fn practitioner<W: Walk>(walk: &mut W, doctor: &mut Party) {
    let (mut value, mut code) = split(doctor, false).1.unzip();
    let mut name = doctor.person.take().map(|person| person.name);
    walk.field("Identifier", Occurs::Required, Facet::text(17), &mut value);
    let codes = Facet::Open(walk.version().namespace.identifier_codes);
    walk.field("IdentifierCode", Occurs::Required, codes, &mut code);
    doctor.identifiers = joined(None, value, code);
    walk.field("PersonName", Occurs::Optional, Facet::text(70), &mut name);
    doctor.person = name.map(Person::named);
    telephone(walk, &mut doctor.contacts);
}

/// What `Referrer` holds: its identifier is that of the clinic.
#[derive(Default)]
struct Referrer {
    identifiers: Vec<PartyIdentifier>,
    name: Option<Personal<String>>,
    title: Option<String>,
}

/// `Referrer`: who refers.
pub(crate) fn referrer<W: Walk>(walk: &mut W, person: &mut Option<Person>, occurs: Occurs) {
    let mut fields = person.take().map(Referrer::from).unwrap_or_default();
    let is_there = fields.name.is_some();
    let mut is_found = false;
    walk.group("Referrer", occurs, is_there, |walk| {
        is_found = true;
        identified(walk, &mut fields.identifiers);
        walk.field("PersonName", Occurs::Present, Facet::text(35), &mut fields.name);
        walk.field("PersonTitle", Occurs::Optional, Facet::text(35), &mut fields.title);
    });
    *person = is_found.then(|| fields.into());
}

impl From<Person> for Referrer {
    fn from(person: Person) -> Self {
        let name = Some(person.name).filter(|name| !name.reveal().is_empty());
        // One whose name is blank is there all the same.
        let name = name.or_else(|| Some(Personal::new(" ".to_owned())));
        Self { identifiers: person.identifiers, name, title: person.role }
    }
}

impl From<Referrer> for Person {
    fn from(fields: Referrer) -> Self {
        let Referrer { identifiers, name, title } = fields;
        let name = name.unwrap_or_default();
        Self { role: title, identifiers, ..Self::named(name) }
    }
}

/// The location number, and the unit's own identifier with its code. A unit that is named by the location number alone is
/// named by it twice.
fn split(party: &Party, has_gln: bool) -> (Option<String>, Option<(String, String)>) {
    let gln = party.gln().filter(|_| has_gln);
    let is_other = |one: &&PartyIdentifier| !matches!((one, gln), (PartyIdentifier::Gln(one), Some(gln)) if one == gln);
    let unit = party.identifiers.iter().filter(is_other).find_map(written);
    let gln = gln.map(|gln| gln.as_str().to_owned());
    let again = || gln.clone().map(|gln| (gln, "lokationsnummer".to_owned()));
    let unit = unit.or_else(again);
    (gln, unit)
}

/// The unit may be identified by the same location number once more; it is kept once.
fn joined(gln: Option<String>, value: Option<String>, code: Option<String>) -> Vec<PartyIdentifier> {
    let mut identifiers = both(gln, value, code);
    identifiers.dedup();
    identifiers
}

/// The same where the location number may be absent: the last identifier is the unit's.
fn apart(party: &Party) -> (Option<String>, Option<(String, String)>) {
    let (gln, unit) = match party.identifiers.as_slice() {
        [PartyIdentifier::Gln(gln), unit, ..] => (Some(gln.as_str().to_owned()), Some(unit)),
        all => (None, all.first()),
    };
    (gln, unit.and_then(written))
}

fn both(gln: Option<String>, value: Option<String>, code: Option<String>) -> Vec<PartyIdentifier> {
    let gln = gln.map(|gln| PartyIdentifier::Gln(Gln::new(gln)));
    let unit = value.map(|value| coded(code.as_deref().unwrap_or_default(), &value));
    gln.into_iter().chain(unit).collect()
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

/// The identifier and MedCom's word for its kind; `None` if the standard has none for it.
pub(super) fn written(identifier: &PartyIdentifier) -> Option<(String, String)> {
    let code = match identifier {
        PartyIdentifier::Cvr(_) => return None,
        PartyIdentifier::Gln(_) => "lokationsnummer",
        PartyIdentifier::Municipality(_) => "kommunenummer",
        PartyIdentifier::Other { system, .. } => system,
        PartyIdentifier::Provider(_) => "ydernummer",
        PartyIdentifier::Shak(_) => "sygehusafdelingsnummer",
        PartyIdentifier::Sor(_) => "sorkode",
    };
    Some((identifier.value().to_owned(), code.to_owned()))
}
