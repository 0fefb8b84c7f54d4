//! Which conversion there is for an event.

use canonical::body::Body;
use canonical::event::{Event, Standard};

use super::care_communication::care_communication;
use super::clinical_email::{ClinicalEmail, clinical_email};
use super::notice::{hospital_notification, notice};
use super::registry::Registry;
use super::settings::Settings;

/// The event as letters or messages of this standard, the leading one first; itself, where it is of this standard, or no mapping
/// table names its kind. `files` are those that came beside it.
#[must_use]
pub fn converted(
    event: Event,
    files: &[Event],
    standard: Standard,
    (registry, settings): (&dyn Registry, &Settings),
) -> Vec<Event> {
    if event.source.standard == standard {
        return vec![event];
    }
    let other = match (standard, &event.body) {
        (Standard::Fhir, Body::Correspondence(_)) => care_communication(&event, files, registry).map(|one| vec![one]),
        (Standard::Fhir, Body::HospitalStay(_)) => hospital_notification(&event, registry).map(|one| vec![one]),
        (Standard::MedcomXml, Body::Correspondence(_)) => clinical_email(&event, registry, settings)
            .map(|ClinicalEmail { letter, files }| std::iter::once(letter).chain(files).collect()),
        (Standard::MedcomXml, Body::HospitalStay(_)) => notice(&event, registry).map(|one| vec![one]),
        _ => None,
    };
    other.unwrap_or_else(|| vec![event])
}
