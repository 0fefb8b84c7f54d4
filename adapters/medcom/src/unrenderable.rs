//! Why an event cannot be written as a letter.

use canonical::refusal::RefusalCode;

/// Why an event cannot be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// No letter type says what it says.
    NoSuchLetter,
    /// What the letter must have, or may not have.
    Unfit(Vec<Unrenderable>),
}

/// What a letter must have, or may not have, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unrenderable {
    /// The path of the element, below the letter's.
    pub path: String,
    /// What is wrong there.
    pub code: RefusalCode,
}
