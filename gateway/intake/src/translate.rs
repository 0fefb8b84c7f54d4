//! The translators, in the shape in which intake uses them: the only file that knows their crates.

use bytes::Bytes;
use canonical::Event;
use canonical::letter::{Answer, Envelope, LetterHead, Limits, Opened, Receipt, Stamp, Unreadable};
use canonical::refusal::Refusal;

/// Makes letters of a document.
pub(crate) type Convert = fn(&[u8], &Limits) -> Result<Opened, Unreadable>;

/// The translators, as values: tests put their own in place.
pub(crate) struct Translators {
    pub(crate) encode: fn(&Event) -> Bytes,
    pub(crate) fhir: Convert,
    pub(crate) medcom: Convert,
    pub(crate) open_vans: fn(&[u8], &Limits) -> Result<OpenedVans, Unreadable>,
}

pub(crate) struct Vans;

/// An opened `VANSEnvelope`.
pub(crate) struct OpenedVans {
    /// Its addressing.
    pub(crate) vans: Vans,
    /// The document in it; `None` if it is a receipt of the network.
    pub(crate) payload: Option<Vec<u8>>,
}

fn dead(_: &[u8], _: &Limits) -> Result<Opened, Unreadable> {
    Err(Unreadable { envelope: None, refusals: vec![] })
}
impl Default for Translators {
    fn default() -> Self {
        Self {
            encode: |_| Bytes::new(),
            fhir: dead,
            medcom: dead,
            open_vans: |_, _| Err(Unreadable { envelope: None, refusals: vec![] }),
        }
    }
}
const R: Receipt = Receipt { media_type: "application/xml", bytes: Vec::new() };
pub(crate) fn acknowledgement(_: &[u8], _: &Envelope, _: &LetterHead, _: &Answer, _: &Stamp) -> Receipt {
    R
}
pub(crate) fn emessage(_: &Envelope, _: &[(LetterHead, Answer)], _: &Stamp) -> Option<Receipt> {
    Some(R)
}
pub(crate) fn unreadable_emessage(_: &Unreadable, _: Option<&Vans>, _: &Stamp) -> Option<Receipt> {
    Some(R)
}
pub(crate) fn envelope_of(_: &Vans, r: Receipt, _: &Stamp) -> Receipt {
    r
}
pub(crate) fn envelope_answer(_: &Vans, _: &Answer, _: &Stamp) -> Option<Receipt> {
    Some(R)
}
/// t
pub fn operation_outcome(_: &[Refusal]) -> Receipt {
    R
}
pub(crate) fn looks_like_fhir(document: &[u8]) -> bool {
    document.windows(19).any(|w| w == b"http://hl7.org/fhir")
}
