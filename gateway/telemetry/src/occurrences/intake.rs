//! Letters come in.

use std::time::Duration;

use canonical::EventId;
use canonical::event::Standard;
use canonical::refusal::RefusalCode;

use crate::label::{self, OTHER};
use crate::metric::Metric;

/// A document was answered, whatever the answer was.
#[derive(Debug, Clone, Copy)]
pub struct DocumentAnswered {
    /// The standard it was read as.
    pub standard: Standard,
    /// From having it to having its answer.
    pub duration: Duration,
}

/// A document could not be read as far as its letters.
#[derive(Debug, Clone, Copy)]
pub struct DocumentUnreadable<'a> {
    /// The standard it was read as, if it could be told.
    pub standard: Option<Standard>,
    /// Every reason.
    pub codes: &'a [RefusalCode],
}

/// A file of a watched folder was taken for work.
#[derive(Debug, Clone, Copy)]
pub struct FolderFileClaimed<'a> {
    /// Whose folder, by its configured short name.
    pub organisation: &'a str,
    /// Its size in bytes.
    pub bytes: u64,
}

/// A file of a watched folder was answered and put away.
#[derive(Debug, Clone, Copy)]
pub struct FolderFileSettled<'a> {
    /// Whose folder, by its configured short name.
    pub organisation: &'a str,
    /// Where it went: `done` or `refused`.
    pub outcome: &'static str,
}

/// A watched folder cannot be read or written now.
#[derive(Debug, Clone, Copy)]
pub struct FolderUnavailable<'a> {
    /// Whose folder, by its configured short name.
    pub organisation: &'a str,
    /// The kind of input or output error.
    pub reason: std::io::ErrorKind,
}

/// A letter was settled: this is what became of it.
#[derive(Debug, Clone, Copy)]
pub struct LetterSettled<'a> {
    /// The standard of the letter.
    pub standard: Standard,
    /// The letter type as the letter states it; unlisted ones are counted together.
    pub type_code: &'a str,
    /// What became of it.
    pub outcome: LetterOutcome,
    /// Its event, if there is one.
    pub event: Option<EventId>,
    /// Every reason, if it was refused.
    pub codes: &'a [RefusalCode],
}

/// A document was read and its letters were translated, or refused.
#[derive(Debug, Clone, Copy)]
pub struct LetterConverted {
    /// The standard it was read as.
    pub standard: Standard,
    /// Time of the translation alone.
    pub duration: Duration,
}

/// A translator broke on a document, which was refused.
#[derive(Debug, Clone, Copy)]
pub struct TranslatorFailed {
    /// The standard it was read as.
    pub standard: Standard,
}

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LetterOutcome {
    /// A new event.
    Accepted,
    /// A new event, under a letter id that the sender had used for other content.
    IdReused,
    /// Kept to be processed; its receipt follows.
    Kept,
    /// Not settled: it could not be written now, and the sender was told to come again.
    Postponed,
    /// It was itself a receipt.
    Receipt,
    /// Refused.
    Refused,
    /// The event was there already.
    Resent,
}

impl LetterOutcome {
    /// The word in labels and answers.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::IdReused => "id-reused",
            Self::Kept => "kept",
            Self::Postponed => "postponed",
            Self::Receipt => "receipt",
            Self::Refused => "refused",
            Self::Resent => "resent",
        }
    }
}

impl DocumentAnswered {
    /// Writes it down.
    pub fn emit(self) {
        Metric::LetterReceiveDuration.took(self.duration, &[("standard", self.standard.word().into())]);
    }
}

impl DocumentUnreadable<'_> {
    /// Writes it down.
    pub fn emit(self) {
        let standard = self.standard.map_or(OTHER, Standard::word);
        tracing::debug!(standard, codes = ?words(self.codes), "document unreadable");
        let labels = [("standard", standard.into()), ("type", OTHER.into()), ("outcome", "unreadable".into())];
        Metric::LettersReceived.count(1, &labels);
        count_reasons(self.codes);
    }
}

impl FolderFileClaimed<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!(organisation = self.organisation, bytes = self.bytes, "file claimed");
    }
}

impl FolderFileSettled<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!(organisation = self.organisation, outcome = self.outcome, "file settled");
        Metric::FilesSettled.count(1, &[("outcome", self.outcome.into())]);
    }
}

impl FolderUnavailable<'_> {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!(organisation = self.organisation, reason = ?self.reason, "folder unavailable");
        Metric::FilesSettled.count(1, &[("outcome", "postponed".into())]);
    }
}

impl LetterSettled<'_> {
    /// Writes it down.
    pub fn emit(self) {
        let (standard, kind, outcome) = (self.standard.word(), label::letter_type(self.type_code), self.outcome.word());
        let event = self.event.map(|event| event.to_string());
        tracing::debug!(standard, r#type = kind, outcome, event, codes = ?words(self.codes), "letter settled");
        let labels = [("standard", standard.into()), ("type", kind.into()), ("outcome", outcome.into())];
        Metric::LettersReceived.count(1, &labels);
        count_reasons(self.codes);
    }
}

impl LetterConverted {
    /// Writes it down.
    pub fn emit(self) {
        Metric::LetterConversionDuration.took(self.duration, &[("standard", self.standard.word().into())]);
    }
}

impl TranslatorFailed {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!(standard = self.standard.word(), "a translator has failed on a document");
        Metric::TasksFailed.count(1, &[("task", "translate".into())]);
    }
}

fn count_reasons(codes: &[RefusalCode]) {
    for code in codes {
        Metric::LettersRefused.count(1, &[("code", code.word().into())]);
    }
}

fn words(codes: &[RefusalCode]) -> Vec<&'static str> {
    codes.iter().map(|code| code.word()).collect()
}
