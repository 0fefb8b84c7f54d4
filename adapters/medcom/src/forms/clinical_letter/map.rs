//! [`ClinicalLetter`] to the canonical event: pure and total.

use canonical::Moment;
use canonical::action::{Action, ActionKind, Due, Priority};
use canonical::body::{Body, DiagnosticReport, DischargeLetter, ReceivedReferral};
use canonical::code::{Code, CodeRole};
use canonical::text::{Section, SectionKind, Text};
use jiff::civil::Weekday;

use super::layout::{Clinical, ClinicalLetter, Diagnoses, Referral};
use crate::blocks::section;
use crate::draft::Draft;
use crate::version::Version;

/// How many weekdays a general practitioner has for an urgent follow-up: one to two, by agreement.
const URGENT_WEEKDAYS: usize = 2;

pub(super) fn draft(letter: ClinicalLetter, version: &Version) -> Draft {
    let ClinicalLetter {
        header,
        sender,
        receiver,
        copy_receiver,
        patient,
        referral,
        began,
        ended,
        urgency,
        diagnoses,
        recommendation,
        clinical,
        references,
    } = letter;
    let mut said = header.understood();
    let action = follow_up(urgency, recommendation.clone(), said.authored.as_ref());
    let (received, mut codes) = referral.map(split).unzip();
    said.course.referral = received.as_ref().and_then(|received: &ReceivedReferral| received.id.clone());
    codes.get_or_insert_default().extend(diagnosis_codes(diagnoses.unwrap_or_default()));
    let occurred = ended.clone().or_else(|| said.authored.clone());
    let body = match version.type_code {
        "XDIS05" => Body::DiagnosticReport(DiagnosticReport { started: began, ended, referral: received }),
        _ => Body::DischargeLetter(DischargeLetter { admitted: began, discharged: ended, referral: received }),
    };
    Draft {
        occurred,
        subject: Some(patient),
        copy_receivers: copy_receiver.into_iter().collect(),
        codes: codes.unwrap_or_default(),
        actions: action.into_iter().collect(),
        narrative: narrative(recommendation, clinical),
        attachments: references,
        ..Draft::plain(said, sender, receiver, body)
    }
}

/// The recommendation leads, because readers are to see it first.
fn narrative(recommendation: Option<Text>, clinical: Vec<Clinical>) -> Vec<Section> {
    let clinical = clinical.into_iter().filter_map(|Clinical { signed, text }| {
        text.map(|text| Section { kind: SectionKind::Clinical, title: None, signed, text })
    });
    section(SectionKind::Recommendation, recommendation).into_iter().chain(clinical).collect()
}

fn split(referral: Referral) -> (ReceivedReferral, Vec<Code>) {
    let Referral { id, received, diagnosis, additions } = referral;
    let main = diagnosis.map(|diagnosis| diagnosis.into_code(CodeRole::ReferralDiagnosis));
    let additions = additions.into_iter().map(|addition| addition.into_code(CodeRole::ReferralDiagnosisAddition));
    (ReceivedReferral { id, received }, main.into_iter().chain(additions).collect())
}

fn diagnosis_codes(diagnoses: Diagnoses) -> impl Iterator<Item = Code> {
    let Diagnoses { main, additions, others } = diagnoses;
    let main = main.map(|main| main.into_code(CodeRole::MainDiagnosis));
    let additions = additions.into_iter().map(|addition| addition.into_code(CodeRole::MainDiagnosisAddition));
    main.into_iter().chain(additions).chain(others.into_iter().map(|other| other.into_code(CodeRole::Other)))
}

/// A priority or a recommendation asks the receiver to follow up.
fn follow_up(urgency: Option<String>, text: Option<Text>, authored: Option<&Moment>) -> Option<Action> {
    if urgency.is_none() && text.is_none() {
        return None;
    }
    let priority = urgency.as_deref().map(|word| match word {
        "Akut" => Priority::Urgent,
        "Subakut" => Priority::Elevated,
        _ => Priority::Routine,
    });
    let due = match priority {
        Some(Priority::Urgent) => authored.and_then(weekdays_after).map(|at| Due { at, derived: true }),
        Some(Priority::Elevated | Priority::Routine) | None => None,
    };
    Some(Action { priority, priority_word: urgency, text, due, ..Action::plain(ActionKind::FollowUp) })
}

/// The last minute of the Danish day so many weekdays later. Public holidays count as weekdays.
fn weekdays_after(moment: &Moment) -> Option<Moment> {
    let day = moment.instant.to_zoned(canonical::moment::danish_time()).date();
    let is_weekday = |day: &jiff::civil::Date| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let mut days = std::iter::successors(day.tomorrow().ok(), |day| day.tomorrow().ok()).filter(is_weekday);
    let last = days.nth(URGENT_WEEKDAYS - 1)?;
    Moment::from_danish(last.at(23, 59, 0, 0), format!("{last}T23:59"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(written: &str) -> String {
        let local: jiff::civil::DateTime = written.parse().expect("a local time");
        let moment = Moment::from_danish(local, written).expect("a year of this century");
        weekdays_after(&moment).expect("a day").written
    }

    #[test]
    fn an_urgent_follow_up_is_due_after_two_weekdays() {
        assert_eq!(due("2026-03-10T14:35"), "2026-03-12T23:59");
        assert_eq!(due("2026-03-12T14:35"), "2026-03-16T23:59");
        assert_eq!(due("2026-03-14T00:05"), "2026-03-17T23:59");
    }
}
