//! The envelope of the network around a document: opened, answered, and put around receipts.

use std::io;

use canonical::event::Standard;
use canonical::letter::{Answer, Limits, Receipt, Stamp};
use canonical::party::Party;
use canonical::receipt::{IncomingReceipt, Verdict};
use canonical::refusal::Refusal;
use medcom::vans::{EndPoint, Header, Opened};

use crate::document::Document;
use crate::payload::{Incoming, Payload};
use crate::taking::Taking;

use crate::publish::NetworkIds;

/// The addressing of an opened envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Vans(Header);

/// What came of opening an envelope.
pub(crate) enum Opening {
    /// It holds letters.
    Document(Vans, Payload<'static>),
    /// It is a receipt of the network.
    Receipt(Box<IncomingReceipt>),
    /// It cannot be read as far as its content.
    Unreadable(Option<Vans>, Vec<Refusal>),
}

/// Opens an envelope while it is read. The large files of its letters are taken in.
///
/// # Errors
/// Those of the disk.
pub(crate) fn open(document: &Document, limits: &Limits, files: &mut Taking) -> io::Result<Opening> {
    let mut payload = Incoming::unknown(files);
    let mut opening = medcom::vans::Opening::new(|piece: &[u8]| payload.take(piece));
    document.pieces(|piece| opening.write(piece))?;
    Ok(match opening.finish(limits)? {
        Err(unreadable) => Opening::Unreadable(unreadable.header.map(Vans), unreadable.refusals),
        Ok(Opened { header: _, receipt: Some(receipt) }) => Opening::Receipt(receipt),
        Ok(Opened { header, receipt: None }) => Opening::Document(Vans(header), payload.end()?),
    })
}

impl Vans {
    /// Its ids; those of a message whose envelope is around it.
    pub(crate) fn ids(&self) -> Option<NetworkIds> {
        let message_id = self.0.message.as_ref()?.id.to_ascii_lowercase();
        Some(NetworkIds { envelope_id: self.0.envelope_id.to_ascii_lowercase(), message_id })
    }

    /// Whether it asks for a receipt of its own.
    pub(crate) fn wants_receipt(&self) -> bool {
        self.0.message.as_ref().is_some_and(|message| message.is_reliable)
    }

    /// Who sent the envelope.
    pub(crate) fn sender(&self) -> Party {
        party(&self.0.sender)
    }

    /// Whom it is for.
    pub(crate) fn receiver(&self) -> Party {
        party(&self.0.receiver)
    }

    /// The envelope's own receipt, if it asks for one or its content was refused.
    pub(crate) fn receipt(&self, answer: &Answer, stamp: &Stamp) -> Option<Receipt> {
        medcom::vans::render_receipt(&self.0, answer, stamp)
    }

    /// Sends a letter's receipt back in an envelope.
    pub(crate) fn wrap(&self, standard: Standard, answer: &Answer, receipt: &Receipt, stamp: &Stamp) -> Receipt {
        let verdict = match answer {
            Answer::Accepted => Verdict::Positive,
            Answer::Refused(_) => Verdict::Negative,
        };
        medcom::vans::reply(&self.0, standard, verdict, receipt, stamp)
    }
}

fn party(end_point: &EndPoint) -> Party {
    Party { identifiers: vec![end_point.identifier()], ..Party::default() }
}
