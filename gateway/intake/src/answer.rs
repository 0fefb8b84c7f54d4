//! Which receipts are due, and in which order.
//!
//! | came as | accepted | refused | a receipt |
//! |---|---|---|---|
//! | MedCom XML | `XCTL03`, where the envelope asks for it | `XCTL02` | nothing |
//! | FHIR | Acknowledgement `ok` | Acknowledgement `fatal-error` | nothing |
//! | either in a reliable `VANSEnvelope` | also `PositiveMessage` | also `NegativeMessage` | nothing |
//! | FHIR in an envelope of EHMI that asks | also `ReceiptAcknowledgement` | the same | nothing |
//!
//! Where the receivers of a letter are asked first, it is not answered here unless it is refused: what they have said follows.
//! Envelopes of networks are answered all the same, for themselves.
//!
//! All letters of an `Emessage` are answered in one. A `VANSEnvelope` has one answer: it is positive only if no
//! letter in it was refused, because a positive one promises all of them. Receipts of what came in a
//! `VANSEnvelope` travel in envelopes of their own, after its answer. An envelope of EHMI is answered for itself: with a
//! `ReceiptException` only if it could not be read as far as its message, or names another message than it holds; also where it carries an
//! Acknowledgement. A receipt that came in is never answered, also not one
//! that cannot be read: its sender learns of that where it handed it over.

use canonical::event::Standard;
use canonical::letter::{Answer, Envelope, LetterHead, Receipt, Stamp, Unreadable};
use canonical::organisation::{Organisation, Role};
use canonical::party::Party;
use canonical::refusal::Refusal;

use crate::around::Around;
use crate::read::Reading;
use crate::reception::{LetterOutcome, LetterResult};
use crate::translate::{acknowledgement, emessage, operation_outcome, rest, unreadable_emessage};

/// Makes what sets one rendering of a receipt apart from another.
type Stamping<'a> = &'a dyn Fn() -> Stamp;

/// A document with all its letters settled.
pub(crate) struct Settled<'a> {
    pub(crate) caller: &'a Organisation,
    pub(crate) reading: &'a Reading,
    pub(crate) letters: &'a [LetterResult],
}

/// What one receipt says, and the receipt.
type Said = (Answer, Receipt);

impl Settled<'_> {
    /// The receipts that are due.
    pub(crate) fn receipts(&self, stamp: Stamping<'_>) -> Vec<Receipt> {
        let Reading { standard, around, envelope, refusals, .. } = self.reading;
        if self.reading.asked.as_ref().is_some_and(|asked| asked.form != rest::Form::Message) {
            return Vec::new();
        }
        let answers: Vec<_> = self.letters.iter().filter_map(answer).collect();
        let is_late = self.letters.iter().any(|letter| letter.is_late);
        if answers.is_empty() && refusals.is_empty() && !is_late {
            let around = around.as_ref();
            return around.and_then(|around| around.receipt_of_receipts(&stamp())).into_iter().collect();
        }
        let said = match (standard, envelope) {
            (_, None) => Vec::new(),
            (Standard::Fhir, Some(envelope)) => self.acknowledgements(envelope, &answers, stamp),
            (Standard::MedcomXml, Some(_)) if refusals.is_empty() && answers.is_empty() => Vec::new(),
            (Standard::MedcomXml, Some(envelope)) if refusals.is_empty() => {
                let receipt = emessage(envelope, &answers, &stamp());
                Vec::from_iter(receipt.map(|receipt| (verdict(self.refusals()), receipt)))
            }
            (Standard::MedcomXml, Some(envelope)) => Vec::from_iter(self.of_unreadable(envelope, &stamp())),
        };
        let Some(around) = around else {
            return said.into_iter().map(|(_, receipt)| receipt).collect();
        };
        let wrap = |(answer, receipt): Said| around.wrap(*standard, &answer, &receipt, &stamp());
        let receipt = around.receipt(&verdict(refusals.clone()), &verdict(self.refusals()), &stamp());
        receipt.into_iter().chain(said.into_iter().filter_map(wrap)).collect()
    }

    fn acknowledgements(
        &self,
        envelope: &Envelope,
        answers: &[(LetterHead, Answer)],
        stamp: Stamping<'_>,
    ) -> Vec<Said> {
        let original = self.reading.payload.as_deref().unwrap_or_default();
        let acknowledged = |(head, answer): &(LetterHead, Answer)| {
            let receipt = match answer {
                // There is no id that an acknowledgement could name.
                Answer::Refused(refusals) if head.letter_id.is_empty() => operation_outcome(refusals),
                Answer::Accepted | Answer::Refused(_) => acknowledgement(original, envelope, head, answer, &stamp()),
            };
            (answer.clone(), receipt)
        };
        match self.reading.refusals.as_slice() {
            [] => answers.iter().map(acknowledged).collect(),
            refusals => vec![(Answer::Refused(refusals.to_vec()), operation_outcome(refusals))],
        }
    }

    /// The parties are the network's where the document came in its envelope; else a sender is its own.
    fn of_unreadable(&self, envelope: &Envelope, stamp: &Stamp) -> Option<Said> {
        let Reading { around, refusals, .. } = self.reading;
        let itself = || Party { identifiers: self.caller.identifiers.clone(), ..Party::default() };
        let sender = match around {
            Some(around) => Some(around.sender()),
            None => self.caller.has(Role::Sender).then(itself),
        };
        let receiver = around.as_ref().map(Around::receiver);
        let unreadable = Unreadable { envelope: Some(envelope.clone()), refusals: refusals.clone() };
        let receipt = unreadable_emessage(&unreadable, sender.as_ref(), receiver.as_ref(), stamp)?;
        Some((Answer::Refused(unreadable.refusals), receipt))
    }

    /// Every reason, of the document and of its letters.
    fn refusals(&self) -> Vec<Refusal> {
        let of_letters = self.letters.iter().flat_map(|letter| letter.outcome.refusals());
        self.reading.refusals.iter().chain(of_letters).cloned().collect()
    }
}

/// The types of receipts.
const RECEIPTS: [&str; 4] = ["XCTL01", "XCTL02", "XCTL03", "acknowledgement-message"];

fn verdict(refusals: Vec<Refusal>) -> Answer {
    if refusals.is_empty() { Answer::Accepted } else { Answer::Refused(refusals) }
}

/// What a letter is answered with now. A receipt never is, also not one that cannot be read.
fn answer(letter: &LetterResult) -> Option<(LetterHead, Answer)> {
    if RECEIPTS.contains(&letter.head.type_code.as_str()) {
        return None;
    }
    let answer = match &letter.outcome {
        _ if letter.is_late => return None,
        LetterOutcome::Accepted | LetterOutcome::IdReused | LetterOutcome::Resent => Answer::Accepted,
        LetterOutcome::Kept | LetterOutcome::Receipt => return None,
        LetterOutcome::Refused(refusals) => Answer::Refused(refusals.clone()),
    };
    Some((letter.head.clone(), answer))
}
