//! HomeCareObservation (da. kommunale prøvesvar): a municipality's acute team tells a clinic what it measured.
//!
//! Standard: MedCom HomeCareObservation 1.x (implementation guide 1.2.1), event `homecareobservation-message`.
//! Becomes:  [`Body::Observations`](canonical::Body::Observations).
//! Cases:    `cases/*.json` and `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

mod codes;
mod map;
mod observation;
mod parse;
mod people;
mod profile;
mod render;
mod render_results;
mod report;
mod words;

use canonical::letter::Outcome;
use canonical::refusal::Refusal;

use crate::message::{Message, MessageType};
pub(crate) use render::render;

pub(super) const MESSAGE: MessageType = MessageType { event: "homecareobservation-message", convert };

fn convert(message: &Message<'_>) -> Result<Outcome, Vec<Refusal>> {
    let (header, observed, notices) = parse::observed(message)?;
    Ok(Outcome::Event(Box::new(map::event(message.frame(header, notices), observed))))
}
