//! Canonical events to FHIR: the MedCom message that says what an event says, or a document where there is none.
//!
//! It is written from what the event says, never from the letter it was made from. The same event gives the same
//! resources with the same ids; `Bundle.id`, `Bundle.timestamp` and the time of writing come from the [`Stamp`].
//!
//! Standard: MedCom CareCommunication 5.0, HospitalNotification 3.0, HomeCareObservation 1.1.

use canonical::body::Body;
use canonical::event::Event;
use canonical::letter::{Format, Stamp};

use crate::documents;
use crate::messages::{care_communication, home_care_observation, hospital_notification};
use crate::write::serialised;
pub use crate::write::{Unfit, envelope_id, letter_id};

/// Why an event cannot be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What the message must have, or may not have: everything at once, and never nothing.
    pub obstacles: Vec<Unfit>,
}

/// Writes the event as a Bundle in this format, in UTF-8: a message where MedCom has one, else a document.
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
        Body::BirthNotification(_)
        | Body::Booking(_)
        | Body::CareReport(_)
        | Body::DiagnosticReport(_)
        | Body::DischargeLetter(_)
        | Body::Document(_)
        | Body::Enclosure(_)
        | Body::HospitalStay(_)
        | Body::MunicipalNote(_)
        | Body::Referral(_)
        | Body::RehabilitationPlan(_) => documents::render(event, stamp),
    };
    written.map(|bundle| serialised(&bundle, format).bytes).map_err(|obstacles| Error { obstacles })
}
