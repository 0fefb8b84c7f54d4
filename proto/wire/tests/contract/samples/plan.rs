//! What a hospital tells a municipality of the training that a patient needs.

use canonical::action::{Action, ActionKind, Due};
use canonical::body::{Body, CareOf, Classification, Control, Excerpt, RehabilitationPlan};
use canonical::code::Concept;
use canonical::event::Standard;
use canonical::party::{Address, Person};
use canonical::text::{SectionKind, Text};
use canonical::{Event, Moment};

use super::header::{at, clinic, date, event, hospital, municipality, person, personal, section};

/// A plan with everything that can be said of it.
pub(super) fn rehabilitation_plan() -> Event {
    let body = RehabilitationPlan {
        level: Some("specialiseret".to_owned()),
        consent: Some("ja".to_owned()),
        contact_started: Some(at("2026-03-05T11:20")),
        contact_ends: Some(at("2026-03-12T13:00")),
        contact_end_text: personal("Sidst på ugen"),
        controls: vec![Control {
            at: Some(at("2026-04-09T10:00")),
            text: personal("Efter fire uger"),
            place: Some(Box::new(hospital())),
        }],
        copy_to_doctor: Some(true),
        no_telephone_reason: personal("Har ingen telefon"),
        care_of: Some(CareOf {
            surname: personal("Elmer"),
            given_name: personal("Bruno Test"),
            address: Address { street: personal("Prøvevej 1"), ..Address::default() },
        }),
        co_writers: vec![therapist()],
        classifications: vec![Classification {
            concept: concept("FB730", "Muskelstyrke"),
            gradient: Some(concept("2", "Moderat")),
        }],
        excerpts: vec![Excerpt {
            source: Some("Fysioterapeutisk status".to_owned()),
            signer: Some(therapist()),
            signed: Moment::from_date(date(), "2026-03-08"),
            text: Some(Text::from_plain("Går med rollator.")),
        }],
        region_office: Some(Box::new(hospital())),
        municipality_office: Some(Box::new(municipality())),
        team: vec![therapist()],
        result_receivers: vec![clinic()],
    };
    let texts = [
        (SectionKind::InformationToPatient, "Patienten er orienteret."),
        (SectionKind::PracticalInformation, "Kørsel."),
        (SectionKind::PatientSafety, "Faldrisiko."),
        (SectionKind::RehabilitationDeadline, "Inden syv dage."),
        (SectionKind::AbilitySummary, "Går 20 m."),
        (SectionKind::AbilityAtDischarge, "Trapper er ikke mulige."),
        (SectionKind::RehabilitationNeed, "Styrke og balance."),
        (SectionKind::OnDiagnoses, "Hjertesvigt."),
    ];
    let due = Some(Due { at: at("2026-03-19T23:59"), derived: true });
    let offer = Action {
        text: Some(Text::from_plain("Inden syv dage.")),
        due,
        ..Action::plain(ActionKind::OfferRehabilitation)
    };
    Event {
        sender: hospital(),
        receivers: vec![municipality()],
        copy_receivers: vec![clinic()],
        actions: vec![offer],
        narrative: texts.map(|(kind, text)| section(kind, Text::from_plain(text))).into(),
        ..event(Standard::MedcomXml, "GGOP", Some("GGOP100"), Body::RehabilitationPlan(Box::new(body)))
    }
}

fn therapist() -> Person {
    Person { department: Some("Fysioterapien".to_owned()), ..person("Hanne Prøve Jensen", "Fysioterapeut") }
}

fn concept(code: &str, display: &str) -> Concept {
    Concept { system: Some("ICFKode".to_owned()), code: code.to_owned(), display: Some(display.to_owned()) }
}
