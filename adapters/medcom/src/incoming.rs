//! Receipts that come in: `XCTL01`, `XCTL02`, `XCTL03`. They answer letters and are never answered.

use canonical::digest::Digest;
use canonical::identifier::{Gln, PartyIdentifier};
use canonical::letter::{IncomingReceipt, Verdict};

use crate::head::{child, value};
use crate::xml::Node;

/// The most letters one receipt can answer, by the schema.
const LETTERS: usize = 99;

/// What an element says if it is a receipt; `None` if it is not.
pub(crate) fn verdict(element: Node<'_, '_>) -> Option<Verdict> {
    match element.tag_name().name() {
        "NegativeReceipt" | "NegativeVansReceipt" => Some(Verdict::Negative),
        "PositiveReceipt" => Some(Verdict::Positive),
        _ => None,
    }
}

/// Reads a receipt as far as it can be read. It is never refused: there is nobody to tell.
///
/// Standard: MedCom `OriginalEmessageType`. Some senders do not swap the parties, so the original sender
/// is what the receipt says it is, and the envelope is what it is matched by.
pub(crate) fn receipt(element: Node<'_, '_>, verdict: Verdict, fingerprint: Digest) -> IncomingReceipt {
    let original = child(element, "OriginalEmessage");
    let letters = original.into_iter().flat_map(|original| original.children());
    let letters = letters.filter(|node| node.is_element() && node.tag_name().name() == "OriginalLetter");
    let sender = original.and_then(|original| child(original, "OriginalSender"));
    IncomingReceipt {
        fingerprint,
        verdict,
        envelope_id: original.and_then(|original| value(original, "OriginalEnvelopeIdentifier")),
        letter_ids: letters.take(LETTERS).filter_map(|letter| value(letter, "OriginalLetterIdentifier")).collect(),
        original_sender: sender
            .and_then(|sender| value(sender, "EANIdentifier"))
            .map(|gln| PartyIdentifier::Gln(Gln::new(gln))),
    }
}
