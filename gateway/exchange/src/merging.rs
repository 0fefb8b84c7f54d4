//! Receipts for the letters that one message was sent as, and what the sender of the message is told by them: pure.
//!
//! Standard: MedCom, use cases of the conversion service 3.1, table 4: both have to come; three months for the second one; what
//! comes later passes as it is.

use canonical::receipt::Verdict;
use jiff::{SignedDuration, Timestamp};

/// What a site says of merging.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merging {
    /// How long the first receipt waits for the others. **Default** 92 days: three months.
    pub patience: SignedDuration,
}

impl Default for Merging {
    fn default() -> Self {
        Self { patience: SignedDuration::from_hours(92 * 24) }
    }
}

/// What the sender of a message is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// Nothing, and nothing will be: the sender sends again. Receipts that came too late pass as they are: those for these letters.
    Nothing {
        /// Their places among the letters.
        late: Vec<usize>,
    },
    /// One Acknowledgement that says this.
    One(Verdict),
    /// Nothing yet: the others may come until then.
    WaitsUntil(Timestamp),
}

impl Merging {
    /// What is told of what came for each letter, and when.
    #[must_use]
    pub fn merged(&self, came: &[Option<(Verdict, Timestamp)>], now: Timestamp) -> Merged {
        let Some(first) = came.iter().flatten().map(|(_, at)| *at).min() else {
            return Merged::Nothing { late: Vec::new() };
        };
        let until = first.checked_add(self.patience).unwrap_or(Timestamp::MAX);
        let in_time: Option<Vec<Verdict>> =
            came.iter().map(|one| one.filter(|(_, at)| *at <= until).map(|(verdict, _)| verdict)).collect();
        if let Some(verdict) = in_time.and_then(|all| all.into_iter().reduce(both)) {
            return Merged::One(verdict);
        }
        let is_late = |one: &Option<(Verdict, Timestamp)>| one.is_some_and(|(_, at)| at > until);
        let late: Vec<usize> = (0..came.len()).filter(|&index| came.get(index).is_some_and(is_late)).collect();
        if late.is_empty() && now < until { Merged::WaitsUntil(until) } else { Merged::Nothing { late } }
    }
}

/// Two receipts as one: positive if both are, negative if one of them is, and nothing as long as one is missing: then the sender
/// sends again.
///
/// Standard: table 4.
#[must_use]
pub fn merged(letter: Option<Verdict>, files: Option<Verdict>) -> Option<Verdict> {
    Some(both(letter?, files?))
}

/// A technical error that passes is none of the standard's words; it is one where nothing was refused.
const fn both(one: Verdict, other: Verdict) -> Verdict {
    match (one, other) {
        (Verdict::Negative, _) | (_, Verdict::Negative) => Verdict::Negative,
        (Verdict::Transient, _) | (_, Verdict::Transient) => Verdict::Transient,
        (Verdict::Positive, Verdict::Positive) => Verdict::Positive,
    }
}
