//! The subject of an event as a `Patient`.

use canonical::identifier::PatientIdentifier;
use canonical::party::Address;
use canonical::subject::Subject;

use super::datatypes::identifier;
use super::persons::{self, contact_point};
use super::resource::Resource;

const PROFILE: &str = "http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-patient";

/// Who the message is about, with these of the subject's identifiers.
pub(crate) fn patient<'s>(
    subject: &Subject,
    identifiers: impl IntoIterator<Item = &'s PatientIdentifier>,
    deceased: Option<bool>,
) -> Resource {
    let Subject { identifiers: _, surname, given_name, address, contacts, deceased: stated, .. } = subject;
    let name = [surname, given_name].into_iter().any(Option::is_some);
    let name = name.then(|| persons::name(surname.as_ref(), given_name.as_ref(), true));
    Resource::of("Patient", Some(PROFILE))
        .with_all("identifier", identifiers.into_iter().map(|one| identifier(Some(one.system()), one.reveal())))
        .with_all("name", name)
        .with_all("telecom", contacts.iter().map(contact_point))
        .with("deceasedBoolean", deceased.or(*stated))
        .with_all("address", (*address != Address::default()).then(|| persons::address(address)))
}
