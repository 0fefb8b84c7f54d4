//! Receipts to senders: `XCTL03` for what was accepted, `XCTL02` for what was not.
//!
//! Written in the namespace that every system reads, with the parties swapped and without a request
//! for a receipt: a receipt is never answered.
//!
//! Standard: MedCom XML 2005/08/07, `PositiveReceipt.xsd` (XC0330Q) and `NegativeReceipt.xsd` (XC0230Q).

use canonical::digest::Digest;
use canonical::letter::{Answer, Envelope, LetterHead, Receipt, Stamp, Unreadable};
use canonical::moment::danish_time;
use canonical::party::Party;
use canonical::refusal::{Refusal, RefusalCode};

use crate::xml::{Xml, is_allowed};

/// The namespace of receipts.
const NAMESPACE: &str = "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/";
/// The most letters one receipt may answer.
const LETTERS: usize = 99;
/// The most refusals that are spelled out for one letter.
const SPELLED_OUT: usize = 20;
/// The longest path that is spelled out, in characters.
const PATH: usize = 200;
/// What stands where a required identifier is not known.
pub(crate) const UNKNOWN: &str = "ukendt";

/// Answers the letters of an envelope in one `Emessage`, refused ones with every reason.
///
/// Accepted letters are only answered where the envelope asks for it. `None` if there is nothing to
/// say. But for envelope id and time, which the stamp gives, the same answers give the same bytes.
#[must_use]
pub fn render(envelope: &Envelope, answers: &[(LetterHead, Answer)], stamp: &Stamp) -> Option<Receipt> {
    let mut receipts: Vec<Draft<'_>> = Vec::new();
    for (head, answer) in answers {
        let refusals = match answer {
            Answer::Accepted if !envelope.wants_receipt => continue,
            Answer::Accepted => None,
            Answer::Refused(refusals) => Some(refusals.as_slice()),
        };
        let (sender, receiver) = (location(Some(&head.sender)), location(head.receivers.first()));
        let fits = |draft: &&mut Draft<'_>| {
            (draft.sender, draft.receiver, draft.is_positive) == (sender, receiver, refusals.is_none())
                && draft.letters.len() < LETTERS
        };
        let letter = Answered { id: head.letter_id.as_str(), version: head.version_code.as_deref(), refusals };
        match receipts.iter_mut().find(fits) {
            Some(draft) => draft.letters.push(letter),
            None => receipts.push(Draft { sender, receiver, is_positive: refusals.is_none(), letters: vec![letter] }),
        }
    }
    (!receipts.is_empty()).then(|| emessage(&envelope.id, &receipts, stamp))
}

/// Answers a document whose letters could not be read. `None` if not even its envelope could.
///
/// The parties are those of the transport, if it knows them: the document's own were not found.
#[must_use]
pub fn render_unreadable(
    unreadable: &Unreadable,
    sender: Option<&Party>,
    receiver: Option<&Party>,
    stamp: &Stamp,
) -> Option<Receipt> {
    let envelope = unreadable.envelope.as_ref()?;
    let letter = Answered { id: "", version: None, refusals: Some(&unreadable.refusals) };
    let draft =
        Draft { sender: location(sender), receiver: location(receiver), is_positive: false, letters: vec![letter] };
    Some(emessage(&envelope.id, &[draft], stamp))
}

/// One receipt: letters of one sender to one receiver, all accepted or all refused.
struct Draft<'a> {
    /// The location number of the letters' sender.
    sender: &'a str,
    /// The location number of the letters' receiver.
    receiver: &'a str,
    is_positive: bool,
    letters: Vec<Answered<'a>>,
}

struct Answered<'a> {
    /// Empty if the letter has none that could be read.
    id: &'a str,
    version: Option<&'a str>,
    refusals: Option<&'a [Refusal]>,
}

pub(crate) fn location(party: Option<&Party>) -> &str {
    party.and_then(Party::gln).map_or(UNKNOWN, |gln| stated(gln.as_str(), 35))
}

fn emessage(envelope_id: &str, receipts: &[Draft<'_>], stamp: &Stamp) -> Receipt {
    let envelope_id = stated(envelope_id, 14);
    enveloped(stamp, |xml| receipts.iter().for_each(|receipt| receipt.write(envelope_id, xml)))
}

/// An `Emessage` with receipts.
pub(crate) fn enveloped(stamp: &Stamp, receipts: impl FnOnce(&mut Xml)) -> Receipt {
    let sent = stamp.at.to_zoned(danish_time());
    let bytes = Xml::document("Emessage", NAMESPACE, |xml| {
        xml.element("Envelope", |xml| {
            xml.element("Sent", |xml| {
                xml.field("Date", &sent.strftime("%Y-%m-%d").to_string());
                xml.field("Time", &sent.strftime("%H:%M").to_string());
            });
            xml.field("Identifier", &identifier(&stamp.id));
            xml.field("AcknowledgementCode", "minuspositivkvitt");
        });
        receipts(xml);
    });
    Receipt { media_type: "application/xml; charset=utf-8", bytes }
}

/// A receipt of this kind, whose letter has the digest of its version as identifier.
pub(crate) fn written(
    xml: &mut Xml,
    is_positive: bool,
    digest: impl FnOnce(&str) -> Digest,
    rest: impl FnOnce(&mut Xml),
) {
    let (element, version, code) = match is_positive {
        true => ("PositiveReceipt", "XC0330Q", "XCTL03"),
        false => ("NegativeReceipt", "XC0230Q", "XCTL02"),
    };
    xml.element(element, |xml| {
        xml.element("Letter", |xml| {
            xml.field("Identifier", &identifier(&digest(version).0));
            xml.field("VersionCode", version);
            xml.field("StatisticalCode", code);
        });
        rest(xml);
    });
}

impl Draft<'_> {
    fn write(&self, envelope_id: &str, xml: &mut Xml) {
        written(
            xml,
            self.is_positive,
            |version| self.digest(envelope_id, version),
            |xml| {
                // Swapped: who received the letters sends the receipt.
                party(xml, "Sender", self.receiver);
                party(xml, "Receiver", self.sender);
                xml.element("OriginalEmessage", |xml| {
                    xml.field("OriginalEnvelopeIdentifier", envelope_id);
                    party(xml, "OriginalSender", self.sender);
                    party(xml, "OriginalReceiver", self.receiver);
                    // Reasons that belong to no letter stand before the letters.
                    let (lost, named): (Vec<_>, Vec<_>) = self.letters.iter().partition(|letter| letter.id.is_empty());
                    let reasons: Vec<&Refusal> = lost.iter().filter_map(|letter| letter.refusals).flatten().collect();
                    if !self.is_positive && !lost.is_empty() {
                        write_reasons(xml, &reasons);
                    }
                    named.into_iter().for_each(|letter| letter.write(xml));
                });
            },
        );
    }

    /// What the receipt says, so that its letter identifier is the same whenever it says the same.
    fn digest(&self, envelope_id: &str, version: &str) -> Digest {
        let mut parts =
            vec![version.as_bytes(), envelope_id.as_bytes(), self.sender.as_bytes(), self.receiver.as_bytes()];
        for letter in &self.letters {
            parts.push(letter.id.as_bytes());
            let refusals = letter.refusals.unwrap_or_default();
            parts.extend(refusals.iter().flat_map(|r| [r.code.word().as_bytes(), r.at.path.as_bytes()]));
        }
        Digest::of_parts("broen/receipt/medcom-xml/1", &parts)
    }
}

impl Answered<'_> {
    fn write(&self, xml: &mut Xml) {
        xml.element("OriginalLetter", |xml| {
            xml.field("OriginalLetterIdentifier", stated(self.id, 14));
            xml.field("OriginalVersionCode", stated(self.version.unwrap_or(UNKNOWN), 7));
            if let Some(refusals) = self.refusals {
                write_reasons(xml, &refusals.iter().collect::<Vec<_>>());
            }
        });
    }
}

/// `RefuseCode` and `RefuseText`.
fn write_reasons(xml: &mut Xml, refusals: &[&Refusal]) {
    let code = refusals.iter().map(|refusal| refuse_code(refusal.code)).min();
    xml.field("RefuseCode", code.unwrap_or(RefuseCode::Unspecified).word());
    xml.element("RefuseText", |xml| {
        for (index, refusal) in refusals.iter().take(SPELLED_OUT).enumerate() {
            if index > 0 {
                xml.empty("Break");
            }
            xml.text(&sentence(refusal));
        }
        if refusals.len() > SPELLED_OUT {
            xml.empty("Break");
            xml.text(&format!("… og {} fejl mere.", refusals.len() - SPELLED_OUT));
        }
    });
}

/// The Danish sentence of the code, the code itself, and the place.
fn sentence(refusal: &Refusal) -> String {
    let Refusal { at, code } = refusal;
    let mut sentence = format!("{} ({}", code.danish(), code.word());
    if !at.path.is_empty() {
        sentence.push_str(": ");
        sentence.push_str(cut(&at.path, PATH));
    }
    if at.line > 0 {
        sentence.push_str(&format!(", {}:{}", at.line, at.column));
    }
    sentence.push(')');
    sentence
}

pub(crate) fn party(xml: &mut Xml, name: &str, location: &str) {
    xml.element(name, |xml| xml.field("EANIdentifier", location));
}

/// The start of what was written, if there is something to see in it.
pub(crate) fn stated(text: &str, most: usize) -> &str {
    let start = cut(text, most);
    if start.chars().any(|c| is_allowed(c) && !c.is_whitespace()) { start } else { UNKNOWN }
}

/// The first characters of a text.
fn cut(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| text.get(..end).unwrap_or_default())
}

/// Fourteen letters and digits, as identifiers of envelopes and letters are: 70 bits of what is given.
pub(crate) fn identifier(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bits = |at: usize| bytes.get(at / 8).map_or(0, |byte| usize::from(byte >> (7 - at % 8) & 1));
    let digit = |index: usize| (0..5).fold(0, |digit, bit| digit << 1 | bits(index * 5 + bit));
    (0..14).filter_map(|index| ALPHABET.get(digit(index))).map(|byte| char::from(*byte)).collect()
}

/// MedCom's five reasons, the one that says most first.
///
/// Standard: `RefuseCodeType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum RefuseCode {
    UnknownLocation,
    ReceiverId,
    Version,
    Syntax,
    Unspecified,
}

impl RefuseCode {
    const fn word(self) -> &'static str {
        match self {
            Self::ReceiverId => "problem_med_modtagerID",
            Self::Syntax => "syntaksfejl",
            Self::UnknownLocation => "ukendt_lokationsnummer",
            Self::Unspecified => "ikke_specificeret",
            Self::Version => "problem_med_version",
        }
    }
}

/// The one translation of our reasons to MedCom's.
const fn refuse_code(code: RefusalCode) -> RefuseCode {
    match code {
        RefusalCode::Base64Malformed
        | RefusalCode::CharacterSetUnsupported
        | RefusalCode::CodeSystemUnknown
        | RefusalCode::CodeUnknown
        | RefusalCode::DateMalformed
        | RefusalCode::DocumentEmpty
        | RefusalCode::DtdForbidden
        | RefusalCode::ElementEmpty
        | RefusalCode::ElementMissing
        | RefusalCode::ElementRepeated
        | RefusalCode::ElementUnexpected
        | RefusalCode::FormattingNested
        | RefusalCode::IdentifierMalformed
        | RefusalCode::JsonMalformed
        | RefusalCode::LetterMissing
        | RefusalCode::MessageHeaderMissing
        | RefusalCode::NumberMalformed
        | RefusalCode::PatientIdMalformed
        | RefusalCode::PatientMissing
        | RefusalCode::ReferenceUnresolved
        | RefusalCode::ResourceIdMismatch
        | RefusalCode::ResourceMissing
        | RefusalCode::TextTooLong
        | RefusalCode::TimeMalformed
        | RefusalCode::ValueMalformed
        | RefusalCode::XmlMalformed => RefuseCode::Syntax,
        RefusalCode::BundleTypeWrong
        | RefusalCode::InteractionUnsupported
        | RefusalCode::ReceiverTypeUnsupported
        | RefusalCode::RootUnknown
        | RefusalCode::VersionUnsupported => RefuseCode::Version,
        RefusalCode::DocumentTooComplex
        | RefusalCode::DocumentTooDeep
        | RefusalCode::DocumentTooLarge
        | RefusalCode::EnvelopeIdReused
        | RefusalCode::RuleBroken
        | RefusalCode::SenderNotAuthorised
        | RefusalCode::SizeMismatch
        | RefusalCode::StateContradictory
        | RefusalCode::TranslationFailed => RefuseCode::Unspecified,
        RefusalCode::ReceiverMissing | RefusalCode::ReceiverUnitUnknown => RefuseCode::ReceiverId,
        RefusalCode::ReceiverUnknown => RefuseCode::UnknownLocation,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_fourteen_letters_and_digits_of_what_it_is_given() {
        assert_eq!(identifier(&[0; 16]), "00000000000000");
        assert_eq!(identifier(&[0xff; 16]), "ZZZZZZZZZZZZZZ");
        assert_ne!(identifier(&[1; 16]), identifier(&[2; 16]));
    }

    #[test]
    fn the_reason_that_says_most_leads() {
        let codes = [RefusalCode::XmlMalformed, RefusalCode::ReceiverUnknown, RefusalCode::SizeMismatch];
        assert_eq!(codes.into_iter().map(refuse_code).min(), Some(RefuseCode::UnknownLocation));
    }
}
