//! Who answers for a letter, with names that stand apart.

use canonical::Personal;
use canonical::identifier::PartyIdentifier;
use canonical::party::{Contact, Person};

use super::identified::identified;
use super::party::telephone;
use crate::walk::{Facet, Occurs, Walk};

/// What `Signatur` and `SignedBy` hold; the identifier is that of the unit.
#[derive(Default)]
struct Signer {
    identifiers: Vec<PartyIdentifier>,
    surname: Option<Personal<String>>,
    given_name: Option<Personal<String>>,
    title: Option<String>,
    contacts: Vec<Contact>,
    department: Option<String>,
}

/// `Signatur`.
pub(crate) fn signature<W: Walk>(walk: &mut W, person: &mut Option<Person>) {
    let is_there = person.is_some();
    let mut signer = person.take().map(Signer::from).unwrap_or_default();
    walk.group("Signatur", Occurs::Expected, is_there, |walk| {
        walk.field("PersonSurnameName", Occurs::Present, Facet::text(35), &mut signer.surname);
        walk.field("PersonGivenName", Occurs::Present, Facet::text(35), &mut signer.given_name);
        walk.field("PersonTitle", Occurs::Present, Facet::text(35), &mut signer.title);
    });
    *person = signer.person();
}

/// `SignedBy`.
pub(crate) fn signed_by<W: Walk>(walk: &mut W, person: &mut Option<Person>) {
    let is_there = person.is_some();
    let mut signer = person.take().map(Signer::from).unwrap_or_default();
    walk.group("SignedBy", Occurs::Expected, is_there, |walk| {
        identified(walk, &mut signer.identifiers);
        walk.field("PersonGivenName", Occurs::Present, Facet::text(35), &mut signer.given_name);
        walk.field("PersonSurnameName", Occurs::Present, Facet::text(35), &mut signer.surname);
        walk.field("PersonTitle", Occurs::Present, Facet::text(35), &mut signer.title);
    });
    *person = signer.person();
}

/// `PersonSurnameName` and `PersonGivenName`, with nothing around them.
pub(crate) fn names<W: Walk>(walk: &mut W, person: &mut Option<Person>) {
    let mut signer = person.take().map(Signer::from).unwrap_or_default();
    walk.field("PersonSurnameName", Occurs::Optional, Facet::text(70), &mut signer.surname);
    walk.field("PersonGivenName", Occurs::Optional, Facet::text(70), &mut signer.given_name);
    *person = signer.person();
}

/// Somebody of a rehabilitation plan, under this name; nothing but the names has to be there.
pub(crate) fn writer<W: Walk>(walk: &mut W, name: &'static str, person: &mut Option<Person>) {
    let mut signer = person.take().map(Signer::from);
    walk.optional(name, &mut signer, |walk, signer| signer.reachable(walk));
    *person = signer.and_then(Signer::person);
}

/// The same, at most so many.
pub(crate) fn writers<W: Walk>(walk: &mut W, name: &'static str, most: usize, people: &mut Vec<Person>) {
    let mut all: Vec<Signer> = std::mem::take(people).into_iter().map(Signer::from).collect();
    walk.groups(name, 0..=most, &mut all, |walk, signer| signer.reachable(walk));
    people.extend(all.into_iter().filter_map(Signer::person));
}

impl Signer {
    fn reachable<W: Walk>(&mut self, walk: &mut W) {
        identified(walk, &mut self.identifiers);
        walk.field("PersonGivenName", Occurs::Present, Facet::text(35), &mut self.given_name);
        walk.field("PersonSurnameName", Occurs::Present, Facet::text(35), &mut self.surname);
        walk.field("PersonTitle", Occurs::Optional, Facet::text(35), &mut self.title);
        telephone(walk, &mut self.contacts);
        walk.field("DepartmentName", Occurs::Optional, Facet::text(35), &mut self.department);
    }

    /// The person, if anything is said. The name as a whole has both names.
    fn person(self) -> Option<Person> {
        let Self { identifiers, surname, given_name, title, contacts, department } = self;
        let is_named = surname.is_some() || given_name.is_some() || title.is_some();
        if !is_named && identifiers.is_empty() && contacts.is_empty() && department.is_none() {
            return None;
        }
        let words: Vec<&str> = given_name.iter().chain(&surname).map(|name| name.reveal().as_str()).collect();
        let name = Personal::new(words.join(" "));
        Some(Person { name, surname, given_name, role: title, identifiers, contacts, department })
    }
}

impl From<Person> for Signer {
    fn from(person: Person) -> Self {
        let Person { name, surname, given_name, role, identifiers, contacts, department } = person;
        let whole = Some(name).filter(|name| given_name.is_none() && !name.reveal().is_empty());
        Self { identifiers, surname: surname.or(whole), given_name, title: role, contacts, department }
    }
}
