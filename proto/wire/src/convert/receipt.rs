//! Receipts on their way from adapters to gateways, and their reasons as the journal keeps them.

use bytes::Bytes;
use canonical::Personal;
use canonical::digest::Digest;
use canonical::identifier::PartyIdentifier;
use canonical::organisation::OrganisationId;
use canonical::receipt::{AnsweredLetter, IncomingReceipt, Reason, ReceiptForm, ReceivedReceipt, Verdict};
use prost::Message as _;

use super::{instant, timestamp};
use crate::Error;
use crate::transport::{PublishedAnswer, PublishedIdentifier, PublishedReason, PublishedReasons, PublishedReceipt};

/// Encodes reasons.
#[must_use]
pub fn encode_reasons(reasons: &[Reason]) -> Bytes {
    PublishedReasons { reasons: reasons.iter().map(PublishedReason::from).collect() }.encode_to_vec().into()
}

/// Decodes what [`encode_reasons`] wrote.
///
/// # Errors
/// `message-malformed`.
pub fn decode_reasons(bytes: Bytes) -> Result<Vec<Reason>, Error> {
    Ok(PublishedReasons::decode(bytes)?.reasons.into_iter().map(Reason::from).collect())
}

impl From<&ReceivedReceipt> for PublishedReceipt {
    fn from(received: &ReceivedReceipt) -> Self {
        let ReceivedReceipt { receipt, at, submitted_by, channel } = received;
        let IncomingReceipt {
            fingerprint: Digest(fingerprint),
            form,
            verdict,
            receipt_id,
            sender,
            envelope_id,
            message_id,
            letters,
            reasons,
            original_sender,
            original_receiver,
        } = receipt;
        let party = |party: &Option<PartyIdentifier>| party.as_ref().map(PublishedIdentifier::from);
        Self {
            at: Some(timestamp(*at)),
            submitted_by: submitted_by.to_string(),
            channel: channel.clone(),
            fingerprint: Bytes::from(fingerprint.to_vec()),
            form: form.word().to_owned(),
            verdict: verdict.word().to_owned(),
            receipt_id: receipt_id.clone(),
            sender: party(sender),
            envelope_id: envelope_id.clone(),
            message_id: message_id.clone(),
            letters: letters.iter().map(PublishedAnswer::from).collect(),
            reasons: reasons.iter().map(PublishedReason::from).collect(),
            original_sender: party(original_sender),
            original_receiver: party(original_receiver),
        }
    }
}

impl TryFrom<PublishedReceipt> for ReceivedReceipt {
    type Error = Error;

    fn try_from(message: PublishedReceipt) -> Result<Self, Error> {
        let PublishedReceipt {
            at,
            submitted_by,
            channel,
            fingerprint,
            form,
            verdict,
            receipt_id,
            sender,
            envelope_id,
            message_id,
            letters,
            reasons,
            original_sender,
            original_receiver,
        } = message;
        let invalid = |field| Error::Invalid { field };
        let receipt = IncomingReceipt {
            fingerprint: Digest::from_slice(&fingerprint).ok_or(invalid("PublishedReceipt.fingerprint"))?,
            form: ReceiptForm::from_word(&form).ok_or(invalid("PublishedReceipt.form"))?,
            verdict: Verdict::from_word(&verdict).ok_or(invalid("PublishedReceipt.verdict"))?,
            receipt_id,
            sender: sender.map(PartyIdentifier::from),
            envelope_id,
            message_id,
            letters: letters.into_iter().map(AnsweredLetter::from).collect(),
            reasons: reasons.into_iter().map(Reason::from).collect(),
            original_sender: original_sender.map(PartyIdentifier::from),
            original_receiver: original_receiver.map(PartyIdentifier::from),
        };
        Ok(Self {
            receipt,
            at: instant(at.ok_or(Error::Missing { field: "PublishedReceipt.at" })?)?,
            submitted_by: OrganisationId::parse(&submitted_by).ok_or(invalid("PublishedReceipt.submitted_by"))?,
            channel,
        })
    }
}

impl From<&AnsweredLetter> for PublishedAnswer {
    fn from(answered: &AnsweredLetter) -> Self {
        let AnsweredLetter { letter_id, or_letter_id, reasons } = answered;
        let reasons = reasons.iter().map(PublishedReason::from).collect();
        Self { letter_id: letter_id.clone(), or_letter_id: or_letter_id.clone(), reasons }
    }
}

impl From<PublishedAnswer> for AnsweredLetter {
    fn from(message: PublishedAnswer) -> Self {
        let PublishedAnswer { letter_id, or_letter_id, reasons } = message;
        Self { letter_id, or_letter_id, reasons: reasons.into_iter().map(Reason::from).collect() }
    }
}

impl From<&Reason> for PublishedReason {
    fn from(Reason { code, text }: &Reason) -> Self {
        Self { code: code.clone(), text: text.as_ref().map(|text| text.reveal().clone()) }
    }
}

impl From<PublishedReason> for Reason {
    fn from(PublishedReason { code, text }: PublishedReason) -> Self {
        Self { code, text: text.map(Personal::new) }
    }
}

impl From<&PartyIdentifier> for PublishedIdentifier {
    fn from(identifier: &PartyIdentifier) -> Self {
        Self { scheme: identifier.scheme().to_owned(), value: identifier.value().to_owned() }
    }
}

impl From<PublishedIdentifier> for PartyIdentifier {
    fn from(PublishedIdentifier { scheme, value }: PublishedIdentifier) -> Self {
        Self::from_scheme(&scheme, &value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_comes_out_as_it_went_in() {
        let gln = |value| Some(PartyIdentifier::from_scheme("gln", value));
        let reason = |code: &str| Reason { code: Some(code.to_owned()), text: Some("Karla".to_owned().into()) };
        let receipt = IncomingReceipt {
            fingerprint: Digest([7; 32]),
            form: ReceiptForm::Xctl02,
            verdict: Verdict::Negative,
            receipt_id: Some("KVI1".to_owned()),
            sender: gln("5790999900034"),
            envelope_id: Some("ENV1".to_owned()),
            message_id: Some("message".to_owned()),
            letters: vec![AnsweredLetter {
                letter_id: "LTR1".to_owned(),
                or_letter_id: Some("LTR2".to_owned()),
                reasons: vec![reason("syntaksfejl")],
            }],
            reasons: vec![reason("problem_med_version"), Reason::default()],
            original_sender: gln("5790999900010"),
            original_receiver: None,
        };
        let received = ReceivedReceipt {
            receipt,
            at: "2026-03-12T14:00:00Z".parse().expect("a timestamp"),
            submitted_by: OrganisationId::parse("clinic").expect("a short name"),
            channel: "https".to_owned(),
        };
        let published = PublishedReceipt::from(&received);
        assert!(!format!("{published:?}").contains("Karla"));
        assert_eq!(ReceivedReceipt::try_from(published.clone()), Ok(received));
        let unheard_of = PublishedReceipt { verdict: "perhaps".to_owned(), ..published };
        assert!(ReceivedReceipt::try_from(unheard_of).is_err());
    }

    #[test]
    fn reasons_read_back() {
        let reasons = vec![Reason { code: Some("4".to_owned()), text: None }, Reason::default()];
        assert_eq!(decode_reasons(encode_reasons(&reasons)), Ok(reasons));
        assert!(decode_reasons(Bytes::from_static(&[0xff])).is_err());
    }
}
