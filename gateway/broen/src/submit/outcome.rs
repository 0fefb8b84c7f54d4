//! What became of a document that was handed over.

use std::path::{Path, PathBuf};

use canonical::RefusalCode;
use canonical::receipt::Verdict;
use serde::Serialize;

use crate::output::{Mark, Terminal};

/// The answer to one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Handed {
    /// One result per letter, in their order; empty if the document could not be read that far.
    pub(crate) letters: Vec<LetterLine>,
    /// Why the document, or a letter whose reasons are only in its receipt, was refused.
    pub(crate) reasons: Vec<Reason>,
    /// The receipts, in the sender's standard.
    pub(crate) receipts: Vec<ReceiptFile>,
    /// The whole document was refused.
    pub(crate) refused: bool,
    /// Where the receipts of a document that is kept will be.
    pub(crate) later: Option<String>,
}

/// What became of one letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct LetterLine {
    /// The letter's id and type, where the answer names them.
    pub(crate) letter: String,
    /// What became of it.
    pub(crate) outcome: LetterWord,
    /// Its event.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) event_id: String,
    /// Whether its receipt follows when its receivers have answered.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) receipt_follows: bool,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) reasons: Vec<Reason>,
}

/// What became of a letter, as the words of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LetterWord {
    Accepted,
    IdReused,
    Kept,
    Receipt,
    Refused,
    Resent,
    /// A word of a newer gateway.
    Unknown,
}

/// Why something was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Reason {
    /// The stable word.
    pub(crate) code: String,
    /// Where in the document.
    pub(crate) place: String,
    /// What it means.
    pub(crate) meaning: String,
    /// What the sender should do.
    pub(crate) remedy: String,
}

/// A receipt as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReceiptFile {
    /// Its media type.
    pub(crate) media_type: String,
    /// The document.
    pub(crate) bytes: Vec<u8>,
}

impl Handed {
    /// Whether anything was refused.
    pub(crate) fn is_refused(&self) -> bool {
        self.refused || self.letters.iter().any(|letter| letter.outcome == LetterWord::Refused)
    }

    /// The reasons of the document and of its letters.
    pub(crate) fn all_reasons(&self) -> impl Iterator<Item = &Reason> {
        self.reasons.iter().chain(self.letters.iter().flat_map(|letter| &letter.reasons))
    }

    /// Prints it.
    pub(super) fn print(&self, terminal: Terminal, file: &Path, saved: &[PathBuf]) {
        let Self { letters, reasons, receipts, refused, later } = self;
        terminal.object(&serde_json::json!({
            "file": file, "refused": self.is_refused(), "letters": letters, "reasons": reasons,
            "receipts": receipts.len(), "saved": saved, "later": later,
        }));
        terminal.say(terminal.paint().bold(&file.display().to_string()));
        if letters.is_empty() && *refused {
            terminal.mark(Mark::Bad, "refused");
        }
        for letter in letters {
            letter.print(terminal);
        }
        print_reasons(terminal, reasons);
        for receipt in receipts {
            terminal.mark(Mark::Out, receipt.words());
        }
        if let Some(place) = later {
            terminal.mark(Mark::Note, format!("receipts will be at {place}"));
        }
        for path in saved {
            terminal.mark(Mark::Note, format!("saved {}", path.display()));
        }
    }
}

impl LetterLine {
    fn print(&self, terminal: Terminal) {
        let Self { letter, outcome, event_id, receipt_follows, reasons } = self;
        let mark = if *outcome == LetterWord::Refused { Mark::Bad } else { Mark::Good };
        let mut line = format!("{letter} {}", outcome.words()).trim_start().to_owned();
        if *receipt_follows {
            line.push_str("; its receipt follows when its receivers have answered");
        }
        if !event_id.is_empty() {
            line.push_str(&terminal.paint().faint(&format!("  event {event_id}")));
        }
        terminal.mark(mark, line);
        print_reasons(terminal, reasons);
    }
}

fn print_reasons(terminal: Terminal, reasons: &[Reason]) {
    for Reason { code, place, meaning, remedy } in reasons {
        let place = if place.is_empty() { String::new() } else { format!(" at {place}") };
        terminal.say(format!("    {}{place}", terminal.paint().red(code)));
        for text in [meaning, remedy].into_iter().filter(|text| !text.is_empty()) {
            terminal.say(format!("      {text}"));
        }
    }
}

impl LetterWord {
    /// The outcome with this word of the contract.
    pub(super) fn from_word(word: &str) -> Self {
        match word {
            "accepted" => Self::Accepted,
            "id-reused" => Self::IdReused,
            "kept" => Self::Kept,
            "receipt" => Self::Receipt,
            "refused" => Self::Refused,
            "resent" => Self::Resent,
            _ => Self::Unknown,
        }
    }

    /// The outcome for people.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::IdReused => "accepted, though its id was used before for other content",
            Self::Kept => "kept; its receipt follows",
            Self::Receipt => "is a receipt; noted",
            Self::Refused => "refused",
            Self::Resent => "was accepted before; no second event",
            Self::Unknown => "answered in a word this program does not know",
        }
    }
}

impl Reason {
    /// A reason with this code; meaning and remedy come from the code's page.
    pub(super) fn new(code: &str, place: String) -> Self {
        let known = RefusalCode::from_word(code);
        Self {
            code: code.to_owned(),
            place,
            meaning: known.map_or("", RefusalCode::meaning).to_owned(),
            remedy: known.map_or("", RefusalCode::remedy).to_owned(),
        }
    }
}

impl ReceiptFile {
    /// What kind of receipt it is, as its standard names it.
    pub(crate) fn words(&self) -> String {
        let kind = match (self.is_fhir(), self.verdict()) {
            (true, Some(Verdict::Positive)) => "FHIR Acknowledgement, ok",
            (true, Some(Verdict::Negative)) => "FHIR Acknowledgement, fatal-error",
            (true, Some(Verdict::Transient)) => "FHIR Acknowledgement, transient-error",
            (false, Some(Verdict::Positive)) => "positive receipt (XCTL03)",
            (false, Some(Verdict::Negative)) => "negative receipt (XCTL02)",
            (_, Some(Verdict::Transient) | None) => "receipt",
        };
        format!("{kind}, {} bytes of {}", self.bytes.len(), self.media_type)
    }

    /// What it says of the letters it answers.
    pub(crate) fn verdict(&self) -> Option<Verdict> {
        let text = String::from_utf8_lossy(&self.bytes);
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if says(&["XCTL02", "fatal-error"]) {
            Some(Verdict::Negative)
        } else if says(&["transient-error"]) {
            Some(Verdict::Transient)
        } else if says(&["XCTL03", "\"ok\""]) {
            Some(Verdict::Positive)
        } else {
            None
        }
    }

    fn is_fhir(&self) -> bool {
        self.media_type.contains("fhir")
    }
}
