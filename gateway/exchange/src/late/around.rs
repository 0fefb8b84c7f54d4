//! The way back to the sender of a letter: the syntax it wrote in, and the envelope of the network that it came in.

use canonical::event::Standard;
use canonical::letter::{Format, Limits, Receipt, Stamp};
use canonical::receipt::Verdict;
use journal::{Content, Original};
use medcom::vans;

/// How a letter came.
pub(super) struct Way {
    /// The syntax of the letter.
    pub(super) format: Format,
    around: Option<Around>,
}

/// The envelope of a network.
enum Around {
    Ehmi(fhir::sbdh::Header),
    Vans(vans::Header),
}

impl Way {
    /// As the document says. One that is too large to be held in memory is not opened: its receipt goes without an envelope.
    pub(super) fn of(original: &Original) -> Self {
        let opened = match &original.content {
            Some(Content::Here(content)) => opened(&content.bytes),
            Some(Content::Blob { .. }) | None => None,
        };
        opened.unwrap_or_else(|| Self { format: format(original.media_type.contains("json")), around: None })
    }

    /// Puts around a receipt what was around the letter.
    pub(super) fn back(&self, standard: Standard, verdict: Verdict, receipt: Receipt, stamp: &Stamp) -> Receipt {
        let enveloped = match &self.around {
            Some(Around::Ehmi(header)) => fhir::sbdh::reply(header, &receipt, stamp),
            Some(Around::Vans(header)) => Some(vans::reply(header, standard, verdict, &receipt, stamp)),
            None => None,
        };
        enveloped.unwrap_or(receipt)
    }
}

fn opened(document: &[u8]) -> Option<Way> {
    let limits = Limits::default();
    if let Some(Ok(fhir::sbdh::Message { header, content: fhir::sbdh::Content::Payload(payload) })) =
        fhir::sbdh::open(document, &limits)
    {
        return Some(Way { format: format(is_json(payload.reveal())), around: Some(Around::Ehmi(header)) });
    }
    match vans::open(document, &limits)? {
        Ok(vans::Message { header, content: vans::Content::Payload(payload) }) => {
            Some(Way { format: format(is_json(payload.reveal())), around: Some(Around::Vans(header)) })
        }
        Ok(_) | Err(_) => None,
    }
}

fn is_json(document: &[u8]) -> bool {
    document.trim_ascii_start().first() == Some(&b'{')
}

const fn format(is_json: bool) -> Format {
    if is_json { Format::Json } else { Format::Xml }
}
