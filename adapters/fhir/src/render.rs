//! Canonical events to FHIR: the MedCom message that says what an event says, or a document where there is none.
//!
//! It is written from what the event says, never from the letter it was made from. The same event gives the same
//! resources with the same ids; `Bundle.id`, `Bundle.timestamp` and the time of writing come from the [`Stamp`].
//!
//! Standard: MedCom CareCommunication 5.0, HospitalNotification 3.0, HomeCareObservation 1.1.

use canonical::body::Body;
use canonical::event::Event;
use canonical::letter::{Format, Limits, Opened, Outcome, Stamp, Unreadable};
use canonical::refusal::Refusal;
use serde_json::Value;

use crate::convert::convert;
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
/// A file whose bytes the event only points to cannot be written: whoever has the bytes puts them in first. A message is read
/// before it is given, so that nothing leaves which its receiver must refuse.
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
    let refused = |obstacles| Error { obstacles };
    let bundle = written.map_err(refused)?;
    let document = serialised(&bundle, format).bytes;
    let obstacles = if bundle["type"] == "message" { unreadable(&bundle, &document) } else { Vec::new() };
    if obstacles.is_empty() { Ok(document) } else { Err(refused(obstacles)) }
}

/// What a reader would refuse a message for: what older versions left out, the one that is written asks for. A file is sent
/// as it is, for its receiver is to see that it is not whole, or of a type that is in no list.
fn unreadable(bundle: &Value, document: &[u8]) -> Vec<Unfit> {
    let limits = Limits { bytes: usize::MAX, ..Limits::default() };
    let refusals = match convert(document, &limits) {
        Err(Unreadable { refusals, .. }) => refusals,
        Ok(Opened { letters, .. }) => letters.into_iter().flat_map(|letter| refusals_of(letter.outcome)).collect(),
    };
    let is_of_file = |refusal: &Refusal| refusal.at.path.contains(".contentAttachment");
    let refusals = refusals.into_iter().filter(|refusal| !is_of_file(refusal));
    refusals.map(|Refusal { code, at }| Unfit { path: from_its_resource(bundle, &at.path), code }).collect()
}

fn refusals_of(outcome: Outcome) -> Vec<Refusal> {
    match outcome {
        Outcome::Refused(refusals) => refusals,
        Outcome::Event(_) | Outcome::Receipt(_) => Vec::new(),
    }
}

/// `Patient.name` for `Bundle.entry[3].resource.name`.
fn from_its_resource(bundle: &Value, path: &str) -> String {
    let parts = path.strip_prefix("Bundle.entry[").and_then(|rest| rest.split_once("].resource"));
    let named = parts.and_then(|(index, rest)| {
        let resource = bundle["entry"].get(index.parse::<usize>().ok()?)?;
        Some(format!("{}{rest}", resource["resource"]["resourceType"].as_str()?))
    });
    named.unwrap_or_else(|| path.to_owned())
}
