//! Receipts that the receiver itself has given, passed on to the sender of a letter: `XCTL03` and `XCTL02`.
//!
//! Standard: MedCom, mapping XCTL and Acknowledgement; its namespaces and versions are those of our own receipts.

use canonical::digest::Digest;
use canonical::letter::{LetterHead, Receipt, Stamp};
use canonical::receipt::{Reason, Verdict};

use crate::receipt::{UNKNOWN, enveloped, location, party, stated, written};
use crate::xml::Xml;

/// The longest text of a refusal that is passed on, in characters. What is longer is cut.
pub const LONGEST_REASON: usize = 1000;

/// Writes what the receiver has said of a letter that came in this envelope. A technical error is a refusal here: the standard has no
/// other word.
///
/// But for envelope id and time, which the stamp gives, the same words give the same bytes.
#[must_use]
pub fn pass_on(
    envelope_id: &str,
    head: &LetterHead,
    (verdict, reasons): (Verdict, &[Reason]),
    stamp: &Stamp,
) -> Receipt {
    let said = Said { envelope_id, head, reasons, is_positive: verdict == Verdict::Positive };
    let digest = |version: &str| said.digest(version);
    enveloped(stamp, |xml| written(xml, said.is_positive, digest, |xml| said.write(xml)))
}

struct Said<'a> {
    envelope_id: &'a str,
    head: &'a LetterHead,
    reasons: &'a [Reason],
    is_positive: bool,
}

impl Said<'_> {
    fn write(&self, xml: &mut Xml) {
        let (sender, receiver) = (location(Some(&self.head.sender)), location(self.head.receivers.first()));
        // Swapped: who received the letter sends the receipt.
        party(xml, "Sender", receiver);
        party(xml, "Receiver", sender);
        xml.element("OriginalEmessage", |xml| {
            xml.field("OriginalEnvelopeIdentifier", stated(self.envelope_id, 14));
            party(xml, "OriginalSender", sender);
            party(xml, "OriginalReceiver", receiver);
            xml.element("OriginalLetter", |xml| {
                xml.field("OriginalLetterIdentifier", stated(&self.head.letter_id, 14));
                xml.field("OriginalVersionCode", stated(self.head.version_code.as_deref().unwrap_or(UNKNOWN), 7));
                if !self.is_positive {
                    self.write_reasons(xml);
                }
            });
        });
    }

    fn write_reasons(&self, xml: &mut Xml) {
        let code = self.reasons.iter().find_map(|reason| reason.code.as_deref());
        xml.field("RefuseCode", refuse_code(code.unwrap_or_default()));
        let texts = self.reasons.iter().filter_map(|reason| reason.text.as_ref());
        let text = texts.map(|text| text.reveal().as_str()).collect::<Vec<_>>().join("\n");
        if text.trim().is_empty() {
            return;
        }
        xml.element("RefuseText", |xml| {
            for (index, line) in stated(&text, LONGEST_REASON).lines().enumerate() {
                if index > 0 {
                    xml.empty("Break");
                }
                xml.text(line);
            }
        });
    }

    /// What the receipt says, so that its letter identifier is the same whenever it says the same.
    fn digest(&self, version: &str) -> Digest {
        let own = [version, self.envelope_id, location(Some(&self.head.sender)), &self.head.letter_id];
        let reasons = self.reasons.iter().flat_map(|reason| {
            let text = reason.text.as_ref().map(|text| text.reveal().as_str());
            [reason.code.as_deref().unwrap_or_default(), text.unwrap_or_default()]
        });
        let parts: Vec<&[u8]> = own.into_iter().chain(reasons).map(str::as_bytes).collect();
        Digest::of_parts("broen/passed-on/medcom-xml/1", &parts)
    }
}

/// MedCom's word for a reason: its own, or the nearest to a code of an Acknowledgement.
///
/// Standard: `RefuseCodeType`; `medcom-acknowledgement-issue-details`; FHIR R4 `issue-type`. The mapping table has no values.
fn refuse_code(code: &str) -> &'static str {
    match code {
        "ukendt_lokationsnummer" | "MSG_Receiver_Identifier_UNKNOWN" | "not-found" => "ukendt_lokationsnummer",
        "problem_med_modtagerID" | "MSG_Receiver_Identifier_MISSING" => "problem_med_modtagerID",
        "problem_med_version" | "MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE" | "not-supported" => "problem_med_version",
        "syntaksfejl"
        | "MSG_VALUESET_VALUE_UNKNOWN"
        | "MSG_CodeSystem_VALUE_UNKNOWN"
        | "MSG_Datatype_Wrong"
        | "MSG_Element_To_Long"
        | "structure"
        | "required"
        | "value"
        | "invariant"
        | "code-invalid"
        | "too-long" => "syntaksfejl",
        _ => "ikke_specificeret",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_words_stay_and_those_of_an_acknowledgement_find_the_nearest() {
        for word in [
            "ukendt_lokationsnummer",
            "problem_med_modtagerID",
            "problem_med_version",
            "syntaksfejl",
            "ikke_specificeret",
        ] {
            assert_eq!(refuse_code(word), word);
        }
        assert_eq!(refuse_code("MSG_Receiver_Identifier_UNKNOWN"), "ukendt_lokationsnummer");
        assert_eq!(refuse_code("invariant"), "syntaksfejl");
        assert_eq!(refuse_code("processing"), "ikke_specificeret");
    }
}
