//! Patient, relatives, organisations and professionals of a document.

use canonical::Personal;
use canonical::party::{Address, ContactPoint, Party, Person};
use canonical::subject::{Relative, Subject};
use fhir_sdk::r4b::codes::NameUse;
use fhir_sdk::r4b::types::Reference;

use super::sheet::{Said, Sheet};
use crate::write::{
    Element, Resource, address, coding, concept, contact_point, human_name, identifier, name, party_identifier,
    patient, reference,
};

/// The naming system of MedCom's medical specialities.
const SPECIALITIES: &str = "urn:broen:medcom:MedicalSpecialityCode";
/// The naming system of MedCom's relations.
const RELATIONS: &str = "urn:broen:medcom:RelationCode";

/// Tells of everybody the header names.
pub(super) fn tell(sheet: &mut Sheet<'_>) {
    let event = sheet.event;
    sheet.sender = organisation(sheet, &event.sender);
    if let Some(subject) = &event.subject {
        self::subject(sheet, subject);
    }
    for receiver in &event.receivers {
        let address = organisation(sheet, receiver);
        sheet.part("receiver", &address);
    }
    for receiver in &event.copy_receivers {
        let address = organisation(sheet, receiver);
        sheet.part("copy-receiver", &address);
    }
}

impl Sheet<'_> {
    /// Tells of an organisation that takes part.
    pub(super) fn party(&mut self, name: &str, party: Option<&Party>) {
        if let Some(party) = party {
            let address = organisation(self, party);
            self.part(name, &address);
        }
    }

    /// Tells of a person that takes part.
    pub(super) fn person(&mut self, name: &str, person: Option<&Person>) {
        if let Some(person) = person {
            let address = professional(self, person);
            self.part(name, &address);
        }
    }
}

fn subject(sheet: &mut Sheet<'_>, subject: &Subject) {
    let address = sheet.shelf.put(patient(subject, &subject.identifiers, None));
    sheet.patient = Some(address);
    sheet.word("occupation", subject.occupation.as_ref().map(|word| word.reveal().as_str()));
    sheet.word("episode-status", subject.episode_status.as_deref());
    subject.relatives.iter().for_each(|relative| self::relative(sheet, relative));
}

fn relative(sheet: &mut Sheet<'_>, relative: &Relative) {
    let Relative { relation, identifier: number, surname, given_name, address, contacts, informed, occupation } =
        relative;
    let has_name = surname.is_some() || given_name.is_some();
    let resource = Resource::of("RelatedPerson", None)
        .with_all("identifier", number.as_ref().map(|one| identifier(Some(one.system()), one.reveal())))
        .with("patient", sheet.subject())
        .with("relationship", [concept(Some(coding(RELATIONS, relation)), Some(relation))])
        .with_all("name", has_name.then(|| name(surname.as_ref(), given_name.as_ref(), false)))
        .with_all("telecom", contacts.iter().map(contact_point))
        .with_all("address", postal(address));
    let person = sheet.tell(resource);
    if let Some(informed) = informed {
        sheet.fact("informed", &Said::Yes(*informed), Some(&person));
    }
    if let Some(occupation) = occupation {
        sheet.fact("occupation", &Said::Words(occupation.reveal()), Some(&person));
    }
}

/// Where somebody lives or works, if anything is known of it.
pub(super) fn postal(known: &Address) -> Option<fhir_sdk::r4b::types::Address> {
    (*known != Address::default()).then(|| address(known))
}

/// An organisation with its department and unit, its speciality and whom to call; gives the address of the innermost.
pub(super) fn organisation(sheet: &mut Sheet<'_>, party: &Party) -> String {
    let Party {
        identifiers,
        organisation,
        department,
        unit,
        address,
        contacts,
        specialty,
        person,
        contact,
        specialty_name,
        contact_points,
    } = party;
    let codings = specialty.as_ref().map(|word| coding(SPECIALITIES, word));
    let kind = (codings.is_some() || specialty_name.is_some()).then(|| concept(codings, specialty_name.as_deref()));
    let whole = Resource::of("Organization", None)
        .with_all("identifier", identifiers.iter().map(party_identifier))
        .with_all("type", kind)
        .with("name", organisation.as_deref().or(department.as_deref()).or(unit.as_deref()).unwrap_or("Ukendt"))
        .with_all("telecom", contacts.iter().map(contact_point))
        .with_all("address", postal(address))
        .with_all("contact", contact_points.iter().map(whom_to_call));
    let mut innermost = sheet.shelf.put(whole);
    for part in [department, unit].into_iter().flatten() {
        let resource = Resource::of("Organization", None).with("name", part).with("partOf", reference(&innermost));
        innermost = sheet.shelf.put(resource);
    }
    if let Some(person) = person {
        let address = within(sheet, person, Some(&innermost));
        sheet.part("responsible", &address);
    }
    if let Some(contact) = contact {
        let address = self::organisation(sheet, contact);
        sheet.part("contact", &address);
    }
    innermost
}

fn whom_to_call(point: &ContactPoint) -> Element {
    let ContactPoint { names, contacts, hours } = point;
    let names: Vec<&str> = names.iter().map(|name| name.reveal().as_str()).collect();
    let has_name = !names.is_empty();
    Element::default()
        .with("purpose", hours.as_deref().map(|hours| concept(None, Some(hours))))
        .with("name", has_name.then(|| human_name(None, Some(&names.join(", ")), "", &[])))
        .with_all("telecom", contacts.iter().map(contact_point))
}

/// A professional; gives the address of the `PractitionerRole`.
pub(super) fn professional(sheet: &mut Sheet<'_>, person: &Person) -> String {
    within(sheet, person, None)
}

fn within(sheet: &mut Sheet<'_>, person: &Person, organisation: Option<&str>) -> String {
    let Person { name: whole, role, identifiers, contacts, surname, given_name, department } = person;
    let plain = |part: &Option<Personal<String>>| part.as_ref().map(|part| part.reveal().clone()).unwrap_or_default();
    let written = human_name(None::<NameUse>, Some(whole.reveal()), &plain(surname), &[&plain(given_name)]);
    let practitioner = sheet.shelf.put(Resource::of("Practitioner", None).with("name", [written]));
    let employer = match (department, identifiers.is_empty()) {
        (None, true) => organisation.map(str::to_owned),
        _ => Some(
            sheet.shelf.put(
                Resource::of("Organization", None)
                    .with_all("identifier", identifiers.iter().map(party_identifier))
                    .with("name", department)
                    .with("partOf", organisation.map(reference)),
            ),
        ),
    };
    let employer: Option<Reference> = employer.map(|address| reference(&address));
    let resource = Resource::of("PractitionerRole", None)
        .with("practitioner", reference(&practitioner))
        .with("organization", employer)
        .with_all("code", role.as_deref().map(|role| concept(None, Some(role))))
        .with_all("telecom", contacts.iter().map(contact_point));
    sheet.shelf.put(resource)
}
