//! What the receivers of a letter have said of it themselves, as its sender reads it: in the standard and format of the letter.
//!
//! A receiver of another standard has answered a copy. Its Acknowledgement becomes XCTL for the letter, and for the letter with its
//! files another one, because each is an event of its own that was answered; two XCTL for one message become one Acknowledgement.
//!
//! Standard: MedCom, mapping XCTL and Acknowledgement; rules for merging and splitting, tables 3 and 4 of the use cases.

use canonical::event::{Event, Standard};
use canonical::letter::{Format, LetterHead, Receipt, Stamp};
use canonical::receipt::{Reason, ReceiptForm, Verdict};

/// What one receiver has said of a letter, and of the letter with its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Which of the standards' receipts it was.
    pub form: ReceiptForm,
    /// What it says.
    pub verdict: Verdict,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Two receipts as one: positive if both are, negative if one of them is, and nothing as long as one is missing: then the sender
/// sends again.
///
/// Standard: table 4.
#[must_use]
pub fn merged(letter: Option<Verdict>, files: Option<Verdict>) -> Option<Verdict> {
    match (letter?, files?) {
        (Verdict::Positive, Verdict::Positive) => Some(Verdict::Positive),
        (Verdict::Transient, Verdict::Transient | Verdict::Positive) | (Verdict::Positive, Verdict::Transient) => {
            Some(Verdict::Transient)
        }
        (_, _) => Some(Verdict::Negative),
    }
}

/// Writes what was said of a letter for its sender. `envelope_id` is that of the envelope that it came in. What the network has said
/// itself is passed on as a refusal.
#[must_use]
pub fn pass_on(event: &Event, envelope_id: &str, format: Format, said: &Said, stamp: &Stamp) -> Receipt {
    let head = LetterHead {
        letter_id: event.source.letter_id.clone(),
        type_code: event.source.type_code.clone(),
        version_code: event.source.version_code.clone(),
        sender: event.sender.clone(),
        receivers: event.receivers.clone(),
    };
    let words = (said.verdict, said.reasons.as_slice());
    match event.source.standard {
        Standard::Fhir => fhir::acknowledgement::pass_on(format, &head, words, stamp),
        Standard::MedcomXml => medcom::pass_on(envelope_id, &head, words, stamp),
    }
}
