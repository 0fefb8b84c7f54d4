//! What any input must not break. Fuzzing looks for inputs that do; a test replays what it found worth keeping.

mod converted;
mod receipts;

pub(crate) use converted::converted;
pub(crate) use receipts::receipts;

use canonical::Event;
use canonical::letter::{Limits, Opened, Outcome};

/// The events in a document of either standard.
fn events(bytes: &[u8]) -> Vec<Event> {
    let limits = Limits::default();
    let opened =
        if fhir::looks_like_fhir(bytes) { fhir::convert(bytes, &limits) } else { medcom::convert(bytes, &limits) };
    let letters = opened.ok().into_iter().flat_map(|Opened { letters, .. }| letters);
    letters
        .filter_map(|letter| match letter.outcome {
            Outcome::Event(event) => Some(*event),
            Outcome::Receipt(_) | Outcome::Refused(_) => None,
        })
        .collect()
}
