//! Documents that come back from a receiver, as far as receipts are in them.

use canonical::letter::{Limits, Opened, Outcome};
use canonical::receipt::IncomingReceipt;
use medcom::vans::{Content, Message};

/// The receipts in a document of any of the standards; none if it holds none, or cannot be read.
#[must_use]
pub fn receipts_in(document: &[u8], limits: &Limits) -> Vec<IncomingReceipt> {
    if let Some(opened) = fhir::sbdh::open(document, limits) {
        return match opened {
            Ok(fhir::sbdh::Message { header: _, content: fhir::sbdh::Content::Receipt(receipt) }) => vec![*receipt],
            Ok(fhir::sbdh::Message { header: _, content: fhir::sbdh::Content::Payload(payload) }) => {
                self::opened(payload.reveal(), limits)
            }
            Err(_) => Vec::new(),
        };
    }
    match medcom::vans::open(document, limits) {
        Some(Ok(Message { header: _, content: Content::Receipt(receipt) })) => vec![*receipt],
        Some(Ok(Message { header: _, content: Content::Payload(payload) })) => opened(payload.reveal(), limits),
        Some(Err(_)) => Vec::new(),
        None => opened(document, limits),
    }
}

fn opened(document: &[u8], limits: &Limits) -> Vec<IncomingReceipt> {
    let is_fhir = fhir::looks_like_fhir(document);
    let opened = if is_fhir { fhir::convert(document, limits) } else { medcom::convert(document, limits) };
    let letters = opened.ok().into_iter().flat_map(|Opened { letters, .. }| letters);
    let receipt = |outcome| match outcome {
        Outcome::Receipt(receipt) => Some(*receipt),
        Outcome::Event(_) | Outcome::Refused(_) => None,
    };
    letters.filter_map(|letter| receipt(letter.outcome)).collect()
}
