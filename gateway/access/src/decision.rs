//! The outcome of a decision, as words that the audit and the subscriber can read.

use canonical::relation::Basis;

/// What was decided, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// The organisation may see the event.
    Permit(Ground),
    /// It is not given it.
    Withhold(Denial),
}

/// Why an organisation may see an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ground {
    /// It is an addressed receiver.
    Addressed,
    /// It sent the letter.
    Author,
    /// It has a care relation of this basis, and the policy shares by it.
    Relation(Basis),
}

/// Why an organisation is not given an event, from the least telling to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Denial {
    /// It has no care relation to the patient.
    NoRelation,
    /// Its care relation has not begun.
    RelationNotStarted,
    /// Its care relation has ended.
    RelationEnded,
    /// Its care relation does not cover this kind of event.
    KindNotCovered,
    /// The policy does not share this kind of event with its sector by the basis of its care relation.
    BasisNotShared,
    /// It may see it, and is given the letter about the same event in the standard that it chose.
    InChosenStandard,
}

impl Decision {
    /// Whether the organisation may see the event.
    #[must_use]
    pub const fn permits(self) -> bool {
        matches!(self, Self::Permit(_))
    }

    /// The stable word of the ground or of the denial.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Permit(ground) => ground.word(),
            Self::Withhold(denial) => denial.word(),
        }
    }
}

impl Ground {
    /// The stable word; a care relation gives the word of its basis.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Addressed => "addressed",
            Self::Author => "author",
            Self::Relation(basis) => basis.word(),
        }
    }
}

impl Denial {
    /// The stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::BasisNotShared => "basis-not-shared",
            Self::InChosenStandard => "in-chosen-standard",
            Self::KindNotCovered => "kind-not-covered",
            Self::NoRelation => "no-relation",
            Self::RelationEnded => "relation-ended",
            Self::RelationNotStarted => "relation-not-started",
        }
    }
}
