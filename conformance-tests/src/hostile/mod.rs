//! Hostile documents: mutated letters, bombs and lies, the same ones for the same seed.

mod bombs;
mod chance;
mod document;
mod mutations;
mod oracle;

pub use chance::Chance;
pub use document::{Fate, Hostile};
pub use oracle::{Oracle, Syntax};

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
