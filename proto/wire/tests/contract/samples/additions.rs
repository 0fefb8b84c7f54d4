//! What a kind has gained since its first golden file was written.

use canonical::Event;
use canonical::action::{Action, ActionKind};
use canonical::body::{Body, HospitalStay, Particular, Referral, StayClass, StayNotice, StayState};
use canonical::course::{Course, Hop, HopEntity, HopRole, HopWhat};
use canonical::event::{Source, Standard};
use canonical::text::{SectionKind, Text};

use super::header::{at, clinic, event, municipality, section};

/// A notice that treatment ends: discharge is planned, and the municipality is to be ready.
pub(super) fn treatment_ends() -> Event {
    let body = HospitalStay {
        notice: StayNotice::TreatmentEnds,
        state: StayState::InProgress,
        class: StayClass::Inpatient,
        admitted: Some(at("2026-03-08T22:10")),
        discharged: None,
        leave_started: None,
        leave_ended: None,
        destination: None,
        ward: None,
        report_to: None,
        treatment_ended: Some(at("2026-03-12T10:00")),
        discharge_planned: Some(at("2026-03-13T11:00")),
        conference: Some(at("2026-03-12T13:00")),
        practitioner: Some(Box::new(clinic())),
    };
    let event = event(Standard::MedcomXml, "XDIS19", Some("XD1930C"), Body::HospitalStay(body));
    Event {
        source: Source { statistical_code: Some("XDIS18".to_owned()), ..event.source },
        receivers: vec![municipality()],
        actions: vec![asked(ActionKind::ReceivePatient)],
        narrative: vec![section(SectionKind::CareDescription, Text::from_plain("Hjælp til bad."))],
        ..event
    }
}

/// The same of the municipality family, with a relative who knows.
pub(super) fn treatment_ended() -> Event {
    let event = treatment_ends();
    let mut subject = event.subject.clone().unwrap_or_default();
    subject.relatives.iter_mut().for_each(|relative| relative.informed = Some(true));
    Event {
        source: Source { version_code: Some("XD1934C".to_owned()), ..event.source },
        subject: Some(subject),
        narrative: vec![section(SectionKind::OnRelatives, Text::from_plain("Har nøgle."))],
        ..event
    }
}

/// A referral to a municipality, with what referrals of single professions ask for.
pub(super) fn referral_to_municipality() -> Event {
    let particular = |name: &str, value: &str| Particular { name: name.to_owned(), value: value.to_owned() };
    let body = Referral {
        category: Some("sundhedspleje".to_owned()),
        particulars: vec![particular("DiabetesDebut", "2019"), particular("Accompanying", "ja")],
        ..Referral::default()
    };
    Event {
        sender: clinic(),
        receivers: vec![municipality()],
        actions: vec![asked(ActionKind::ContactCitizen), asked(ActionKind::VisitAtHome)],
        narrative: vec![
            section(SectionKind::FurtherInformation, Text::from_plain("Bor alene.")),
            section(SectionKind::LastMenstruation, Text::from_plain("2026-02-20")),
        ],
        ..event(Standard::MedcomXml, "XREF15", Some("XH1531R"), Body::Referral(body))
    }
}

fn asked(kind: ActionKind) -> Action {
    Action { kind, priority: None, priority_word: None, responsible: None, text: None, due: None }
}

/// An answer that repeats the message before it.
pub(super) fn hops() -> Event {
    let answer = super::correspondence();
    let added = HopWhat::Identifier("urn:uuid:9a3c41d2-7f5b-4e0e-8d6f-0a1b2c3d4e5f".to_owned());
    let before = HopWhat::Letter("5f4e3d2c-1b0a-4f9e-8d7c-6b5a49382716".to_owned());
    let hop = Hop {
        letter_id: "0b6f1c52-6a4e-4a0b-9a52-7d7e3f0c1a11".to_owned(),
        activity: "forward-message".to_owned(),
        occurred: Some(at("2026-03-11T09:12")),
        recorded: Some(at("2026-03-11T09:13")),
        sender: Some(Box::new(clinic())),
        entities: vec![
            HopEntity { role: HopRole::Revision, what: before },
            HopEntity { role: HopRole::Source, what: added },
        ],
    };
    Event { course: Course { hops: vec![hop], ..answer.course }, ..answer }
}
