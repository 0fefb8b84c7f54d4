//! [`HospitalReferral`] to the canonical event: pure and total.

use canonical::action::{Action, ActionKind};
use canonical::body::{Body, Referral, Triage};
use canonical::code::{Code, CodeRole};
use canonical::subject::Subject;
use canonical::text::{Section, SectionKind, Text};

use super::parse::{Clinical, HospitalReferral, Information, Note};
use crate::blocks::{Diagnosis, Header};
use crate::draft::Draft;

pub(super) fn draft(letter: HospitalReferral) -> Draft {
    let HospitalReferral {
        header,
        sender,
        receiver,
        answer_copy,
        patient,
        relative,
        information,
        diagnosis,
        additions,
        clinical,
        references,
        notes,
    } = letter;
    let Header { letter_id, type_code, version_code, authored, status, course } = header;
    let Information { priority, setting, transport, supplementary, clinical_reason, hospital_choice } = information;
    let (priority, priority_word) = priority.unzip();
    let triage = Action { kind: ActionKind::Triage, priority, priority_word, responsible: None, text: None, due: None };
    Draft {
        letter_id,
        type_code,
        version_code: Some(version_code),
        status,
        occurred: Some(authored.clone()),
        authored: Some(authored),
        subject: Some(Subject { relatives: relative.into_iter().collect(), ..patient }),
        sender,
        receivers: vec![receiver],
        copy_receivers: answer_copy.into_iter().collect(),
        course,
        codes: codes(diagnosis, additions),
        actions: vec![triage],
        narrative: narrative(supplementary, clinical_reason, clinical, &notes),
        attachments: references,
        body: Body::Referral(Referral {
            setting,
            transport,
            hospital_choice,
            triage: notes.into_iter().map(|Note { step, text }| Triage { step, note: text }).collect(),
        }),
    }
}

fn codes(diagnosis: Option<Diagnosis>, additions: Vec<Diagnosis>) -> Vec<Code> {
    let main = diagnosis.map(|diagnosis| diagnosis.into_code(CodeRole::ReferralDiagnosis));
    let additions = additions.into_iter().map(|addition| addition.into_code(CodeRole::ReferralDiagnosisAddition));
    main.into_iter().chain(additions).collect()
}

/// Every text, in the letter's order.
fn narrative(
    supplementary: Option<Text>,
    clinical_reason: Option<Text>,
    clinical: Clinical,
    notes: &[Note],
) -> Vec<Section> {
    let Clinical { cave, anamnesis, examination, actual_medicine } = clinical;
    let texts = [
        (SectionKind::Supplementary, supplementary),
        (SectionKind::ClinicalReason, clinical_reason),
        (SectionKind::Cave, cave),
        (SectionKind::Anamnesis, anamnesis),
        (SectionKind::Examination, examination),
        (SectionKind::ActualMedicine, actual_medicine),
    ];
    let texts = texts.into_iter().filter_map(|(kind, text)| text.map(|text| (kind, text)));
    let notes = notes.iter().map(|note| (SectionKind::Triage, note.text.clone()));
    let sections = texts.chain(notes);
    sections.map(|(kind, text)| Section { kind, title: None, signed: None, text }).collect()
}
