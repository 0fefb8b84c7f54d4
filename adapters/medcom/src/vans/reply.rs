//! The receipt of a letter, on its way back in an envelope of its own.

use canonical::digest::Digest;
use canonical::event::Standard;
use canonical::letter::{Receipt, Stamp};
use canonical::receipt::Verdict;

use super::header::Header;
use super::write::{Wrapping, uuid, wrap};

/// Sends the receipt of a letter back to where its envelope came from, in an envelope of its own. Its message id is the same
/// whenever it says the same.
#[must_use]
pub fn reply(answered: &Header, standard: Standard, verdict: Verdict, receipt: &Receipt, stamp: &Stamp) -> Receipt {
    let (name, version) = match (standard, verdict) {
        (Standard::Fhir, Verdict::Positive) => ("MCM:FCTL#ok", None),
        (Standard::Fhir, Verdict::Negative) => ("MCM:FCTL#fatal-error", None),
        (Standard::Fhir, Verdict::Transient) => ("MCM:FCTL#transient-error", None),
        (Standard::MedcomXml, Verdict::Positive) => ("MCM:XCTL03", Some("XC0330Q")),
        (Standard::MedcomXml, Verdict::Negative | Verdict::Transient) => ("MCM:XCTL02", Some("XC0230Q")),
    };
    let format = match standard {
        Standard::Fhir => "HL7",
        Standard::MedcomXml => "XML",
    };
    let wrapping = Wrapping {
        sender: answered.receiver.clone(),
        receiver: answered.sender.clone(),
        message_id: message_id(answered, name),
        format: format.to_owned(),
        name: name.to_owned(),
        version: version.map(str::to_owned),
        // MedCom asks for it in FHIR; a receipt of a letter in XML is not answered again.
        is_reliable: standard == Standard::Fhir,
    };
    wrap(&wrapping, &receipt.bytes, stamp)
}

fn message_id(answered: &Header, name: &str) -> String {
    let answered = answered.message.as_ref().map_or(answered.envelope_id.as_str(), |message| message.id.as_str());
    let Digest(digest) = Digest::of_parts("broen/vans-message/1", &[answered.as_bytes(), name.as_bytes()]);
    let mut id = [0; 16];
    id.iter_mut().zip(digest).for_each(|(byte, of_digest)| *byte = of_digest);
    uuid(&id)
}
