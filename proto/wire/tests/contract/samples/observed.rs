//! What a municipality tells a clinic of measurements at a citizen's home.

use canonical::body::{Body, Observation, Observations, ObservedValue, Quantity, Requester};
use canonical::code::Concept;
use canonical::course::{Course, Follows, Relation};
use canonical::event::{Standard, Status};
use canonical::identifier::PartyIdentifier;
use canonical::party::Party;
use canonical::text::{SectionKind, Text};
use canonical::{Event, Personal};

use super::header::{at, clinic, course, event, municipality, person, personal, section};

/// A report that is taken back, with everything that can be said of it.
pub(super) fn observations() -> Event {
    let reason = Text::from_plain("Cancellation due to incorrect CPR-number");
    let body = Observations {
        report: Some(concept(
            "http://medcomfhir.dk/ig/terminology/CodeSystem/MedComDiagnosticReportCodes",
            "HomeCareReport",
        )),
        state: Some("final".to_owned()),
        issued: Some(at("2026-03-12T14:38")),
        conclusion: Some(reason.clone()),
        cancellation_reason: Some("incorrect-cpr".to_owned()),
        consent_refused: true,
        observations: vec![temperature(), nitrite()],
        producer: Some(Box::new(Party {
            identifiers: vec![PartyIdentifier::from_scheme("sor", "1144561000016002")],
            organisation: Some("Akutteam TEST".to_owned()),
            ..Party::default()
        })),
        performer: Some(person("Hanne Prøve Jensen", "Sygeplejerske")),
        requester: Some(Requester {
            initials: personal("BTE"),
            surname: personal("Elmer"),
            name: personal("Bruno Test Elmer"),
        }),
    };
    Event {
        status: Status::Cancelled,
        sender: municipality(),
        receivers: vec![clinic()],
        course: Course {
            follows: vec![Follows {
                relation: Relation::Cancels,
                sender: None,
                letter_id: "489de4f2-0d8d-4de2-a7ce-ccb93568799f".to_owned(),
            }],
            ..course()
        },
        narrative: vec![
            section(SectionKind::Clinical, reason),
            section(SectionKind::Facts, Text::from_plain("Pt—Legeme; temp.: <38.70 °C")),
        ],
        ..event(Standard::Fhir, "homecareobservation-message", Some("1.1"), Body::Observations(Box::new(body)))
    }
}

/// A measured amount, with everything that can be said of it.
fn temperature() -> Observation {
    Observation {
        id: Some("85fd1372-cf02-49c6-bd45-7205f5541a66".to_owned()),
        state: Some("final".to_owned()),
        codes: vec![Concept {
            display: Some("Pt—Legeme; temp. = ? °C".to_owned()),
            ..concept("urn:oid:1.2.208.176.2.1", "NPU08676")
        }],
        name: Some("Temperatur".to_owned()),
        at: Some(at("2026-03-12T13:20")),
        until: Some(at("2026-03-12T13:25")),
        value: Some(ObservedValue::Quantity(Quantity {
            value: Personal::new("38.70".to_owned()),
            comparator: Some("<".to_owned()),
            unit: Some("°C".to_owned()),
            system: Some("http://unitsofmeasure.org".to_owned()),
            code: Some("Cel".to_owned()),
        })),
        interpretation: Some(concept(
            "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-core-interpretation-codes",
            "NI",
        )),
        notes: vec![Text::from_plain("Målt i øret.")],
    }
}

/// A result in words.
fn nitrite() -> Observation {
    Observation {
        codes: vec![concept("urn:oid:1.2.208.176.2.1", "NPU21578")],
        value: Some(ObservedValue::Words(Personal::new("Negative".to_owned()))),
        ..Observation::default()
    }
}

fn concept(system: &str, code: &str) -> Concept {
    Concept { system: Some(system.to_owned()), code: code.to_owned(), display: None }
}
