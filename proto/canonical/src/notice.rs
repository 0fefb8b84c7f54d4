//! What was doubtful in a letter but is no reason to refuse it.

use crate::identifier::CprDoubt;
use crate::refusal::Place;

/// One doubt, with its place in the letter and none of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What is doubtful.
    pub code: NoticeCode,
    /// Where.
    pub at: Place,
}

/// The doubts, as stable words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoticeCode {
    /// The bytes are not in the character set that the letter declares; another one fitted.
    CharacterSetGuessed,
    /// A code is not in its informing list; it was kept.
    CodeUnlisted,
    /// An element or property that the model does not know; it was kept verbatim.
    ElementUnknown,
    /// A GLN with a wrong check digit.
    GlnCheckDigit,
    /// A notice about a stay that the messages before it, as it repeats them, do not allow.
    OutOfTurn,
    /// A CPR number is doubtful.
    PatientId(CprDoubt),
    /// A published rule is broken that receivers are asked to tolerate.
    RuleTolerated,
    /// A local time that happened twice, or never.
    TimeAmbiguous,
    /// More unknown fields than an event keeps; the rest is only in the original.
    VerbatimLimit,
}

impl NoticeCode {
    /// The stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::CharacterSetGuessed => "character-set-guessed",
            Self::CodeUnlisted => "code-unlisted",
            Self::ElementUnknown => "element-unknown",
            Self::GlnCheckDigit => "gln-check-digit",
            Self::OutOfTurn => "out-of-turn",
            Self::PatientId(CprDoubt::NoSuchDay) => "patient-id-no-such-day",
            Self::PatientId(CprDoubt::NotModulus11) => "patient-id-not-modulus-11",
            Self::PatientId(CprDoubt::Unknown) => "patient-id-unknown",
            Self::RuleTolerated => "rule-tolerated",
            Self::TimeAmbiguous => "time-ambiguous",
            Self::VerbatimLimit => "verbatim-limit",
        }
    }

    /// All doubts, in the order of their names.
    pub const ALL: [Self; 11] = [
        Self::CharacterSetGuessed,
        Self::CodeUnlisted,
        Self::ElementUnknown,
        Self::GlnCheckDigit,
        Self::OutOfTurn,
        Self::PatientId(CprDoubt::NoSuchDay),
        Self::PatientId(CprDoubt::NotModulus11),
        Self::PatientId(CprDoubt::Unknown),
        Self::RuleTolerated,
        Self::TimeAmbiguous,
        Self::VerbatimLimit,
    ];

    /// The doubt with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.word() == word)
    }
}
