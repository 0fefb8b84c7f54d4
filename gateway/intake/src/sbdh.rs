//! The envelope of EHMI around a message: opened, answered, and put around acknowledgements.

use canonical::identifier::PartyIdentifier;
use canonical::letter::{Answer, Format, Limits, Receipt, Stamp};
use canonical::party::Party;
use canonical::receipt::IncomingReceipt;
use canonical::refusal::{Place, Refusal, RefusalCode};

use crate::payload::Payload;
use crate::publish::NetworkIds;
use crate::sniff::{Shape, shape};
use crate::translate::sbdh;

/// The addressing of an opened envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sbdh(sbdh::Header);

/// What came of opening an envelope.
pub(crate) enum Opening {
    /// It holds a message.
    Document(Sbdh, Payload<'static>),
    /// It is a receipt of the network.
    Receipt(Box<IncomingReceipt>),
    /// It cannot be read as far as its content.
    Unreadable(Option<Sbdh>, Vec<Refusal>),
}

/// Opens an envelope. What it says of its content does not count: published envelopes declare XML around JSON.
pub(crate) fn open(document: &[u8], limits: &Limits) -> Opening {
    match sbdh::open(document, limits) {
        // It looks like one, and is none.
        None => Opening::Unreadable(None, vec![Refusal::new(RefusalCode::RootUnknown, Place::default())]),
        Some(Err(unreadable)) => {
            Opening::Unreadable(unreadable.header.map(|header| Sbdh(*header)), unreadable.refusals)
        }
        Some(Ok(sbdh::Message { header: _, content: sbdh::Content::Receipt(receipt) })) => Opening::Receipt(receipt),
        Some(Ok(sbdh::Message { header, content: sbdh::Content::Payload(bytes) })) => {
            let bytes = bytes.into_revealed();
            let format = match shape(&bytes) {
                Shape::Fhir(format) => format,
                // EHMI carries FHIR; anything else is refused by its translator, as any unknown root.
                Shape::Medcom | Shape::Sbdh | Shape::Vans => Format::Xml,
            };
            Opening::Document(Sbdh(header), Payload::Fhir(format, bytes.into()))
        }
    }
}

impl Sbdh {
    /// Its ids; those of a message whose envelope is around it.
    pub(crate) fn ids(&self) -> NetworkIds {
        let message_id = self.0.message_id.as_ref().unwrap_or(&self.0.envelope_id).to_ascii_lowercase();
        NetworkIds { envelope_id: self.0.envelope_id.to_ascii_lowercase(), message_id }
    }

    /// Whether it asks for a receipt of its own.
    pub(crate) fn wants_receipt(&self) -> bool {
        self.0.wants_receipt
    }

    /// Who sent the envelope.
    pub(crate) fn sender(&self) -> Party {
        party(self.0.sender.identifier())
    }

    /// Whom it is for.
    pub(crate) fn receiver(&self) -> Party {
        party(self.0.receiver.identifier())
    }

    /// What it says otherwise than the message in it, which has these ids.
    pub(crate) fn contradictions(&self, bundle_id: &str, letter_id: &str) -> Vec<Refusal> {
        self.0.contradictions(bundle_id, letter_id)
    }

    /// The envelope's own receipt, if it asks for one or was refused.
    pub(crate) fn receipt(&self, answer: &Answer, stamp: &Stamp) -> Option<Receipt> {
        sbdh::render_receipt(&self.0, answer, stamp)
    }

    /// Sends an acknowledgement back in an envelope. `None` for what is no message: nobody could read it there.
    pub(crate) fn wrap(&self, receipt: &Receipt, stamp: &Stamp) -> Option<Receipt> {
        sbdh::reply(&self.0, receipt, stamp)
    }
}

fn party(identifier: PartyIdentifier) -> Party {
    Party { identifiers: vec![identifier], ..Party::default() }
}
