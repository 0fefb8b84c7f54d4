//! The patient and relatives.

use canonical::subject::{Relative, Subject};

use super::part::{each, given, personal, read_each, read_given, read_or_empty, revealed, unless_empty};
use crate::{Error, v1};

impl From<&Subject> for v1::Subject {
    fn from(subject: &Subject) -> Self {
        let Subject {
            identifiers,
            surname,
            given_name,
            address,
            contacts,
            occupation,
            deceased,
            episode_status,
            relatives,
        } = subject;
        Self {
            identifiers: each(identifiers),
            surname: revealed(surname),
            given_name: revealed(given_name),
            address: unless_empty(address),
            contacts: each(contacts),
            occupation: revealed(occupation),
            deceased: *deceased,
            episode_status: episode_status.clone(),
            relatives: each(relatives),
        }
    }
}

impl TryFrom<v1::Subject> for Subject {
    type Error = Error;

    fn try_from(message: v1::Subject) -> Result<Self, Error> {
        let v1::Subject {
            identifiers,
            surname,
            given_name,
            address,
            contacts,
            occupation,
            deceased,
            episode_status,
            relatives,
        } = message;
        Ok(Self {
            identifiers: read_each(identifiers)?,
            surname: personal(surname),
            given_name: personal(given_name),
            address: read_or_empty(address)?,
            contacts: read_each(contacts)?,
            occupation: personal(occupation),
            deceased,
            episode_status,
            relatives: read_each(relatives)?,
        })
    }
}

impl From<&Relative> for v1::Relative {
    fn from(relative: &Relative) -> Self {
        let Relative { relation, identifier, surname, given_name, address, contacts, informed, occupation } = relative;
        Self {
            relation: relation.clone(),
            identifier: given(identifier.as_ref()),
            surname: revealed(surname),
            given_name: revealed(given_name),
            address: unless_empty(address),
            contacts: each(contacts),
            informed: *informed,
            occupation: revealed(occupation),
        }
    }
}

impl TryFrom<v1::Relative> for Relative {
    type Error = Error;

    fn try_from(message: v1::Relative) -> Result<Self, Error> {
        let v1::Relative { relation, identifier, surname, given_name, address, contacts, informed, occupation } =
            message;
        Ok(Self {
            relation,
            identifier: read_given(identifier)?,
            surname: personal(surname),
            given_name: personal(given_name),
            address: read_or_empty(address)?,
            contacts: read_each(contacts)?,
            informed,
            occupation: personal(occupation),
        })
    }
}
