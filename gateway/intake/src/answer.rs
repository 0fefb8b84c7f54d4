//! Which receipts are due, and in which order.
//!
//! | came as | accepted | refused | a receipt |
//! |---|---|---|---|
//! | MedCom XML | `XCTL03`, where the envelope asks for it | `XCTL02` | nothing |
//! | FHIR | Acknowledgement `ok` | Acknowledgement `fatal-error` | nothing |
//! | either in a reliable `VANSEnvelope` | also `PositiveMessage` | also `NegativeMessage` | nothing |
//!
//! All letters of an `Emessage` are answered in one. A `VANSEnvelope` has one answer: it is positive only if no
//! letter in it was refused, because a positive one promises all of them. Receipts of what came in a
//! `VANSEnvelope` travel in envelopes of their own, after its answer.

use canonical::event::Standard;
use canonical::letter::{Answer, Envelope, LetterHead, Receipt, Stamp, Unreadable};
use canonical::refusal::Refusal;

use crate::read::Reading;
use crate::reception::{LetterOutcome, LetterResult};
use crate::translate;

/// Makes what sets one rendering of a receipt apart from another.
type Stamping<'a> = &'a dyn Fn() -> Stamp;

/// Answers a document, when all its letters are settled.
pub(crate) fn receipts(
    reading: &Reading,
    letters: &[LetterResult],
    document: &[u8],
    stamp: Stamping<'_>,
) -> Vec<Receipt> {
    let answers: Vec<_> = letters.iter().filter_map(answer).collect();
    if answers.is_empty() && reading.refusals.is_empty() {
        return Vec::new();
    }
    let own = match (reading.standard, &reading.envelope) {
        (Standard::Fhir, Some(envelope)) if reading.refusals.is_empty() => {
            let original = reading.payload.as_deref().unwrap_or(document);
            answers.iter().map(|(head, answer)| acknowledgement(original, envelope, head, answer, stamp)).collect()
        }
        (Standard::Fhir, Some(_)) => vec![translate::operation_outcome(&reading.refusals)],
        (Standard::MedcomXml, Some(envelope)) if reading.refusals.is_empty() => {
            Vec::from_iter(translate::emessage(envelope, &answers, &stamp()))
        }
        (Standard::MedcomXml, Some(envelope)) => {
            let unreadable = Unreadable { envelope: Some(envelope.clone()), refusals: reading.refusals.clone() };
            Vec::from_iter(translate::unreadable_emessage(&unreadable, reading.vans.as_ref(), &stamp()))
        }
        (_, None) => Vec::new(),
    };
    let of_letters = letters.iter().flat_map(|letter| letter.outcome.refusals());
    enveloped(reading, own, reading.refusals.iter().chain(of_letters).cloned().collect(), stamp)
}

/// A message whose id could not be read has nothing that an acknowledgement could name.
fn acknowledgement(
    original: &[u8],
    envelope: &Envelope,
    head: &LetterHead,
    answer: &Answer,
    stamp: Stamping<'_>,
) -> Receipt {
    match answer {
        Answer::Refused(refusals) if head.letter_id.is_empty() => translate::operation_outcome(refusals),
        Answer::Accepted | Answer::Refused(_) => translate::acknowledgement(original, envelope, head, answer, &stamp()),
    }
}

fn answer(letter: &LetterResult) -> Option<(LetterHead, Answer)> {
    let answer = match &letter.outcome {
        LetterOutcome::Accepted | LetterOutcome::IdReused | LetterOutcome::Resent => Answer::Accepted,
        LetterOutcome::Receipt => return None,
        LetterOutcome::Refused(refusals) => Answer::Refused(refusals.clone()),
    };
    Some((letter.head.clone(), answer))
}

/// Puts receipts in envelopes behind the envelope's own answer, if the document came in one.
fn enveloped(reading: &Reading, own: Vec<Receipt>, refusals: Vec<Refusal>, stamp: Stamping<'_>) -> Vec<Receipt> {
    let Some(vans) = &reading.vans else {
        return own;
    };
    let answer = if refusals.is_empty() { Answer::Accepted } else { Answer::Refused(refusals) };
    let wrap = |receipt| translate::envelope_of(vans, receipt, &stamp());
    translate::envelope_answer(vans, &answer, &stamp()).into_iter().chain(own.into_iter().map(wrap)).collect()
}
