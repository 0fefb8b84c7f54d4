//! Who answers for a letter, with names that stand apart.

use canonical::Personal;
use canonical::party::Person;

use super::party::{coded, written};
use crate::walk::{Facet, Occurs, Walk};

/// What `Signatur` and `SignedBy` hold; the identifier is that of the unit.
#[derive(Default)]
struct Signer {
    value: Option<String>,
    code: Option<String>,
    surname: Option<Personal<String>>,
    given_name: Option<Personal<String>>,
    title: Option<String>,
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
        let codes = Facet::Open(walk.version().namespace.identifier_codes);
        walk.field("Identifier", Occurs::Optional, Facet::text(17), &mut signer.value);
        if signer.value.is_none() {
            // The code of nothing has no place in the model.
            walk.keep("IdentifierCode");
        }
        walk.field("IdentifierCode", Occurs::Optional, codes, &mut signer.code);
        walk.field("PersonGivenName", Occurs::Present, Facet::text(35), &mut signer.given_name);
        walk.field("PersonSurnameName", Occurs::Present, Facet::text(35), &mut signer.surname);
        walk.field("PersonTitle", Occurs::Present, Facet::text(35), &mut signer.title);
    });
    *person = signer.person();
}

impl Signer {
    /// The person, if anything is said. The name as a whole has both names.
    fn person(self) -> Option<Person> {
        let Self { value, code, surname, given_name, title } = self;
        if value.is_none() && surname.is_none() && given_name.is_none() && title.is_none() {
            return None;
        }
        let words: Vec<&str> = given_name.iter().chain(&surname).map(|name| name.reveal().as_str()).collect();
        let name = Personal::new(words.join(" "));
        let identifiers = value.map(|value| coded(code.as_deref().unwrap_or_default(), &value)).into_iter().collect();
        Some(Person { name, surname, given_name, role: title, identifiers, contacts: Vec::new() })
    }
}

impl From<Person> for Signer {
    fn from(person: Person) -> Self {
        let Person { name, surname, given_name, role, identifiers, contacts: _ } = person;
        let (value, code) = identifiers.first().and_then(written).unzip();
        let whole = Some(name).filter(|name| given_name.is_none() && !name.reveal().is_empty());
        let code = code.filter(|code: &String| !code.is_empty());
        Self { value, code, surname: surname.or(whole), given_name, title: role }
    }
}
