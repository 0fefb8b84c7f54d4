//! Names, addresses and ways of contact, and the persons and teams that have them.

use super::datatypes::{concept, displayed, reference};
use super::resource::Resource;
use super::shelf::Shelf;
use crate::roles;
use canonical::Personal;
use canonical::identifier::PartyIdentifier;
use canonical::party::{Address, Channel, Contact, Person};
use fhir_sdk::r4b::codes::{ContactPointSystem, ContactPointUse, NameUse};
use fhir_sdk::r4b::types::{
    AddressInner, ContactPoint, ContactPointInner, Extension, ExtensionInner, ExtensionValue, FieldExtension,
    HumanName, HumanNameInner,
};

const ROLE: &str = "http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-practitionerrole";
const PRACTITIONER: &str = "http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-practitioner";
const TEAM: &str = "http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-careteam";
/// FHIR's own extension for the reason why something is not said.
const ABSENT: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
/// FHIR's own extension for what is said about a way of contact.
const COMMENT: &str = "http://hl7.org/fhir/StructureDefinition/contactpoint-comment";

/// The name of a patient or relative, whose parts are known.
pub(crate) fn name(
    surname: Option<&Personal<String>>,
    given: Option<&Personal<String>>,
    is_official: bool,
) -> HumanName {
    let given = given.map(|given| given.reveal().as_str()).unwrap_or_default();
    let given = if given.split_whitespace().eq(given.split(' ')) { given.split(' ').collect() } else { vec![given] };
    let surname = surname.map(|name| name.reveal().as_str()).unwrap_or_default();
    human_name(is_official.then_some(NameUse::Official), None, surname, &given)
}

/// The name of a professional: as a whole, with the last word as the surname unless the parts are known.
fn name_of(person: &Person) -> HumanName {
    let Person { name: whole, surname, given_name, .. } = person;
    let whole = whole.reveal().as_str();
    let joined =
        [given_name, surname].into_iter().flatten().map(|part| part.reveal().as_str()).collect::<Vec<_>>().join(" ");
    if surname.is_some() && joined == whole {
        return name(surname.as_ref(), given_name.as_ref(), false);
    }
    let words: Vec<&str> = whole.split(' ').collect();
    match words.split_last() {
        Some((surname, given)) if whole.split_whitespace().eq(words.iter().copied()) => {
            human_name(None, None, surname, given)
        }
        _ => human_name(None, Some(whole), "", &[]),
    }
}

/// A name of these parts. An official one has a surname, or says that it is not known.
pub(crate) fn human_name(used: Option<NameUse>, text: Option<&str>, family: &str, given: &[&str]) -> HumanName {
    let lacks_surname = used == Some(NameUse::Official) && family.is_empty();
    let unknown = || extension(ABSENT, ExtensionValue::Code("unknown".to_owned()));
    HumanName::from(HumanNameInner {
        id: None,
        extension: Vec::new(),
        r#use: used,
        r#use_ext: None,
        text: text.map(str::to_owned),
        text_ext: None,
        family: Some(family.to_owned()).filter(|family| !family.is_empty()),
        family_ext: lacks_surname.then(|| FieldExtension { id: None, extension: vec![unknown()] }),
        given: given.iter().map(|name| Some((*name).to_owned())).collect(),
        given_ext: Vec::new(),
        prefix: Vec::new(),
        prefix_ext: Vec::new(),
        suffix: Vec::new(),
        suffix_ext: Vec::new(),
        period: None,
        period_ext: None,
    })
}

/// A postal address. The place within the district stands where FHIR has districts, the postal district is the city.
pub(crate) fn address(address: &Address) -> fhir_sdk::r4b::types::Address {
    let Address { street, suburb, district, post_code } = address;
    let plain = |part: &Option<Personal<String>>| part.as_ref().map(|part| part.reveal().clone());
    fhir_sdk::r4b::types::Address::from(AddressInner {
        id: None,
        extension: Vec::new(),
        r#use: None,
        r#use_ext: None,
        r#type: None,
        r#type_ext: None,
        text: None,
        text_ext: None,
        line: plain(street).into_iter().map(Some).collect(),
        line_ext: Vec::new(),
        city: plain(district),
        city_ext: None,
        district: plain(suburb),
        district_ext: None,
        state: None,
        state_ext: None,
        postal_code: plain(post_code),
        postal_code_ext: None,
        country: None,
        country_ext: None,
        period: None,
        period_ext: None,
    })
}

/// A way of contact. What the sender says about it is its use where FHIR has that word, else a comment.
pub(crate) fn contact_point(contact: &Contact) -> ContactPoint {
    let Contact { channel, value, note } = contact;
    let system = match channel {
        Channel::Email => ContactPointSystem::Email,
        Channel::Fax => ContactPointSystem::Fax,
        Channel::Telephone => ContactPointSystem::Phone,
    };
    let used = match note.as_deref() {
        Some("home") => Some(ContactPointUse::Home),
        Some("mobile") => Some(ContactPointUse::Mobile),
        Some("old") => Some(ContactPointUse::Old),
        Some("temp") => Some(ContactPointUse::Temp),
        Some("work") => Some(ContactPointUse::Work),
        Some(_) | None => None,
    };
    let comment = note.as_ref().filter(|_| used.is_none());
    let comment = comment.map(|note| extension(COMMENT, ExtensionValue::String(note.clone())));
    ContactPoint::from(ContactPointInner {
        id: None,
        extension: comment.into_iter().collect(),
        system: Some(system),
        system_ext: None,
        value: Some(value.reveal().clone()),
        value_ext: None,
        r#use: used,
        r#use_ext: None,
        rank: None,
        rank_ext: None,
        period: None,
        period_ext: None,
    })
}

/// An extension with one value.
pub(crate) fn extension(url: &str, value: ExtensionValue) -> Extension {
    Extension::from(ExtensionInner {
        id: None,
        extension: Vec::new(),
        url: url.to_owned(),
        value: Some(value),
        value_ext: None,
    })
}

impl Shelf {
    /// A professional in a role, within the organisation with the person's identifiers; gives the address of the
    /// `PractitionerRole`. Without a role, the word that MedCom's conversion has for it.
    pub(crate) fn role_holder(&mut self, person: &Person) -> String {
        self.role_holder_with(person, &[])
    }

    /// The same, of somebody who is reached in these ways.
    pub(crate) fn role_holder_with(&mut self, person: &Person, contacts: &[Contact]) -> String {
        let practitioner = Resource::of("Practitioner", Some(PRACTITIONER)).with("name", [name_of(person)]);
        let practitioner = self.put(practitioner.with_all("telecom", contacts.iter().map(contact_point)));
        let organisation = self.employer(person);
        let role = person.role.as_deref().unwrap_or(roles::UNKNOWN);
        let role = match roles::find(role) {
            // By its code, and with its display where that is what was said.
            Some(listed) => {
                let display = Some(role).filter(|said| *said != listed.code);
                concept(Some(displayed(listed.system, listed.code, display)), None)
            }
            None => concept(None, Some(role)),
        };
        let resource = Resource::of("PractitionerRole", Some(ROLE)).with("practitioner", reference(&practitioner));
        let resource = match organisation {
            Some(organisation) => resource.with("organization", reference(&organisation)),
            None => resource,
        };
        self.put(resource.with("code", [role]))
    }

    /// A person or a team of this organisation that writes or is written to: whoever has no role is a team, and whoever is
    /// not said to act for somebody acts for it.
    pub(crate) fn person_or_team(&mut self, person: &Person, of: &[PartyIdentifier]) -> String {
        if person.identifiers.is_empty() && !of.is_empty() {
            return self.person_or_team(&Person { identifiers: of.to_vec(), ..person.clone() }, &[]);
        }
        if person.role.is_some() {
            return self.role_holder(person);
        }
        let organisation = self.employer(person);
        let resource = Resource::of("CareTeam", Some(TEAM)).with("name", person.name.reveal());
        self.put(resource.with_all("managingOrganization", organisation.map(|address| reference(&address))))
    }

    /// The organisation that a person acts for.
    fn employer(&mut self, person: &Person) -> Option<String> {
        (!person.identifiers.is_empty()).then(|| self.organisation_with(&person.identifiers))
    }
}
