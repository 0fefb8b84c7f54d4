//! Senders, receivers, and everybody else who is an organisation.
//!
//! Standard: MedCom `SenderType`, `ReceiverType`, `CCReceiverType`, `AnswerCCReceiverType`.

use canonical::Personal;
use canonical::identifier::{Gln, PartyIdentifier};
use canonical::party::{Address, Channel, Contact, Party, Person};

use crate::walk::{Facet, Occurs, Walk};

/// The parts of a party that a letter has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartyShape {
    /// `EANIdentifier`.
    pub(crate) gln: Option<Occurs>,
    /// `Identifier`.
    pub(crate) identifier: Occurs,
    /// `OrganisationName`.
    pub(crate) organisation: Occurs,
    /// `DepartmentName`, and `UnitName` below it.
    pub(crate) department: Option<Occurs>,
    /// `StreetName`, `SuburbName`, `DistrictName`, `PostCodeIdentifier`.
    pub(crate) address: Option<AddressShape>,
    /// `TelephoneSubscriberIdentifier`.
    pub(crate) telephone: Option<Occurs>,
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
        identifier: Occurs::Required,
        organisation: Occurs::Present,
        department: Some(Occurs::Optional),
        address: Some(AddressShape::Free),
        telephone: Some(Occurs::Optional),
        specialty: Some(Occurs::Optional),
    };
    /// The sender of a file in the first releases of binary letters.
    pub(crate) const FULL_SENDER: Self =
        Self { address: Some(AddressShape::Full), specialty: Some(Occurs::Expected), ..Self::SENDER };
    /// A municipality that asks for a certificate: it has to be reached by letter and telephone.
    pub(crate) const MUNICIPALITY: Self =
        Self { address: Some(AddressShape::Full), telephone: Some(Occurs::Expected), specialty: None, ..Self::SENDER };
    /// The sender of a notice.
    pub(crate) const NOTICE_SENDER: Self = Self { address: None, specialty: None, ..Self::SENDER };
    /// The receiver of a letter.
    pub(crate) const RECEIVER: Self =
        Self { organisation: Occurs::Optional, telephone: None, specialty: None, ..Self::SENDER };
    /// The receiver of a notice.
    pub(crate) const NOTICE_RECEIVER: Self = Self { department: None, address: None, ..Self::RECEIVER };
    /// Who gets a copy.
    pub(crate) const COPY: Self = Self { gln: None, ..Self::RECEIVER };
    /// Who gets a copy of the answer.
    pub(crate) const ANSWER_COPY: Self = Self { telephone: Some(Occurs::Optional), ..Self::COPY };
    /// Who gets a copy, perhaps by a location number.
    pub(crate) const REACHED: Self = Self { gln: Some(Occurs::Optional), ..Self::RECEIVER };
    /// Whom to ask.
    pub(crate) const OFFICE: Self =
        Self { identifier: Occurs::Optional, telephone: Some(Occurs::Optional), ..Self::REACHED };
    /// The patient's own doctor, as a unit.
    pub(crate) const DOCTOR: Self = Self { gln: Some(Occurs::Optional), ..Self::SENDER };
    /// The unit to turn to.
    pub(crate) const CONTACT: Self = Self { address: None, ..Self::COPY };
}

/// The fields of a party.
pub(crate) fn party<W: Walk>(walk: &mut W, party: &mut Party, shape: &PartyShape) {
    identifiers(walk, &mut party.identifiers, shape);
    walk.field("OrganisationName", shape.organisation, Facet::text(35), &mut party.organisation);
    if let Some(occurs) = shape.department {
        walk.field("DepartmentName", occurs, Facet::text(35), &mut party.department);
        walk.field("UnitName", Occurs::Optional, Facet::text(35), &mut party.unit);
    }
    if let Some(shape) = shape.address {
        address(walk, &mut party.address, shape);
    }
    if let Some(occurs) = shape.telephone {
        one_telephone(walk, occurs, &mut party.contacts);
    }
    if let Some(occurs) = shape.specialty {
        let specialities = Facet::Open(walk.version().namespace.specialities);
        walk.field("MedicalSpecialityCode", occurs, specialities, &mut party.specialty);
    }
}

/// `EANIdentifier`, and `Identifier` with its code.
fn identifiers<W: Walk>(walk: &mut W, identifiers: &mut Vec<PartyIdentifier>, shape: &PartyShape) {
    let is_free = shape.gln == Some(Occurs::Optional);
    let (mut gln, unit) =
        if is_free { apart(identifiers, shape.identifier) } else { split(identifiers, shape.gln.is_some()) };
    let (mut value, code) = unit.unzip();
    let mut code = code.filter(|code: &String| !code.is_empty());
    if let Some(occurs) = shape.gln {
        walk.field("EANIdentifier", occurs, Facet::Gln, &mut gln);
    }
    walk.field("Identifier", shape.identifier, Facet::text(17), &mut value);
    if value.is_none() && shape.identifier == Occurs::Optional {
        // The code of nothing has no place in the model.
        walk.keep("IdentifierCode");
    }
    let codes = Facet::Open(walk.version().namespace.identifier_codes);
    walk.field("IdentifierCode", shape.identifier, codes, &mut code);
    let is_alone = gln.is_none() && shape.identifier == Occurs::Optional;
    *identifiers = if is_free { both(gln, value, code) } else { joined(gln, value, code) };
    if let (true, [PartyIdentifier::Gln(unit)]) = (is_alone, identifiers.as_slice()) {
        // Otherwise it would be written as the other number.
        let value = unit.as_str().to_owned();
        *identifiers = vec![PartyIdentifier::Other { system: "lokationsnummer".to_owned(), value }];
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
    one_telephone(walk, Occurs::Optional, contacts);
}

fn one_telephone<W: Walk>(walk: &mut W, occurs: Occurs, contacts: &mut Vec<Contact>) {
    let is_telephone = |contact: &&Contact| contact.channel == Channel::Telephone;
    let mut number = contacts.iter().find(is_telephone).map(|contact| contact.value.clone());
    walk.field("TelephoneSubscriberIdentifier", occurs, Facet::text(25), &mut number);
    let number = number.map(|value: Personal<String>| Contact { channel: Channel::Telephone, value, note: None });
    *contacts = number.into_iter().collect();
}

/// `Practitioner`: the patient's own doctor, by the clinic's number.
pub(crate) fn practitioner<W: Walk>(walk: &mut W, doctor: &mut Party) {
    let (mut value, mut code) = split(&doctor.identifiers, false).1.unzip();
    let mut name = doctor.person.take().map(|person| person.name);
    walk.field("Identifier", Occurs::Required, Facet::text(17), &mut value);
    let codes = Facet::Open(walk.version().namespace.identifier_codes);
    walk.field("IdentifierCode", Occurs::Required, codes, &mut code);
    doctor.identifiers = joined(None, value, code);
    walk.field("PersonName", Occurs::Optional, Facet::text(70), &mut name);
    doctor.person = name.map(Person::named);
    telephone(walk, &mut doctor.contacts);
}

/// The location number, and the unit's own identifier with its code. A unit that is named by the location number alone is
/// named by it twice.
fn split(identifiers: &[PartyIdentifier], has_gln: bool) -> (Option<String>, Option<(String, String)>) {
    let is_gln = |one: &PartyIdentifier| if let PartyIdentifier::Gln(gln) = one { Some(gln.clone()) } else { None };
    let gln = identifiers.iter().find_map(is_gln).filter(|_| has_gln);
    let is_other =
        |one: &&PartyIdentifier| !matches!((one, &gln), (PartyIdentifier::Gln(one), Some(gln)) if one == gln);
    let unit = identifiers.iter().filter(is_other).find_map(written);
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

/// The same where the location number may be absent: the last identifier is the unit's, if the unit has to have one.
fn apart(identifiers: &[PartyIdentifier], unit: Occurs) -> (Option<String>, Option<(String, String)>) {
    let (gln, unit) = match (identifiers, unit) {
        ([PartyIdentifier::Gln(gln), unit, ..], _) => (Some(gln.as_str().to_owned()), Some(unit)),
        ([PartyIdentifier::Gln(gln)], Occurs::Optional) => (Some(gln.as_str().to_owned()), None),
        (all, _) => (None, all.first()),
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
