//! The letter to the canonical event: pure and total.

use canonical::body::{self, Body, ReportKind};
use canonical::code::CodeRole;
use canonical::text::{Section, SectionKind};

use super::layout::{CareReport, Texts, is_admission};
use super::words;
use crate::blocks::section;
use crate::draft::Draft;
use crate::version::Version;

pub(super) fn draft(letter: CareReport, version: &Version) -> Draft {
    let CareReport {
        header,
        sender,
        receiver,
        copy_receiver,
        practitioner,
        patient,
        admitted,
        discharged,
        treatments,
        diagnoses,
        aids,
        services,
        medicines,
        texts,
    } = letter;
    let said = header.understood();
    let occurred = discharged.clone().or_else(|| said.authored.clone());
    let report = if is_admission(version) { ReportKind::Admission } else { ReportKind::Discharge };
    let facts = body::CareReport { report, admitted, discharged, practitioner, aids, treatments, services, medicines };
    Draft {
        occurred,
        subject: Some(patient),
        copy_receivers: copy_receiver.into_iter().collect(),
        codes: diagnoses.into_iter().map(|one| one.into_code(CodeRole::Other)).collect(),
        narrative: narrative(&facts, texts),
        ..Draft::plain(said, sender, receiver, Body::CareReport(facts))
    }
}

/// The texts, and the facts in readable words, about in the order of the letter.
fn narrative(facts: &body::CareReport, texts: Texts) -> Vec<Section> {
    let Texts { on_aids, on_services, on_medicine, mobility, health, cause, informed, clinical } = texts;
    let sections = [
        words::facts("Behandling", facts.treatments.iter().map(words::item)),
        words::facts("Hjælpemidler", facts.aids.iter().map(words::item)),
        section(SectionKind::OnAids, on_aids),
        words::facts("Ydelser", facts.services.iter().map(words::service)),
        section(SectionKind::OnServices, on_services),
        words::facts("Medicin", facts.medicines.iter().map(words::medicine)),
        section(SectionKind::OnMedicine, on_medicine),
        section(SectionKind::Mobility, mobility),
        section(SectionKind::HealthSummary, health),
        section(SectionKind::CauseOfAdmission, cause),
        section(SectionKind::RelativesInformed, informed),
    ];
    let clinical = clinical.into_iter().map(|text| section(SectionKind::Clinical, Some(text)));
    sections.into_iter().chain(clinical).flatten().collect()
}
