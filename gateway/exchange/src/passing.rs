//! What the receivers of a letter have said of it themselves, as its sender reads it: in the standard and format of the letter.
//!
//! A receiver of another standard has answered a copy. Its Acknowledgement becomes XCTL for the letter, and for the letter with its
//! files another one, because each is an event of its own that was answered; two XCTL for one message become one Acknowledgement
//! (see [`Merging`](crate::Merging)).
//!
//! Standard: MedCom, mapping XCTL and Acknowledgement; rules for splitting, table 3 of the use cases.

use std::collections::BTreeSet;

use canonical::Personal;
use canonical::event::{Event, Standard};
use canonical::letter::{Format, LetterHead, Receipt, Stamp};
use canonical::receipt::{Reason, Verdict};

use crate::shortcomings::Shortcoming;

/// What one receiver has said of a letter, and of the letter with its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What it says.
    pub verdict: Verdict,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Whoever converted says so, where a receiver refuses what came of it.
///
/// Standard: use cases of the conversion service 3.1, section 4.4.
const CONVERSION: &str = "Konverteringen ml. XML/EDI og FHIR kunne ikke udføres korrekt pga. tekniske el. indholdsmæssige \
                          forhold i meddelelsen.";

impl Said {
    /// The same, with MedCom's sentence where a conversion with these shortcomings was refused. Where both are too long for a letter,
    /// what the receiver says is shortened.
    #[must_use]
    pub fn explained(mut self, shortcomings: &BTreeSet<Shortcoming>) -> Self {
        if self.verdict != Verdict::Negative || shortcomings.is_empty() {
            return self;
        }
        let causes = shortcomings.iter().map(|one| one.danish());
        let own = [CONVERSION].into_iter().chain(causes).collect::<Vec<_>>().join(" ");
        let mut room = medcom::LONGEST_REASON.saturating_sub(own.chars().count());
        for text in self.reasons.iter_mut().map(|reason| &mut reason.text) {
            // A line of its own each.
            room = room.saturating_sub(1);
            let shorter = text.take().map(|text| text.reveal().chars().take(room).collect::<String>());
            room -= shorter.as_ref().map_or(0, |text| text.chars().count());
            *text = shorter.filter(|text| !text.is_empty()).map(Personal::new);
        }
        self.reasons.push(Reason { code: None, text: Some(Personal::new(own)) });
        self
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
