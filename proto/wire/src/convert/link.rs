//! The words of relations between events.

use crate::v1::LinkRelation;

impl LinkRelation {
    /// Every relation, in the order of their names.
    pub const ALL: [Self; 8] = [
        Self::Answers,
        Self::Attaches,
        Self::Cancels,
        Self::Continues,
        Self::Corrects,
        Self::Forwards,
        Self::ReusesId,
        Self::SameAs,
    ];

    /// The stable word: the later event answers, corrects, … the earlier one.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::Answers => "answers",
            Self::Attaches => "attaches",
            Self::Cancels => "cancels",
            Self::Continues => "continues",
            Self::Corrects => "corrects",
            Self::Forwards => "forwards",
            Self::ReusesId => "reuses-id",
            Self::SameAs => "same-as",
        }
    }

    /// The relation with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.word() == word)
    }
}
