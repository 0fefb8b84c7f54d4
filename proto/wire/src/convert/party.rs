//! Organisations and persons.

use canonical::Personal;
use canonical::party::{Address, Contact, ContactPoint, Party, Person};

use super::closed::Closed;
use super::part::{each, given, personal, read_each, read_given, read_or_empty, revealed, unless_empty};
use crate::{Error, v1};

impl From<&Party> for v1::Party {
    fn from(party: &Party) -> Self {
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
        Self {
            identifiers: each(identifiers),
            organisation: organisation.clone(),
            department: department.clone(),
            unit: unit.clone(),
            address: unless_empty(address),
            contacts: each(contacts),
            specialty: specialty.clone(),
            person: given(person.as_ref()),
            // One step, as a reader takes it.
            contact: contact.as_deref().map(|contact| Box::new(Self { contact: None, ..contact.into() })),
            specialty_name: specialty_name.clone(),
            contact_points: each(contact_points),
        }
    }
}

impl TryFrom<v1::Party> for Party {
    type Error = Error;

    fn try_from(message: v1::Party) -> Result<Self, Error> {
        let v1::Party {
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
        } = message;
        Ok(Self {
            identifiers: read_each(identifiers)?,
            organisation,
            department,
            unit,
            address: read_or_empty(address)?,
            contacts: read_each(contacts)?,
            specialty,
            person: read_given(person)?,
            contact: read_contact(contact)?,
            specialty_name,
            contact_points: read_each(contact_points)?,
        })
    }
}

/// A contact has none of its own, so that reading a party ends after one step.
fn read_contact(contact: Option<Box<v1::Party>>) -> Result<Option<Box<Party>>, Error> {
    match contact {
        Some(contact) if contact.contact.is_some() => Err(Error::Invalid { field: "Party.contact" }),
        Some(contact) => Ok(Some(Box::new(Party::try_from(*contact)?))),
        None => Ok(None),
    }
}

impl From<&Person> for v1::Person {
    fn from(person: &Person) -> Self {
        let Person { name, role, identifiers, contacts, surname, given_name, department } = person;
        Self {
            name: name.reveal().clone(),
            role: role.clone(),
            identifiers: each(identifiers),
            contacts: each(contacts),
            surname: revealed(surname),
            given_name: revealed(given_name),
            department: department.clone(),
        }
    }
}

impl TryFrom<v1::Person> for Person {
    type Error = Error;

    fn try_from(message: v1::Person) -> Result<Self, Error> {
        let v1::Person { name, role, identifiers, contacts, surname, given_name, department } = message;
        Ok(Self {
            name: Personal::new(name),
            role,
            identifiers: read_each(identifiers)?,
            contacts: read_each(contacts)?,
            surname: personal(surname),
            given_name: personal(given_name),
            department,
        })
    }
}

impl From<&Address> for v1::Address {
    fn from(address: &Address) -> Self {
        let Address { street, suburb, district, post_code } = address;
        Self {
            street: revealed(street),
            suburb: revealed(suburb),
            district: revealed(district),
            post_code: revealed(post_code),
        }
    }
}

impl From<v1::Address> for Address {
    fn from(message: v1::Address) -> Self {
        let v1::Address { street, suburb, district, post_code } = message;
        Self {
            street: personal(street),
            suburb: personal(suburb),
            district: personal(district),
            post_code: personal(post_code),
        }
    }
}

impl From<&ContactPoint> for v1::ContactPoint {
    fn from(point: &ContactPoint) -> Self {
        let ContactPoint { names, contacts, hours } = point;
        let names = names.iter().map(|name| name.reveal().clone()).collect();
        Self { names, contacts: each(contacts), hours: hours.clone() }
    }
}

impl TryFrom<v1::ContactPoint> for ContactPoint {
    type Error = Error;

    fn try_from(message: v1::ContactPoint) -> Result<Self, Error> {
        let v1::ContactPoint { names, contacts, hours } = message;
        let names = names.into_iter().map(Personal::new).collect();
        Ok(Self { names, contacts: read_each(contacts)?, hours })
    }
}

impl From<&Contact> for v1::Contact {
    fn from(contact: &Contact) -> Self {
        let Contact { channel, value, note } = contact;
        Self { channel: channel.number(), value: value.reveal().clone(), note: note.clone() }
    }
}

impl TryFrom<v1::Contact> for Contact {
    type Error = Error;

    fn try_from(message: v1::Contact) -> Result<Self, Error> {
        let v1::Contact { channel, value, note } = message;
        Ok(Self { channel: Closed::read(channel, "Contact.channel")?, value: Personal::new(value), note })
    }
}
