//! The answer to a document.

use canonical::digest::Digest;
use canonical::event::{EventId, Standard};
use canonical::letter::{Format, LetterHead, Receipt};
use canonical::notification::{Noted, Notification};
use canonical::refusal::{Refusal, RefusalCode};
use telemetry::occurrences::intake as occurred;

use crate::translate::rest::{Entry, Form};

/// What became of a document and each of its letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reception {
    /// The standard it was read as.
    pub standard: Standard,
    /// The syntax it was read as.
    pub format: Format,
    /// Its letters, in their order; empty if it could not be read that far.
    pub letters: Vec<LetterResult>,
    /// Why it could not be read; empty if it could.
    pub refusals: Vec<Refusal>,
    /// The receipts that are due, in the sender's standard.
    pub receipts: Vec<Receipt>,
    /// What receipts that follow can be asked for with: of a document that is kept to be processed, and of one whose receivers
    /// are asked first.
    pub later: Option<Digest>,
    /// What it was besides, if it came as a request of a FHIR system and could be read.
    pub asked: Option<Box<Asked>>,
}

/// A request of a FHIR system, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What it is.
    pub form: Form,
    /// Its entries, in its order.
    pub entries: Vec<Entry>,
    /// What a notification says of its subscription.
    pub notification: Option<Notification>,
    /// What that told anew, if it is known here.
    pub noted: Option<Noted>,
}

/// What became of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterResult {
    /// What is known of the letter.
    pub head: LetterHead,
    /// What became of it.
    pub outcome: LetterOutcome,
    /// Its event, if there is one.
    pub event_id: Option<EventId>,
    /// Whether its receipt follows when its receivers have answered.
    pub is_late: bool,
}

/// What became of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterOutcome {
    /// It is a new event.
    Accepted,
    /// It is a new event, though its sender used the letter id for other content before.
    IdReused,
    /// It is kept here to be processed; its receipt follows.
    Kept,
    /// It is a receipt, and what it says was noted.
    Receipt,
    /// It was refused, with every reason.
    Refused(Vec<Refusal>),
    /// Its event was there before.
    Resent,
}

impl Reception {
    /// Whether nothing of the document was refused.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.refusals.is_empty() && self.letters.iter().all(|letter| letter.outcome.refusals().is_empty())
    }
}

impl LetterOutcome {
    /// The word in answers and labels.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        self.occurred().word()
    }

    /// Every reason, if it was refused.
    #[must_use]
    pub fn refusals(&self) -> &[Refusal] {
        match self {
            Self::Refused(refusals) => refusals,
            Self::Accepted | Self::IdReused | Self::Kept | Self::Receipt | Self::Resent => &[],
        }
    }

    /// The same outcome, as occurrences name it.
    pub(crate) const fn occurred(&self) -> occurred::LetterOutcome {
        match self {
            Self::Accepted => occurred::LetterOutcome::Accepted,
            Self::IdReused => occurred::LetterOutcome::IdReused,
            Self::Kept => occurred::LetterOutcome::Kept,
            Self::Receipt => occurred::LetterOutcome::Receipt,
            Self::Refused(_) => occurred::LetterOutcome::Refused,
            Self::Resent => occurred::LetterOutcome::Resent,
        }
    }
}

/// The codes of refusals.
pub(crate) fn codes(refusals: &[Refusal]) -> Vec<RefusalCode> {
    refusals.iter().map(|refusal| refusal.code).collect()
}
