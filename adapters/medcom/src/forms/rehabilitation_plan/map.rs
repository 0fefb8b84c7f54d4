//! The letter to the canonical event: pure and total.

use canonical::Moment;
use canonical::action::{Action, ActionKind, Due};
use canonical::body::{self, Body, Excerpt};
use canonical::code::Code;
use canonical::moment::danish_time;
use canonical::text::{Section, SectionKind, Text};
use jiff::ToSpan;

use super::layout::{RehabilitationPlan, Texts};
use super::words;
use crate::blocks::{headed, section};
use crate::draft::Draft;

/// Rehabilitation is to be offered within so many days of the discharge (sundhedsloven § 140).
const DAYS: i8 = 7;

pub(super) fn draft(letter: RehabilitationPlan) -> Draft {
    let RehabilitationPlan {
        header,
        sender,
        receiver,
        doctor,
        copy_receivers,
        patient,
        facts,
        diagnoses,
        texts,
        references,
    } = letter;
    let offer = offer(facts.contact_ends.as_ref(), texts.deadline.clone());
    Draft {
        subject: Some(patient),
        copy_receivers: doctor.into_iter().chain(copy_receivers).collect(),
        codes: diagnoses.into_iter().flat_map(Vec::<Code>::from).collect(),
        actions: vec![offer],
        narrative: narrative(&facts, texts).collect(),
        attachments: references,
        ..Draft::plain(header.understood(), sender, receiver, Body::RehabilitationPlan(Box::new(facts)))
    }
}

/// What the plan asks for: in the sender's words if there are such, by the law in any case.
fn offer(end: Option<&Moment>, text: Option<Text>) -> Action {
    let due = end.and_then(days_after).map(|at| Due { at, derived: true });
    Action { text, due, ..Action::plain(ActionKind::OfferRehabilitation) }
}

/// The last minute of the Danish day so many days later.
fn days_after(moment: &Moment) -> Option<Moment> {
    let day = moment.instant.to_zoned(danish_time()).date();
    let last = day.checked_add(DAYS.days()).ok()?;
    Moment::from_danish(last.at(23, 59, 0, 0), format!("{last}T23:59"))
}

/// The texts, and the facts in readable words, about in the order of the letter.
fn narrative(facts: &body::RehabilitationPlan, texts: Texts) -> impl Iterator<Item = Section> {
    let before = [
        headed("Genoptræningsplan", words::plan(facts).into_iter()),
        headed("Medunderskrivere", facts.co_writers.iter().map(words::person)),
        headed("Kontakt til patienten", words::reached(facts).into_iter()),
        section(SectionKind::InformationToPatient, texts.information),
        section(SectionKind::PracticalInformation, texts.practical),
        section(SectionKind::PatientSafety, texts.safety),
        section(SectionKind::RehabilitationDeadline, texts.deadline),
        headed("Aktuel sygehuskontakt", words::contact(facts).into_iter()),
        headed("Kontrol", facts.controls.iter().map(words::control)),
        section(SectionKind::HealthSummary, texts.health),
        section(SectionKind::AbilitySummary, texts.ability_summary),
        section(SectionKind::AbilityAtDischarge, texts.ability),
        section(SectionKind::RehabilitationNeed, texts.need),
        section(SectionKind::OnDiagnoses, texts.on_diagnoses),
        headed("ICF", facts.classifications.iter().map(words::classification)),
    ];
    let after = [
        headed("Spørgsmål", words::offices(facts).into_iter()),
        headed("Behandlende team", facts.team.iter().map(words::person)),
        headed("Slutstatus sendes til", facts.result_receivers.iter().map(words::party)),
    ];
    let excerpts: Vec<Option<Section>> = facts.excerpts.iter().map(excerpt).collect();
    before.into_iter().chain(excerpts).chain(after).flatten()
}

fn excerpt(excerpt: &Excerpt) -> Option<Section> {
    let source = excerpt.source.as_deref().unwrap_or("Uddrag fra journal");
    let section = headed(source, words::excerpt(excerpt).into_iter())?;
    Some(Section { signed: excerpt.signed.clone(), ..section })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rehabilitation_is_due_seven_days_after_the_contact() {
        let local = jiff::civil::date(2026, 3, 26).at(13, 0, 0, 0);
        let end = Moment::from_danish(local, "2026-03-26T13:00").expect("a year of this century");
        let due = offer(Some(&end), None).due.expect("a deadline");
        assert_eq!((due.at.written.as_str(), due.derived), ("2026-04-02T23:59", true));
        assert_eq!(offer(None, None).due, None);
    }
}
