//! The translators, in the shape in which intake uses them: the only file that knows their crates.

use bytes::Bytes;
use canonical::Event;
use canonical::letter::{Limits, Opened, Receipt, Unreadable};
use canonical::refusal::Refusal;

pub(crate) use fhir::acknowledgement::render as acknowledgement;
pub(crate) use fhir::looks_like_fhir;
pub(crate) use medcom::receipt::{render as emessage, render_unreadable as unreadable_emessage};

/// Makes letters of a document.
pub(crate) type Convert = fn(&[u8], &Limits) -> Result<Opened, Unreadable>;

/// The translators, as values: tests put their own in place.
pub(crate) struct Translators {
    pub(crate) encode: fn(&Event) -> Bytes,
    pub(crate) fhir: Convert,
    pub(crate) medcom: Convert,
}

impl Default for Translators {
    fn default() -> Self {
        Self { encode: wire::encode, fhir: fhir::convert, medcom: medcom::convert }
    }
}

/// An `OperationOutcome` with these reasons: the answer to a document that is no FHIR message.
#[must_use]
pub fn operation_outcome(refusals: &[Refusal]) -> Receipt {
    fhir::outcome::render(refusals)
}
