//! A hostile document and what must become of it.

use super::oracle::Syntax;

/// A hostile document.
#[derive(Clone)]
pub struct Hostile {
    /// What was done to it, and to which letter.
    pub name: String,
    /// The document.
    pub bytes: Vec<u8>,
    /// Its syntax.
    pub syntax: Syntax,
    /// What must become of it.
    pub fate: Fate,
}

/// What must become of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// What the oracle says of its well-formedness decides.
    AsTheOracleSays,
    /// It is refused, whatever its syntax.
    Refused,
}
