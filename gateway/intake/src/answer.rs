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
use canonical::letter::{Answer, LetterHead, Receipt, Stamp, Unreadable};
use canonical::refusal::Refusal;

use crate::read::Reading;
use crate::reception::{LetterOutcome, LetterResult};
use crate::translate;

/// Makes what sets one rendering of a receipt apart from another.
type Stamping<'a> = &'a dyn Fn() -> Stamp;

/// Answers the letters of a document, when all of them are settled.
pub(crate) fn to_letters(reading: &Reading, letters: &[LetterResult], stamp: Stamping<'_>) -> Vec<Receipt> {
    let answers: Vec<_> = letters.iter().filter_map(answer).collect();
    let Some(envelope) = reading.envelope.as_ref().filter(|_| !answers.is_empty()) else {
        return Vec::new();
    };
    let own = match envelope.standard {
        Standard::Fhir => {
            answers.iter().map(|(head, answer)| translate::acknowledgement(envelope, head, answer, &stamp())).collect()
        }
        Standard::MedcomXml => Vec::from_iter(translate::emessage(envelope, &answers, &stamp())),
    };
    let refusals: Vec<Refusal> = letters.iter().flat_map(|letter| letter.outcome.refusals()).cloned().collect();
    enveloped(reading, own, &refusals, stamp)
}

/// Answers a document that could not be read as far as its letters, if its sender can be reached at all.
pub(crate) fn to_unreadable(reading: &Reading, stamp: Stamping<'_>) -> Vec<Receipt> {
    let Err(refusals) = &reading.letters else {
        return Vec::new();
    };
    let unreadable = Unreadable { envelope: reading.envelope.clone(), refusals: refusals.clone() };
    let own = match (reading.standard, &reading.envelope) {
        (_, None) => None,
        (Standard::Fhir, Some(envelope)) => {
            let answer = Answer::Refused(refusals.clone());
            Some(translate::acknowledgement(envelope, &LetterHead::default(), &answer, &stamp()))
        }
        (Standard::MedcomXml, Some(_)) => translate::unreadable_emessage(&unreadable, reading.vans.as_ref(), &stamp()),
    };
    enveloped(reading, Vec::from_iter(own), refusals, stamp)
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
fn enveloped(reading: &Reading, own: Vec<Receipt>, refusals: &[Refusal], stamp: Stamping<'_>) -> Vec<Receipt> {
    let Some(vans) = &reading.vans else {
        return own;
    };
    let answer = match refusals {
        [] => Answer::Accepted,
        refusals => Answer::Refused(refusals.to_vec()),
    };
    let wrap = |receipt| translate::envelope_of(vans, receipt, &stamp());
    translate::envelope_answer(vans, &answer, &stamp()).into_iter().chain(own.into_iter().map(wrap)).collect()
}
