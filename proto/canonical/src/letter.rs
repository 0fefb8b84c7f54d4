//! What a translator makes of the bytes a sender handed over, and what the sender is told.

use jiff::Timestamp;

use crate::Moment;
use crate::event::{Event, Standard};
use crate::notice::Notice;
use crate::party::Party;
use crate::receipt::IncomingReceipt;
use crate::refusal::Refusal;

/// Limits a translator enforces before it reads any further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest document, in bytes.
    pub bytes: usize,
    /// The deepest nesting of elements or JSON values.
    pub depth: usize,
    /// The largest number of elements, attributes or JSON values.
    pub nodes: usize,
    /// The largest number of letters in one envelope.
    pub letters: usize,
}

impl Default for Limits {
    /// 100 MiB, 64 levels, 1,000,000 nodes, 100 letters.
    fn default() -> Self {
        Self { bytes: 100 * 1024 * 1024, depth: 64, nodes: 1_000_000, letters: 100 }
    }
}

/// An opened envelope with its letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The addressing around the letters.
    pub envelope: Envelope,
    /// The letters, in their order; never empty.
    pub letters: Vec<Letter>,
}

/// A document that could not be read as far as its letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The envelope, if at least that could be opened: then the sender can be answered in its standard.
    pub envelope: Option<Envelope>,
    /// Every reason found; never empty.
    pub refusals: Vec<Refusal>,
}

/// The addressing around letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The standard its letters are written in.
    pub standard: Standard,
    /// The format the document was written in; receipts are written in the same.
    pub format: Format,
    /// The envelope's id: MedCom `Envelope/Identifier`, FHIR `Bundle.id`. New on every sending.
    pub id: String,
    /// When it was sent.
    pub sent: Option<Moment>,
    /// Whether the sender asks for a positive receipt. Always so in FHIR.
    pub wants_receipt: bool,
    /// Doubts about the document as a whole.
    pub notices: Vec<Notice>,
}

/// The syntax of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

/// One letter of an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What is known of the letter even if it is refused.
    pub head: LetterHead,
    /// What became of it.
    pub outcome: Outcome,
}

/// What a receipt needs to know of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LetterHead {
    /// The letter's id; empty if it could not be read.
    pub letter_id: String,
    /// The letter type; empty if it could not be read.
    pub type_code: String,
    /// The letter's version.
    pub version_code: Option<String>,
    /// The sender as far as it could be read.
    pub sender: Party,
    /// The receivers as far as they could be read.
    pub receivers: Vec<Party>,
}

/// What became of a letter in translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It became an event.
    Event(Box<Event>),
    /// It is itself a receipt. A receipt is never answered with a receipt.
    Receipt(Box<IncomingReceipt>),
    /// It was refused, with every reason at once; never empty.
    Refused(Vec<Refusal>),
}

/// What a letter's sender is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The receiver has taken responsibility.
    Accepted,
    /// The letter was not accepted, for these reasons.
    Refused(Vec<Refusal>),
}

/// What makes one rendering of a receipt differ from another: handed in, never drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// 128 fresh bits, from which envelope ids are written.
    pub id: [u8; 16],
    /// The time of rendering.
    pub at: Timestamp,
}

/// A receipt, ready to send.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its media type, with charset where the type has one.
    pub media_type: &'static str,
    /// The document.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Receipt({}, {} bytes)", self.media_type, self.bytes.len())
    }
}
