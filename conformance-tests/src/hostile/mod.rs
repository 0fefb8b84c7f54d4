//! Hostile documents: mutated letters, bombs and lies, the same ones for the same seed.

mod bombs;
mod chance;
mod mutations;
mod oracle;

pub use chance::Chance;
pub use oracle::{Oracle, Syntax};

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

/// `count` hostile documents made from these letters; the bombs come first.
#[must_use]
pub fn documents(letters: &[(String, Vec<u8>)], count: usize, seed: u64) -> Vec<Hostile> {
    let mut chance = Chance::new(seed);
    let mut documents = bombs::all(letters);
    while documents.len() < count && !letters.is_empty() {
        let (name, letter) = &letters[chance.below(letters.len())];
        documents.push(mutations::mutated(name, letter, &mut chance));
    }
    documents
}
