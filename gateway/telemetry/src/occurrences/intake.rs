//! Letters come in.

use std::time::Duration;

use canonical::EventId;
use canonical::event::Standard;
use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;
use jiff::Timestamp;

use crate::label::{self, OTHER};
use crate::metric::Metric;

/// A gateway said that the directory is in force.
#[derive(Debug, Clone, Copy)]
pub struct DirectoryConfirmed {
    /// When it said so.
    pub at: Timestamp,
}

/// Another directory came into force.
#[derive(Debug, Clone, Copy)]
pub struct DirectoryTaken {
    /// Organisations it has.
    pub organisations: usize,
}

/// The directory could not be written to disk; it is in force until the process ends.
#[derive(Debug, Clone, Copy)]
pub struct DirectoryUnkept {
    /// The kind of input or output error.
    pub reason: std::io::ErrorKind,
}

/// A document was answered, whatever the answer was.
#[derive(Debug, Clone, Copy)]
pub struct DocumentAnswered {
    /// The standard it was read as.
    pub standard: Standard,
    /// From having it to having its answer.
    pub duration: Duration,
}

/// A document came to the spool, or left it.
#[derive(Debug, Clone, Copy)]
pub struct DocumentSpooled {
    /// Which of them.
    pub outcome: SpoolOutcome,
    /// Its size in bytes.
    pub bytes: u64,
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

/// A message of a queue of letters was taken off it.
#[derive(Debug, Clone, Copy)]
pub struct LetterMessageSettled<'a> {
    /// The queue, by its configured name.
    pub queue: &'a str,
    /// What became of its document: `answered`, `refused`, or `stranger` if its sender is not known.
    pub outcome: &'static str,
}

/// A letter that is not refused is doubtful.
#[derive(Debug, Clone, Copy)]
pub struct LetterDoubted<'a> {
    /// Its event.
    pub event: EventId,
    /// Every doubt, each once.
    pub codes: &'a [NoticeCode],
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

/// A receipt could not be delivered over AMQP. Its letter stays accepted; a resend is answered again.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptUndelivered {
    /// Why, as a word.
    pub reason: &'static str,
}

/// The spool cannot be read or written now.
#[derive(Debug, Clone, Copy)]
pub struct SpoolFailed {
    /// Why, as a word.
    pub reason: &'static str,
}

/// What the spool holds.
#[derive(Debug, Clone, Copy)]
pub struct SpoolMeasured {
    /// Documents that wait.
    pub documents: u64,
    /// What they take of the spool.
    pub bytes: u64,
}

/// A translator broke on a document, which was refused.
#[derive(Debug, Clone, Copy)]
pub struct TranslatorFailed {
    /// The standard it was read as.
    pub standard: Standard,
}

/// What became of a document at the spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpoolOutcome {
    /// There was no room for it.
    Full,
    /// It is kept.
    Kept,
    /// It could not be settled yet, and waits on.
    Postponed,
    /// It left the spool with its answer.
    Settled,
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

impl SpoolOutcome {
    const fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Kept => "kept",
            Self::Postponed => "postponed",
            Self::Settled => "settled",
        }
    }
}

impl DirectoryConfirmed {
    /// Writes it down.
    pub fn emit(self) {
        Metric::DirectoryConfirmed.set(u64::try_from(self.at.as_second()).unwrap_or(0), &[]);
    }
}

impl DirectoryTaken {
    /// Writes it down.
    pub fn emit(self) {
        tracing::info!(organisations = self.organisations, "another directory is in force");
    }
}

impl DirectoryUnkept {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!(reason = ?self.reason, "directory not kept on disk");
        Metric::TasksFailed.count(1, &[("task", "directory".into())]);
    }
}

impl DocumentAnswered {
    /// Writes it down.
    pub fn emit(self) {
        Metric::LetterReceiveDuration.took(self.duration, &[("standard", self.standard.word().into())]);
    }
}

impl DocumentSpooled {
    /// Writes it down.
    pub fn emit(self) {
        tracing::debug!(outcome = self.outcome.word(), bytes = self.bytes, "document at the spool");
        Metric::SpoolDocumentsPassed.count(1, &[("outcome", self.outcome.word().into())]);
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

impl LetterMessageSettled<'_> {
    /// Writes it down. Without a sender nobody is told but the operator.
    pub fn emit(self) {
        match self.outcome {
            "stranger" => tracing::warn!(queue = self.queue, "a message of nobody known was not taken"),
            outcome => tracing::debug!(queue = self.queue, outcome, "message settled"),
        }
        let labels = [("queue", self.queue.to_owned().into()), ("outcome", self.outcome.into())];
        Metric::LetterMessages.count(1, &labels);
    }
}

impl LetterDoubted<'_> {
    /// Writes it down.
    pub fn emit(self) {
        let words: Vec<&str> = self.codes.iter().map(|code| code.word()).collect();
        tracing::debug!(event = %self.event, codes = ?words, "letter doubted");
        for code in words {
            Metric::LettersDoubted.count(1, &[("code", code.into())]);
        }
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

impl ReceiptUndelivered {
    /// Writes it down.
    pub fn emit(self) {
        tracing::warn!(reason = self.reason, "receipt not delivered");
        Metric::TasksFailed.count(1, &[("task", "receipt".into())]);
    }
}

impl SpoolFailed {
    /// Writes it down.
    pub fn emit(self) {
        tracing::error!(reason = self.reason, "spool unavailable");
        Metric::TasksFailed.count(1, &[("task", "spool".into())]);
    }
}

impl SpoolMeasured {
    /// Writes it down.
    pub fn emit(self) {
        Metric::SpoolDocuments.set(self.documents, &[]);
        Metric::SpoolBytes.set(self.bytes, &[]);
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
