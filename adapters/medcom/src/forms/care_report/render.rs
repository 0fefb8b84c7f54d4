//! The canonical event to the letter: pure.

use canonical::body::{self, Body};
use canonical::code::CodeRole;
use canonical::event::Event;
use canonical::text::SectionKind;

use super::layout::{CareReport, Texts, reported};
use crate::blocks::{Diagnosis, ReportHead, sections_of, text_of};
use crate::letter_type::NoSuchLetter;
use crate::version::Version;

pub(super) fn form(event: &Event, version: &Version) -> Result<CareReport, NoSuchLetter> {
    let Body::CareReport(facts) = &event.body else {
        return Err(NoSuchLetter);
    };
    if facts.report != reported(version) || !has_place(facts, version) {
        return Err(NoSuchLetter);
    }
    Ok(CareReport {
        head: ReportHead::of(event, version, facts.practitioner.clone()),
        diagnoses: Diagnosis::with_role(&event.codes, CodeRole::Other),
        facts: facts.as_ref().clone(),
        texts: texts(event),
    })
}

/// Whether the lists of the report have a place in this version: the municipality family and the letters before it share
/// none of them.
const fn has_place(facts: &body::CareReport, version: &Version) -> bool {
    let before =
        facts.aids.is_empty() && facts.treatments.is_empty() && facts.services.is_empty() && facts.medicines.is_empty();
    let family = facts.function.is_none()
        && facts.problem_areas.is_empty()
        && facts.needs.is_empty()
        && facts.conference.is_none()
        && facts.diet.is_none()
        && facts.supply.is_none();
    if version.has_public_schema() { family } else { before }
}

fn texts(event: &Event) -> Texts {
    let text = |kind| text_of(event, kind);
    Texts {
        on_aids: text(SectionKind::OnAids),
        on_services: text(SectionKind::OnServices),
        on_medicine: text(SectionKind::OnMedicine),
        mobility: text(SectionKind::Mobility),
        health: text(SectionKind::HealthSummary),
        cause: text(SectionKind::CauseOfAdmission),
        informed: text(SectionKind::RelativesInformed),
        clinical: sections_of(event, SectionKind::Clinical).map(|section| section.text.clone()).collect(),
        on_discharge: text(SectionKind::OnDischarge),
        course: text(SectionKind::ExpectedCourse),
        contagion: text(SectionKind::Contagion),
        plans: text(SectionKind::FuturePlans),
    }
}
