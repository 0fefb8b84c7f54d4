//! `Relative` (da. pårørende).

use canonical::identifier::{Cpr, PatientIdentifier};
use canonical::subject::Relative;

use super::party::address;
use super::value::{listed_required, personal};
use crate::xml::Fields;

/// `RelationCode` in the namespaces of the letters read here; it informs.
const RELATIONS: [&str; 4] = ["barn", "far", "mor", "uspec_paaroerende"];

/// Reads the fields of one relative.
pub(crate) fn relative(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Relative> {
    let relation = listed_required(fields, "RelationCode", &RELATIONS);
    let identifier = fields.optional("PersonIdentifier", personal(10));
    let surname = fields.spaced("PersonSurnameName", personal(70));
    let given_name = fields.optional("PersonGivenName", personal(70));
    let address = address(fields);
    Some(Relative {
        relation: relation?,
        identifier: identifier?.map(|written| match Cpr::parse(written.reveal()) {
            Some(cpr) => PatientIdentifier::Cpr(cpr),
            // Ten characters at most, in no form the schema asks for.
            None => PatientIdentifier::Other { system: "PersonIdentifier".to_owned(), value: written },
        }),
        surname: surname?,
        given_name: given_name?,
        address: address?,
        contacts: Vec::new(),
    })
}
