//! Organisations and persons.

use canonical::identifier::{Gln, MunicipalityCode, PartyIdentifier};
use canonical::party::{Address, Channel, Contact, Party, Person};
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
    let names = (maybe_word(), maybe_word(), maybe_word(), maybe_word());
    let parts = (few(identifier()), names, address(), few(contact()), option::of(person()));
    parts
        .prop_map(|(identifiers, (organisation, department, unit, specialty), address, contacts, person)| Party {
            identifiers,
            organisation,
            department,
            unit,
            address,
            contacts,
            specialty,
            person,
        })
        .boxed()
}

pub(crate) fn person() -> BoxedStrategy<Person> {
    (secret(), maybe_word(), few(identifier()), few(contact()))
        .prop_map(|(name, role, identifiers, contacts)| Person { name, role, identifiers, contacts })
        .boxed()
}

pub(crate) fn address() -> BoxedStrategy<Address> {
    (maybe_secret(), maybe_secret(), maybe_secret(), maybe_secret())
        .prop_map(|(street, suburb, district, post_code)| Address { street, suburb, district, post_code })
        .boxed()
}

pub(crate) fn contact() -> BoxedStrategy<Contact> {
    let channel = prop_oneof![Just(Channel::Email), Just(Channel::Telephone)];
    (channel, secret(), maybe_word()).prop_map(|(channel, value, note)| Contact { channel, value, note }).boxed()
}
