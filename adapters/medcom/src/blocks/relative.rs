//! `Relative` (da. pårørende).

use canonical::Personal;
use canonical::identifier::{Cpr, PatientIdentifier};
use canonical::subject::Relative;

use super::flag::flag;
use super::party::{AddressShape, address};
use super::telephone::{CODED, LABELLED, TYPED, reachable, telephones};
use crate::walk::{Facet, Occurs, Walk};

/// The parts of a relative that a letter has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RelativeShape {
    /// How many there may be.
    pub(crate) most: usize,
    /// Whether they have addresses.
    pub(crate) address: bool,
    /// How their telephones are written.
    pub(crate) telephones: Telephones,
}

/// How telephones are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Telephones {
    /// `CodedTelephoneSubscriberIdentifier`, behind the address.
    Coded,
    /// As [`Telephones::Coded`], and then whether the relative was informed.
    Informed,
    /// `TelephoneSubscriber`, before the address.
    Labelled,
    /// Not at all.
    None,
    /// As [`Telephones::Labelled`], but behind the address, and with an e-mail address.
    Reachable,
    /// `TelephoneSubscriber` with `TelephoneType`, behind the address. Nothing of such a relative has to be there, and no
    /// number is.
    Typed,
}

/// What `Relative` holds.
#[derive(Default)]
struct RelativeFields {
    relation: Option<String>,
    identifier: Option<Personal<String>>,
    rest: Option<Relative>,
}

/// `Relative`, in the order of the letter.
pub(crate) fn relatives<W: Walk>(walk: &mut W, relatives: &mut Vec<Relative>, shape: RelativeShape) {
    let mut all: Vec<RelativeFields> = std::mem::take(relatives).into_iter().map(RelativeFields::from).collect();
    walk.groups("Relative", 0..=shape.most, &mut all, |walk, fields| {
        let codes = Facet::Open(walk.version().namespace.relations);
        let is_free = shape.telephones == Telephones::Typed;
        let (relation, surname) =
            if is_free { (Occurs::Optional, Occurs::Optional) } else { (Occurs::Required, Occurs::Present) };
        walk.field("RelationCode", relation, codes, &mut fields.relation);
        if !is_free {
            walk.field("PersonIdentifier", Occurs::Optional, Facet::text(10), &mut fields.identifier);
        }
        let person = fields.rest.get_or_insert_with(nobody);
        walk.field("PersonSurnameName", surname, Facet::text(70), &mut person.surname);
        walk.field("PersonGivenName", Occurs::Optional, Facet::text(70), &mut person.given_name);
        if shape.telephones == Telephones::Labelled {
            telephones(walk, &mut person.contacts, LABELLED);
        }
        if shape.address {
            address(walk, &mut person.address, AddressShape::Free);
        }
        match shape.telephones {
            Telephones::Coded | Telephones::Informed => telephones(walk, &mut person.contacts, CODED),
            Telephones::Reachable => {
                reachable(walk, &mut person.contacts, ("EmailAddressIdentifier", 70), |_| {});
            }
            Telephones::Typed => telephones(walk, &mut person.contacts, TYPED),
            Telephones::Labelled | Telephones::None => {}
        }
        if shape.telephones == Telephones::Informed {
            flag(walk, "InformedRelative", &mut person.informed);
        }
    });
    relatives.extend(all.into_iter().map(Relative::from));
}

/// `PartnerRelation`: the first relative. Nothing but the relation has to be there.
pub(crate) fn partner<W: Walk>(walk: &mut W, relatives: &mut Vec<Relative>) {
    let mut one = std::mem::take(relatives).into_iter().next().map(RelativeFields::from);
    walk.optional("PartnerRelation", &mut one, |walk, fields| {
        let codes = Facet::Open(walk.version().namespace.relations);
        walk.field("RelationCode", Occurs::Required, codes, &mut fields.relation);
        walk.field("PersonIdentifier", Occurs::Optional, Facet::text(10), &mut fields.identifier);
        let person = fields.rest.get_or_insert_with(nobody);
        walk.field("PersonSurnameName", Occurs::Optional, Facet::text(70), &mut person.surname);
        walk.field("PersonGivenName", Occurs::Optional, Facet::text(70), &mut person.given_name);
        address(walk, &mut person.address, AddressShape::Free);
        walk.field("OccupancyText", Occurs::Optional, Facet::text(35), &mut person.occupation);
    });
    relatives.extend(one.map(Relative::from));
}

/// `PersonIdentifier`: ten characters at most, of a form that the schema does not ask for.
pub(crate) fn person_identifier(written: Personal<String>) -> PatientIdentifier {
    match Cpr::parse(written.reveal()) {
        Some(cpr) => PatientIdentifier::Cpr(cpr),
        None => PatientIdentifier::Other { system: "PersonIdentifier".to_owned(), value: written },
    }
}

impl From<Relative> for RelativeFields {
    fn from(relative: Relative) -> Self {
        let identifier = relative.identifier.as_ref().map(|one| Personal::new(one.reveal().to_owned()));
        let relation = Some(relative.relation.clone()).filter(|relation| !relation.is_empty());
        Self { relation, identifier, rest: Some(relative) }
    }
}

impl From<RelativeFields> for Relative {
    fn from(fields: RelativeFields) -> Self {
        let RelativeFields { relation, identifier, rest } = fields;
        let identifier = identifier.map(person_identifier);
        Self { relation: relation.unwrap_or_default(), identifier, ..rest.unwrap_or_else(nobody) }
    }
}

fn nobody() -> Relative {
    Relative {
        relation: String::new(),
        identifier: None,
        surname: None,
        given_name: None,
        address: canonical::party::Address::default(),
        contacts: Vec::new(),
        informed: None,
        occupation: None,
    }
}
