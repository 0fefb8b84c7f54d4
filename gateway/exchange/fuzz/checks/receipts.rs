//! What a receiver answers.

use canonical::Event;
use canonical::letter::{Format, Limits, Stamp};
use canonical::receipt::{IncomingReceipt, Verdict};
use exchange::{Said, merged, pass_on, receipts_in};

use super::events;

/// Letters that are answered, one of each standard.
const ANSWERED: [&[u8]; 2] = [
    include_bytes!("../../../../adapters/fhir/src/messages/care_communication/cases/new_message.json"),
    include_bytes!("../../../../adapters/medcom/src/letters/clinical_email/cases/smallest.xml"),
];

/// Any bytes as the answer to a post: receipts, and the same again. What each says is passed on to the sender of a letter, in
/// either standard, and says the same there.
pub(crate) fn receipts(bytes: &[u8]) {
    let limits = Limits::default();
    let receipts = receipts_in(bytes, &limits);
    assert_eq!(receipts, receipts_in(bytes, &limits), "other receipts");
    assert!(receipts.len() <= limits.letters);
    let letters: Vec<Event> = ANSWERED.into_iter().flat_map(events).collect();
    assert_eq!(letters.len(), 2);
    for IncomingReceipt { verdict, reasons, letters: own, .. } in receipts {
        let reasons = own.into_iter().flat_map(|letter| letter.reasons).chain(reasons).collect();
        let said = Said { verdict, reasons };
        for letter in &letters {
            for format in [Format::Json, Format::Xml] {
                passed_on(letter, format, &said);
            }
        }
        for other in [Verdict::Negative, Verdict::Positive, Verdict::Transient] {
            assert_eq!(merged(Some(verdict), Some(other)), merged(Some(other), Some(verdict)));
        }
    }
}

fn passed_on(letter: &Event, format: Format, said: &Said) {
    let stamp = Stamp { id: [7; 16], at: "2026-03-12T13:40:00Z".parse().expect("a time") };
    let receipt = pass_on(letter, "an envelope", format, said, &stamp);
    let read = receipts_in(&receipt.bytes, &Limits::default());
    let [read] = read.as_slice() else { panic!("it is no receipt: {}", String::from_utf8_lossy(&receipt.bytes)) };
    let is_fhir = letter.source.standard == canonical::event::Standard::Fhir;
    // XCTL has no word for what passes: a technical error is a refusal there.
    let meant = if is_fhir || said.verdict != Verdict::Transient { said.verdict } else { Verdict::Negative };
    assert_eq!(read.verdict, meant, "another verdict");
    let answered: Vec<&str> = read.letters.iter().map(|answered| answered.letter_id.as_str()).collect();
    assert_eq!(answered, [letter.source.letter_id.as_str()], "another letter");
}
