//! [`DischargeLetter`] to the canonical event: pure and total.

use canonical::Moment;
use canonical::action::{Action, ActionKind, Due, Priority};
use canonical::body::{Body, DischargeLetter as Facts, ReceivedReferral};
use canonical::code::{Code, CodeRole};
use canonical::course::Course;
use canonical::subject::Subject;
use canonical::text::{Section, SectionKind, Text};
use jiff::civil::Weekday;

use super::parse::{Clinical, Diagnoses, DischargeLetter, Referral};
use crate::blocks::Header;
use crate::draft::Draft;

/// How many weekdays a general practitioner has for an urgent follow-up: one to two, by agreement.
const URGENT_WEEKDAYS: usize = 2;

pub(super) fn draft(letter: DischargeLetter) -> Draft {
    let DischargeLetter {
        header,
        sender,
        receiver,
        copy_receiver,
        patient,
        relatives,
        referral,
        admitted,
        discharged,
        priority,
        diagnoses,
        recommendation,
        clinical,
        references,
    } = letter;
    let Header { letter_id, type_code, version_code, authored, status, course } = header;
    let action = follow_up(priority, recommendation.clone(), &authored);
    let referral = referral.map(split);
    let (received, mut codes) = referral.map_or((None, Vec::new()), |(received, codes)| (Some(received), codes));
    codes.extend(diagnosis_codes(diagnoses));
    let follows = received.as_ref().and_then(|received| received.id.clone());
    Draft {
        letter_id,
        type_code,
        version_code: Some(version_code),
        status,
        occurred: discharged.clone().or_else(|| Some(authored.clone())),
        authored: Some(authored),
        subject: Some(Subject { relatives, ..patient }),
        sender,
        receivers: vec![receiver],
        copy_receivers: copy_receiver.into_iter().collect(),
        course: Course { referral: follows, ..course },
        codes,
        actions: action.into_iter().collect(),
        narrative: narrative(recommendation, clinical),
        attachments: references,
        body: Body::DischargeLetter(Facts { admitted, discharged, referral: received }),
    }
}

/// The recommendation leads, because readers are to see it first.
fn narrative(recommendation: Option<Text>, clinical: Vec<Clinical>) -> Vec<Section> {
    let recommendation = recommendation.map(|text| (SectionKind::Recommendation, None, text));
    let clinical = clinical.into_iter().map(|Clinical { signed, text }| (SectionKind::Clinical, signed, text));
    let sections = recommendation.into_iter().chain(clinical);
    sections.map(|(kind, signed, text)| Section { kind, title: None, signed, text }).collect()
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
fn follow_up(priority: Option<(Priority, String)>, text: Option<Text>, authored: &Moment) -> Option<Action> {
    if priority.is_none() && text.is_none() {
        return None;
    }
    let (priority, priority_word) = priority.unzip();
    let due = match priority {
        Some(Priority::Urgent) => weekdays_after(authored).map(|at| Due { at, derived: true }),
        Some(Priority::Elevated | Priority::Routine) | None => None,
    };
    Some(Action { kind: ActionKind::FollowUp, priority, priority_word, responsible: None, text, due })
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
