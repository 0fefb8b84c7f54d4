//! `Identifier` and `IdentifierCode` of persons, of which neither has to be there.

use canonical::identifier::PartyIdentifier;

use super::party::{coded, written};
use crate::walk::{Facet, Occurs, Walk};

/// The identifier of a person's unit, with the word for its kind.
pub(crate) fn identified<W: Walk>(walk: &mut W, identifiers: &mut Vec<PartyIdentifier>) {
    let (mut value, code) = identifiers.first().and_then(written).unzip();
    let mut code = code.filter(|code: &String| !code.is_empty());
    walk.field("Identifier", Occurs::Optional, Facet::text(17), &mut value);
    if value.is_none() {
        // The code of nothing has no place in the model.
        walk.keep("IdentifierCode");
    }
    let codes = Facet::Open(walk.version().namespace.identifier_codes);
    walk.field("IdentifierCode", Occurs::Optional, codes, &mut code);
    *identifiers = value.map(|value| coded(code.as_deref().unwrap_or_default(), &value)).into_iter().collect();
}
