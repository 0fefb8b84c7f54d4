//! What a letter type is: an element, a code, its versions, and how it is read.

use crate::draft::Draft;
use crate::xml::Fields;

/// A letter type.
#[derive(Debug, Clone, Copy)]
pub struct LetterType {
    /// The name of its element in an `Emessage`.
    pub element: &'static str,
    /// Its `TypeCode`.
    pub code: &'static str,
    /// The versions that are read.
    pub versions: &'static [Version],
    /// Reads the letter's fields and makes a draft of them, or refuses.
    pub(crate) convert: Convert,
}

/// One version of a letter type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// Its `VersionCode`.
    pub code: &'static str,
    /// The namespace it belongs to.
    pub namespace: &'static str,
}

/// Reads the fields of a letter's element.
pub(crate) type Convert = for<'r, 't, 'a, 'i> fn(&mut Fields<'r, 't, 'a, 'i>) -> Option<Draft>;

/// Whether the letter is of this version; its namespace says so, because the version code was checked against it.
pub(crate) fn is_version(fields: &Fields<'_, '_, '_, '_>, version: &Version) -> bool {
    fields.node().tag_name().namespace() == Some(version.namespace)
}
