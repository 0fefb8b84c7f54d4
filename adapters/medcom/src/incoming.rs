//! Receipts that come in: `XCTL01`, `XCTL02`, `XCTL03`. They answer letters and are never answered.

use canonical::Personal;
use canonical::digest::Digest;
use canonical::identifier::{Gln, PartyIdentifier};
use canonical::receipt::{AnsweredLetter, IncomingReceipt, Reason, ReceiptForm, Verdict};

use crate::head::{child, value};
use crate::xml::{Node, is_space};

/// The most letters one receipt can answer, by the schema.
const LETTERS: usize = 99;
/// The longest word that is taken for a code; the standard's own are far shorter.
const CODE: usize = 35;
/// The longest text of a reason that is kept, in characters.
const TEXT: usize = 4000;

/// Which receipt an element is; `None` if it is none.
pub(crate) fn form(element: Node<'_, '_>) -> Option<ReceiptForm> {
    match element.tag_name().name() {
        "NegativeReceipt" => Some(ReceiptForm::Xctl02),
        "NegativeVansReceipt" => Some(ReceiptForm::Xctl01),
        "PositiveReceipt" => Some(ReceiptForm::Xctl03),
        _ => None,
    }
}

/// Reads a receipt as far as it can be read. It is never refused: there is nobody to tell.
///
/// Standard: MedCom `OriginalEmessageType`. Some senders do not swap the parties, so the original sender
/// is what the receipt says it is, and the envelope is what it is matched by.
pub(crate) fn receipt(element: Node<'_, '_>, form: ReceiptForm, fingerprint: Digest) -> IncomingReceipt {
    let original = child(element, "OriginalEmessage");
    let letters = original.into_iter().flat_map(|original| original.children());
    let letters = letters.filter(|node| node.is_element() && node.tag_name().name() == "OriginalLetter");
    IncomingReceipt {
        fingerprint,
        form,
        verdict: verdict(form),
        receipt_id: child(element, "Letter").and_then(|letter| value(letter, "Identifier")),
        sender: party(Some(element), "Sender"),
        envelope_id: original.and_then(|original| value(original, "OriginalEnvelopeIdentifier")),
        message_id: None,
        letters: letters.take(LETTERS).filter_map(answered).collect(),
        reasons: original.and_then(reason).into_iter().collect(),
        original_sender: party(original, "OriginalSender"),
        original_receiver: party(original, "OriginalReceiver"),
    }
}

const fn verdict(form: ReceiptForm) -> Verdict {
    match form {
        ReceiptForm::Acknowledgement
        | ReceiptForm::PositiveMessage
        | ReceiptForm::ReceiptAcknowledgement
        | ReceiptForm::Xctl03 => Verdict::Positive,
        ReceiptForm::NegativeMessage
        | ReceiptForm::NegativeVans
        | ReceiptForm::ReceiptException
        | ReceiptForm::Xctl01
        | ReceiptForm::Xctl02 => Verdict::Negative,
    }
}

/// A location number, or the mailbox that the network writes in its place.
fn party(parent: Option<Node<'_, '_>>, name: &str) -> Option<PartyIdentifier> {
    let number = value(child(parent?, name)?, "EANIdentifier")?;
    Some(PartyIdentifier::Gln(Gln::new(number)))
}

fn answered(letter: Node<'_, '_>) -> Option<AnsweredLetter> {
    let letter_id = value(letter, "OriginalLetterIdentifier")?;
    Some(AnsweredLetter { letter_id, or_letter_id: None, reasons: reason(letter).into_iter().collect() })
}

/// `RefuseCode` and `RefuseText`, which stand at the envelope or at a letter, or at neither.
fn reason(node: Node<'_, '_>) -> Option<Reason> {
    said(value(node, "RefuseCode"), child(node, "RefuseText").map(breakable))
}

/// A reason, if anything is said. What is no word of a code list belongs to the text.
pub(crate) fn said(code: Option<String>, text: Option<String>) -> Option<Reason> {
    let is_word = |code: &String| {
        code.len() <= CODE && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    let (code, no_word) = match code {
        Some(code) if is_word(&code) => (Some(code), None),
        no_word => (None, no_word),
    };
    let text: Vec<String> = no_word.into_iter().chain(text).filter(|text| !text.is_empty()).collect();
    let text = (!text.is_empty()).then(|| Personal::new(text.join("\n").chars().take(TEXT).collect()));
    (code.is_some() || text.is_some()).then_some(Reason { code, text })
}

/// MedCom `BreakableText`: words, with `Break` for a new line and `Space` for a space that counts.
fn breakable(node: Node<'_, '_>) -> String {
    let mut text = String::new();
    for part in node.descendants().skip(1) {
        match part.tag_name().name() {
            "Break" => text.push('\n'),
            "Space" => text.push(' '),
            _ => text.push_str(part.text().filter(|_| part.is_text()).unwrap_or_default()),
        }
    }
    text.trim_matches(is_space).to_owned()
}
