//! The patient and relatives.

use canonical::identifier::{Cpr, PatientIdentifier, ReplacementKind};
use canonical::subject::{Relative, Subject};
use proptest::option;
use proptest::prelude::*;

use super::party::{address, contact};
use super::value::{few, maybe_secret, maybe_word, secret, word};

pub(crate) fn subject() -> BoxedStrategy<Subject> {
    let person = (maybe_secret(), maybe_secret(), address(), few(contact()), maybe_secret());
    (few(identifier()), person, any::<Option<bool>>(), maybe_word(), few(relative()))
        .prop_map(|(identifiers, person, deceased, episode_status, relatives)| {
            let (surname, given_name, address, contacts, occupation) = person;
            Subject {
                identifiers,
                surname,
                given_name,
                address,
                contacts,
                occupation,
                deceased,
                episode_status,
                relatives,
            }
        })
        .boxed()
}

fn relative() -> BoxedStrategy<Relative> {
    let person = (maybe_secret(), maybe_secret(), maybe_secret());
    (word(), option::of(identifier()), person, address(), few(contact()), any::<Option<bool>>())
        .prop_map(|(relation, identifier, (surname, given_name, occupation), address, contacts, informed)| Relative {
            relation,
            identifier,
            surname,
            given_name,
            address,
            contacts,
            informed,
            occupation,
        })
        .boxed()
}

pub(super) fn identifier() -> BoxedStrategy<PatientIdentifier> {
    // Systems that other kinds also use must not change the kind.
    let system = || prop_oneof![word(), Just("urn:oid:1.2.208.176.1.2".to_owned())];
    let kind = prop_oneof![
        Just(ReplacementKind::National),
        system().prop_map(|system| ReplacementKind::Regional { system }),
        Just(ReplacementKind::Unstated),
    ];
    prop_oneof![
        "[0-9]{10}".prop_map(|digits| PatientIdentifier::Cpr(Cpr::parse(&digits).expect("ten digits"))),
        (kind, secret()).prop_map(|(kind, value)| PatientIdentifier::Replacement { kind, value }),
        (system(), secret()).prop_map(|(system, value)| PatientIdentifier::Other { system, value }),
    ]
    .boxed()
}
