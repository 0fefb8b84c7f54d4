//! The letter to the canonical event: pure and total.

use canonical::Moment;
use canonical::action::{Action, ActionKind, Due};
use canonical::body::{self, Body, ReportKind};
use canonical::code::CodeRole;
use canonical::text::{Section, SectionKind};

use super::layout::{CareReport, Texts, reported};
use super::words;
use crate::blocks::{ReportHead, headed, section};
use crate::draft::Draft;
use crate::version::Version;

pub(super) fn draft(letter: CareReport, version: &Version) -> Draft {
    let CareReport { head, diagnoses, facts, texts } = letter;
    let ReportHead { header, sender, receiver, copy_receiver, practitioner, patient, on_relatives } = head;
    let facts = body::CareReport { report: reported(version), practitioner, ..facts };
    let said = header.understood();
    let on_relatives = section(SectionKind::OnRelatives, on_relatives);
    Draft {
        occurred: facts.discharged.clone().or_else(|| said.authored.clone()),
        subject: Some(patient),
        copy_receivers: copy_receiver.into_iter().collect(),
        codes: diagnoses.into_iter().map(|one| one.into_code(CodeRole::Other)).collect(),
        actions: action(&facts).into_iter().collect(),
        narrative: on_relatives.into_iter().chain(narrative(&facts, texts)).collect(),
        ..Draft::plain(said, sender, receiver, Body::CareReport(Box::new(facts)))
    }
}

/// What the report asks for.
fn action(facts: &body::CareReport) -> Option<Action> {
    let until = facts.supply.as_ref().and_then(|supply| supply.until.clone());
    let asked =
        |kind, due: Option<Moment>| Action { due: due.map(|at| Due { at, derived: false }), ..Action::plain(kind) };
    match facts.report {
        ReportKind::CarePlan => Some(asked(ActionKind::PrepareHome, facts.discharge_planned.clone())),
        _ => until.map(|until| asked(ActionKind::ContinueMedicine, Some(until))),
    }
}

/// The texts, and the facts in readable words, about in the order of the letter.
fn narrative(facts: &body::CareReport, texts: Texts) -> impl Iterator<Item = Section> {
    let sections = [
        section(SectionKind::OnDischarge, texts.on_discharge),
        headed("Behandling", facts.treatments.iter().map(words::item)),
        headed("Hjælpemidler", facts.aids.iter().map(words::item)),
        section(SectionKind::OnAids, texts.on_aids),
        headed("Ydelser", facts.services.iter().map(words::service)),
        section(SectionKind::OnServices, texts.on_services),
        headed("Medicin", facts.medicines.iter().map(words::medicine)),
        section(SectionKind::OnMedicine, texts.on_medicine),
        section(SectionKind::Mobility, texts.mobility),
        section(SectionKind::HealthSummary, texts.health),
        section(SectionKind::CauseOfAdmission, texts.cause),
        section(SectionKind::ExpectedCourse, texts.course),
        section(SectionKind::Contagion, texts.contagion),
        section(SectionKind::RelativesInformed, texts.informed),
        headed("Funktionsevne", facts.function.iter().flat_map(words::function)),
        headed("Sygeplejefaglige problemområder", facts.problem_areas.iter().map(words::problem_area)),
        headed("Koordinering", facts.needs.iter().map(words::need)),
        headed("Udskrivningskonference", facts.conference.iter().map(words::conference)),
        headed("Kost det første døgn", facts.diet.iter().map(words::diet)),
        headed("Medicin ved udskrivelsen", facts.supply.iter().map(words::supply)),
        section(SectionKind::FuturePlans, texts.plans),
    ];
    let clinical = texts.clinical.into_iter().map(|text| section(SectionKind::Clinical, Some(text)));
    sections.into_iter().chain(clinical).flatten()
}
