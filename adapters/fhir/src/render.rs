//! Canonical events to FHIR: the MedCom message that says what an event says.
//!
//! It is written from what the event says, never from the letter it was made from. The same event gives the same
//! resources with the same ids; `Bundle.id`, `Bundle.timestamp` and the time of writing come from the [`Stamp`].
//!
//! Standard: MedCom CareCommunication 5.0, HospitalNotification 3.0, HomeCareObservation 1.1.

use canonical::body::Body;
use canonical::event::Event;
use canonical::letter::{Format, Stamp};

use crate::messages::{care_communication, home_care_observation, hospital_notification};
use crate::write::serialised;
pub use crate::write::{Unfit, envelope_id, letter_id};

/// Why an event cannot be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// No message says what it says.
    NoSuchMessage,
    /// What the message must have, or may not have: everything at once.
    Unfit(Vec<Unfit>),
}

/// Writes the event as a Bundle in this format, in UTF-8.
///
/// A file whose bytes the event only points to cannot be written: whoever has the bytes puts them in first.
///
/// # Errors
/// [`Error`].
pub fn render(event: &Event, stamp: &Stamp, format: Format) -> Result<Vec<u8>, Error> {
    let written = match &event.body {
        Body::Correspondence(body) => care_communication::render(event, body, stamp),
        Body::HospitalStay(stay) if hospital_notification::is_announced(stay) => {
            hospital_notification::render(event, stay, stamp)
        }
        Body::Observations(facts) => home_care_observation::render(event, facts, stamp),
        _ => return Err(Error::NoSuchMessage),
    };
    written.map(|bundle| serialised(&bundle, format).bytes).map_err(Error::Unfit)
}
