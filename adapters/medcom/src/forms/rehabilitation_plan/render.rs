//! The canonical event to the letter: pure.

use canonical::body::Body;
use canonical::event::Event;
use canonical::text::SectionKind;

use super::clinical::diagnosed;
use super::layout::{RehabilitationPlan, Texts};
use crate::blocks::{Header, text_of};
use crate::letter_type::NoSuchLetter;
use crate::version::Version;

pub(super) fn form(event: &Event, version: &Version) -> Result<RehabilitationPlan, NoSuchLetter> {
    let Body::RehabilitationPlan(facts) = &event.body else {
        return Err(NoSuchLetter);
    };
    let mut copies = event.copy_receivers.iter().cloned();
    let doctor = if facts.copy_to_doctor == Some(true) { copies.next() } else { None };
    Ok(RehabilitationPlan {
        header: Header::of(event, version),
        sender: event.sender.clone(),
        receiver: event.receivers.first().cloned().unwrap_or_default(),
        doctor,
        copy_receivers: copies.collect(),
        patient: event.subject.clone().unwrap_or_default(),
        facts: facts.as_ref().clone(),
        diagnoses: diagnosed(&event.codes),
        texts: texts(event),
        references: event.attachments.clone(),
    })
}

fn texts(event: &Event) -> Texts {
    let text = |kind| text_of(event, kind);
    Texts {
        information: text(SectionKind::InformationToPatient),
        practical: text(SectionKind::PracticalInformation),
        safety: text(SectionKind::PatientSafety),
        deadline: text(SectionKind::RehabilitationDeadline),
        health: text(SectionKind::HealthSummary),
        ability_summary: text(SectionKind::AbilitySummary),
        ability: text(SectionKind::AbilityAtDischarge),
        need: text(SectionKind::RehabilitationNeed),
        on_diagnoses: text(SectionKind::OnDiagnoses),
    }
}
