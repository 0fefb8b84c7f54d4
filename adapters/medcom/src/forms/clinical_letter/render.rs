//! The canonical event to [`ClinicalLetter`]: pure.

use canonical::action::{Action, ActionKind, Priority};
use canonical::body::{Body, DiagnosticReport, DischargeLetter, ReceivedReferral};
use canonical::code::{Code, CodeRole};
use canonical::event::Event;
use canonical::text::SectionKind;

use super::layout::{Clinical, ClinicalLetter, Diagnoses, Referral};
use crate::blocks::{Diagnosis, Header, sections_of, text_of};
use crate::letter_type::NoSuchLetter;
use crate::version::Version;

pub(super) fn form(event: &Event, version: &Version) -> Result<ClinicalLetter, NoSuchLetter> {
    let (began, ended, received) = match &event.body {
        Body::DiagnosticReport(DiagnosticReport { started, ended, referral }) => (started, ended, referral),
        Body::DischargeLetter(DischargeLetter { admitted, discharged, referral }) => (admitted, discharged, referral),
        _ => return Err(NoSuchLetter),
    };
    let action = event.actions.iter().find(|action| action.kind == ActionKind::FollowUp);
    let clinical = sections_of(event, SectionKind::Clinical);
    Ok(ClinicalLetter {
        header: Header::of(event, version),
        sender: event.sender.clone(),
        receiver: event.receivers.first().cloned().unwrap_or_default(),
        copy_receiver: event.copy_receivers.first().cloned(),
        patient: event.subject.clone().unwrap_or_default(),
        referral: referral(received.as_ref(), &event.codes),
        began: began.clone(),
        ended: ended.clone(),
        urgency: action.and_then(urgency),
        diagnoses: diagnoses(&event.codes),
        recommendation: text_of(event, SectionKind::Recommendation),
        clinical: clinical
            .map(|section| Clinical { signed: section.signed.clone(), text: Some(section.text.clone()) })
            .collect(),
        references: event.attachments.clone(),
    })
}

/// The sender's word, or the word for its meaning.
fn urgency(action: &Action) -> Option<String> {
    let word = action.priority.map(|priority| match priority {
        Priority::Urgent => "Akut",
        Priority::Elevated => "Subakut",
        Priority::Routine => "Rutine",
    });
    action.priority_word.clone().or_else(|| word.map(str::to_owned))
}

fn referral(received: Option<&ReceivedReferral>, codes: &[Code]) -> Option<Referral> {
    let diagnosis = Diagnosis::with_role(codes, CodeRole::ReferralDiagnosis).into_iter().next();
    let additions = Diagnosis::with_role(codes, CodeRole::ReferralDiagnosisAddition);
    if received.is_none() && diagnosis.is_none() && additions.is_empty() {
        return None;
    }
    let ReceivedReferral { id, received } = received.cloned().unwrap_or_default();
    Some(Referral { id, received, diagnosis, additions })
}

fn diagnoses(codes: &[Code]) -> Option<Diagnoses> {
    let main = Diagnosis::with_role(codes, CodeRole::MainDiagnosis).into_iter().next();
    let additions = Diagnosis::with_role(codes, CodeRole::MainDiagnosisAddition);
    let others = Diagnosis::with_role(codes, CodeRole::Other);
    let is_there = main.is_some() || !additions.is_empty() || !others.is_empty();
    is_there.then_some(Diagnoses { main, additions, others })
}
