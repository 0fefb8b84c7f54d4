//! Who, to whom, when, what: the facts of an envelope.

use canonical::Moment;
use canonical::identifier::{Gln, PartyIdentifier};
use canonical::refusal::{Place, Refusal, RefusalCode};

use super::RECEIPT;
use super::scopes;

/// The addressing of an envelope. Messages are routed by it; who is who is said by the message. The patient's number,
/// which stands there too, is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Who sent it.
    pub sender: EndPoint,
    /// Whom it is for.
    pub receiver: EndPoint,
    /// The envelope's identifier (`DocumentIdentification/InstanceIdentifier`): new on every sending.
    pub envelope_id: String,
    /// When it was made.
    pub created: Option<Moment>,
    /// What it carries: the event code of a FHIR message, or the name of a receipt's standard.
    pub standard: String,
    /// The version of the standard.
    pub version: Option<String>,
    /// `MessageHeader.id` (scope `MESSAGEIDENTIFIER`): the same when the same message is sent again.
    pub message_id: Option<String>,
    /// `Bundle.id` (scope `MESSAGEENVELOPEIDENTIFIER`).
    pub bundle_id: Option<String>,
    /// The type of the document (scope `DOCUMENTID`).
    pub document_id: Option<String>,
    /// The SOR code of who sent it (scope `SENDERID`).
    pub sender_sor: Option<String>,
    /// The SOR code of whom it is for (scope `RECEIVERID`).
    pub receiver_sor: Option<String>,
    /// Whether it asks for a receipt of its own (scope `EHMI-ReceiptAcknowledgement`).
    pub wants_receipt: bool,
}

/// An address in the network.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EndPoint {
    /// Who gives such addresses (`iso6523-actorid-upis`).
    pub authority: String,
    /// The address, of which `0088:` says that a location number follows.
    pub id: String,
}

impl EndPoint {
    /// The address as the identifier of a party.
    #[must_use]
    pub fn identifier(&self) -> PartyIdentifier {
        match self.id.strip_prefix("0088:") {
            Some(gln) => PartyIdentifier::Gln(Gln::new(gln)),
            None => PartyIdentifier::Other { system: self.authority.clone(), value: self.id.clone() },
        }
    }
}

impl Header {
    /// Whether it carries a receipt, which is never answered.
    #[must_use]
    pub fn is_of_receipt(&self) -> bool {
        RECEIPT.contains(&self.standard.as_str())
    }

    /// What the envelope says otherwise than the message in it: both must name the same ids. An id that the envelope does not
    /// give contradicts nothing, and neither does one that the message lacks, which is refused for that.
    #[must_use]
    pub fn contradictions(&self, bundle_id: &str, letter_id: &str) -> Vec<Refusal> {
        let stated = [(scopes::MESSAGE, &self.message_id, letter_id), (scopes::BUNDLE, &self.bundle_id, bundle_id)];
        let contradicts = |stated: &Option<String>, is: &str| {
            !is.is_empty() && stated.as_deref().is_some_and(|stated| !stated.eq_ignore_ascii_case(is))
        };
        let wrong = stated.into_iter().filter(|(_, stated, is)| contradicts(stated, is));
        wrong
            .map(|(scope, ..)| Refusal::new(RefusalCode::StateContradictory, Place::path(scopes::path(scope))))
            .collect()
    }
}
