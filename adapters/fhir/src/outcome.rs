//! Answers a document that cannot be acknowledged, because nobody can be told who sent it.
//!
//! Standard: FHIR R4, OperationOutcome as the body of an HTTP response of 400 and above.

use canonical::letter::{Format, Receipt};
use canonical::refusal::Refusal;

use crate::acknowledgement::issues;
use crate::write::{self, uuid};

/// The reasons as an OperationOutcome in JSON. The same reasons give the same bytes.
#[must_use]
pub fn render(refusals: &[Refusal]) -> Receipt {
    let parts: Vec<String> = refusals.iter().map(Refusal::to_string).collect();
    let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
    let id = uuid("broen/fhir-outcome/1", &parts);
    write::serialised(&write::operation_outcome(&id, &issues(refusals)), Format::Json)
}
