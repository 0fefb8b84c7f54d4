//! `Referrer`.

use canonical::Personal;
use canonical::identifier::PartyIdentifier;
use canonical::party::Person;

use super::identified::identified;
use crate::walk::{Facet, Occurs, Walk};

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
