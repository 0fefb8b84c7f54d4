//! Organisations and persons.

use canonical::identifier::{Gln, MunicipalityCode, PartyIdentifier};
use canonical::party::{Address, Channel, Contact, ContactPoint, Party, Person};
use proptest::option;
use proptest::prelude::*;

use super::value::{few, maybe_secret, maybe_word, secret, word};

pub(crate) fn identifier() -> BoxedStrategy<PartyIdentifier> {
    let system = prop_oneof![word(), Just("gln".to_owned())];
    prop_oneof![
        word().prop_map(PartyIdentifier::Cvr),
        word().prop_map(|value| PartyIdentifier::Gln(Gln::new(value))),
        "[0-9]{0,5}".prop_map(|value| PartyIdentifier::Municipality(MunicipalityCode::new(&value))),
        (system, word()).prop_map(|(system, value)| PartyIdentifier::Other { system, value }),
        word().prop_map(PartyIdentifier::Provider),
        word().prop_map(PartyIdentifier::Shak),
        word().prop_map(PartyIdentifier::Sor),
    ]
    .boxed()
}

pub(crate) fn party() -> BoxedStrategy<Party> {
    (without_contact(), option::of(without_contact().prop_map(Box::new)))
        .prop_map(|(party, contact)| Party { contact, ..party })
        .boxed()
}

fn without_contact() -> BoxedStrategy<Party> {
    let names = (maybe_word(), maybe_word(), maybe_word(), maybe_word(), maybe_word());
    let reached = (address(), few(contact()), few(contact_point()));
    (few(identifier()), names, reached, option::of(person()))
        .prop_map(|(identifiers, names, (address, contacts, contact_points), person)| {
            let (organisation, department, unit, specialty, specialty_name) = names;
            Party {
                identifiers,
                organisation,
                department,
                unit,
                address,
                contacts,
                specialty,
                person,
                contact: None,
                specialty_name,
                contact_points,
            }
        })
        .boxed()
}

pub(crate) fn person() -> BoxedStrategy<Person> {
    (secret(), maybe_word(), few(identifier()), few(contact()), maybe_secret(), maybe_secret(), maybe_word())
        .prop_map(|(name, role, identifiers, contacts, surname, given_name, department)| Person {
            name,
            role,
            identifiers,
            contacts,
            surname,
            given_name,
            department,
        })
        .boxed()
}

fn contact_point() -> BoxedStrategy<ContactPoint> {
    (few(secret()), few(contact()), maybe_word())
        .prop_map(|(names, contacts, hours)| ContactPoint { names, contacts, hours })
        .boxed()
}

pub(crate) fn address() -> BoxedStrategy<Address> {
    (maybe_secret(), maybe_secret(), maybe_secret(), maybe_secret())
        .prop_map(|(street, suburb, district, post_code)| Address { street, suburb, district, post_code })
        .boxed()
}

pub(crate) fn contact() -> BoxedStrategy<Contact> {
    let channel = prop_oneof![Just(Channel::Email), Just(Channel::Fax), Just(Channel::Telephone)];
    (channel, secret(), maybe_word()).prop_map(|(channel, value, note)| Contact { channel, value, note }).boxed()
}
