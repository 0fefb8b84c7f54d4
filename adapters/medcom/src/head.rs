//! What is known of a letter before it is read: enough to answer it, whatever is wrong with it.

use canonical::identifier::{Gln, PartyIdentifier};
use canonical::letter::LetterHead;
use canonical::party::Party;

use crate::xml::{Node, trimmed};

/// The longest value a head takes over; identifiers are far shorter.
const CHARACTERS: usize = 70;

/// Reads the head as far as it can be read. Never refuses.
pub(crate) fn of(letter: Node<'_, '_>) -> LetterHead {
    let header = child(letter, "Letter");
    let text = |name| header.and_then(|header| value(header, name));
    LetterHead {
        letter_id: text("Identifier").unwrap_or_default(),
        // Receipts have no type code; their statistical code says the same.
        type_code: text("TypeCode").or_else(|| text("StatisticalCode")).unwrap_or_default(),
        version_code: text("VersionCode"),
        sender: child(letter, "Sender").map(party).unwrap_or_default(),
        receivers: child(letter, "Receiver").map(party).into_iter().collect(),
    }
}

/// Identifiers and names, as far as they are there.
fn party(node: Node<'_, '_>) -> Party {
    let gln = value(node, "EANIdentifier").map(|text| PartyIdentifier::Gln(Gln::new(text)));
    let code = value(node, "IdentifierCode").unwrap_or_default();
    let unit = value(node, "Identifier").map(|text| crate::blocks::coded(&code, &text));
    let unit = unit.filter(|unit| Some(unit) != gln.as_ref());
    Party {
        identifiers: gln.into_iter().chain(unit).collect(),
        organisation: value(node, "OrganisationName"),
        department: value(node, "DepartmentName"),
        unit: value(node, "UnitName"),
        ..Party::default()
    }
}

/// The first child element of this name.
pub(crate) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.is_element() && child.tag_name().name() == name)
}

/// The text of a child element, if there is some and it is not too long to be one.
pub(crate) fn value(node: Node<'_, '_>, name: &str) -> Option<String> {
    let text = trimmed(child(node, name)?);
    (!text.is_empty() && text.chars().count() <= CHARACTERS).then(|| text.into_owned())
}
