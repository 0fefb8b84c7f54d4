//! The letter types with a reader of their own: one folder and one line each.

use canonical::letter::LetterHead;

use crate::head::child;
use crate::letter_type::LetterType;
use crate::xml::Node;

/// Declares the folder of each letter type, and lists it.
macro_rules! letters {
    ($($folder:ident,)+) => {
        $(mod $folder;)+

        /// Every letter type with a body of its own, in the order of their elements' names.
        pub const LETTERS: &[LetterType] = &[$($folder::LETTER),+];
    };
}

letters! {
    clinical_email,
    discharge_letter,
    hospital_referral,
    notification_of_admission,
    notification_of_discharge,
}

/// The namespaces of MedCom's letters begin so.
const NAMESPACES: [&str; 3] = [
    "http://rep.oio.dk/medcom.dk/xml/schemas/",
    "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/",
    "urn:oio:medcom:",
];

/// How a letter is to be read.
pub(crate) enum Match<'a, 'i> {
    /// As a document: the letter has no reader of its own.
    Document,
    /// By this reader.
    Letter(&'static LetterType),
    /// Not at all: this element does not belong to the others.
    Mismatch(Node<'a, 'i>),
}

/// Finds the reader by the letter's element, version and namespace.
///
/// A version outside the list is a document, unless it borrows the namespace of one inside it.
pub(crate) fn recognise<'a, 'i>(letter: Node<'a, 'i>, head: &LetterHead) -> Match<'a, 'i> {
    let namespace = letter.tag_name().namespace().unwrap_or_default();
    if !NAMESPACES.iter().any(|start| namespace.starts_with(start)) {
        return Match::Mismatch(letter);
    }
    let Some(known) = LETTERS.iter().find(|known| known.element == letter.tag_name().name()) else {
        return Match::Document;
    };
    let said = |name| child(letter, "Letter").and_then(|header| child(header, name)).unwrap_or(letter);
    let version = head.version_code.as_deref();
    let in_namespace = known.versions.iter().find(|listed| listed.namespace == namespace);
    match (in_namespace, version) {
        // A missing code is refused by the reader, with all else that is wrong.
        (Some(listed), version) if version.is_none_or(|version| version == listed.code) => {
            let is_type = head.type_code.is_empty() || head.type_code == known.code;
            if is_type { Match::Letter(known) } else { Match::Mismatch(said("TypeCode")) }
        }
        (None, version) if !known.versions.iter().any(|listed| Some(listed.code) == version) => Match::Document,
        _ => Match::Mismatch(said("VersionCode")),
    }
}
