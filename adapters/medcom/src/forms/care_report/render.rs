//! The canonical event to the letter: pure.

use canonical::body::{self, Body, ReportKind};
use canonical::code::CodeRole;
use canonical::event::Event;
use canonical::text::SectionKind;

use super::layout::{CareReport, Texts, is_admission};
use crate::blocks::{Diagnosis, Header, sections_of, text_of};
use crate::letter_type::NoSuchLetter;
use crate::version::Version;

pub(super) fn form(event: &Event, version: &Version) -> Result<CareReport, NoSuchLetter> {
    let Body::CareReport(facts) = &event.body else {
        return Err(NoSuchLetter);
    };
    let wanted = if is_admission(version) { ReportKind::Admission } else { ReportKind::Discharge };
    if facts.report != wanted {
        return Err(NoSuchLetter);
    }
    let body::CareReport { report: _, admitted, discharged, practitioner, aids, treatments, services, medicines } =
        facts.clone();
    Ok(CareReport {
        header: Header::of(event, version),
        sender: event.sender.clone(),
        receiver: event.receivers.first().cloned().unwrap_or_default(),
        copy_receiver: event.copy_receivers.first().cloned(),
        practitioner,
        patient: event.subject.clone().unwrap_or_default(),
        admitted,
        discharged,
        treatments,
        diagnoses: Diagnosis::with_role(&event.codes, CodeRole::Other),
        aids,
        services,
        medicines,
        texts: texts(event),
    })
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
    }
}
