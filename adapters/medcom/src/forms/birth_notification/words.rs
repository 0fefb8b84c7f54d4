//! A birth in readable words, in Danish as the letters are.

use canonical::Moment;
use canonical::body::{Apgar, BirthNotification, Interpretation, Investigation, Newborn, Pregnancy};
use canonical::code::Code;
use canonical::party::Party;
use canonical::text::Inline;

use crate::blocks::{line, with_text};

/// What is said of the mother beside her name and address.
pub(super) fn mother(facts: &BirthNotification) -> [Vec<Inline>; 2] {
    let marital = facts.marital_status.as_ref().map(|status| format!("Civilstand: {status}"));
    let language = facts.interpretation.as_ref().and_then(|interpretation| {
        let Interpretation { need, language, language_name } = interpretation;
        let said = language_name.as_ref().or(language.as_ref()).or(need.as_ref())?;
        Some(format!("Tolk: {said}"))
    });
    [line([marital.as_ref()], ""), line([language.as_ref()], "")]
}

/// Who the midwives are, and when one comes.
pub(super) fn midwives(facts: &BirthNotification) -> [Vec<Inline>; 3] {
    let appointment = facts.midwife_appointment.as_ref().map(|words| format!("Aftale: {}", words.reveal()));
    [
        midwife("Kendt jordemoder", facts.own_midwife.as_deref()),
        midwife("Ved fødslen", facts.birth_midwife.as_deref()),
        line([appointment.as_ref()], ""),
    ]
}

fn midwife(role: &str, midwife: Option<&Party>) -> Vec<Inline> {
    let name = midwife.and_then(|midwife| midwife.person.as_ref()).map(|person| person.name.reveal());
    let place = midwife.and_then(|midwife| midwife.organisation.as_ref());
    let said = name.map(|name| format!("{role}: {name}"));
    line([said.as_ref(), place], ", ")
}

/// The pregnancy: its times, its diagnoses, and what was done.
pub(super) fn pregnancy(pregnancy: &Pregnancy) -> impl Iterator<Item = Vec<Inline>> {
    let times = [timed("Sidste menstruation", &pregnancy.last_menstruation), timed("Termin", &pregnancy.due)];
    let done = pregnancy.investigations.iter().map(investigation);
    times.into_iter().chain(pregnancy.codes.iter().map(code)).chain(done)
}

fn investigation(Investigation { at, codes, text }: &Investigation) -> Vec<Inline> {
    let day = at.as_ref().map(written);
    let names: Vec<&String> = codes.iter().filter_map(named).collect();
    with_text(line(day.iter().chain(names).map(Some), ", "), text.as_ref())
}

/// How long the pregnancy was.
pub(super) fn duration(facts: &BirthNotification) -> Option<Vec<Inline>> {
    let (weeks, days) = (facts.gestation_weeks?, facts.gestation_days.unwrap_or_default());
    Some(line([Some(&format!("Graviditetslængde: {weeks} uger og {days} dage"))], ""))
}

/// A child: its birth, its diagnoses, its measures, and what else there is.
pub(super) fn child(child: &Newborn) -> impl Iterator<Item = Vec<Inline>> {
    let vitality = child.stillborn.map(|stillborn| if stillborn { "dødfødt" } else { "levendefødt" }.to_owned());
    let born = child.born.as_ref().map(|at| format!("Født {}", written(at)));
    let who = line([born.as_ref(), child.sex.as_ref(), vitality.as_ref(), child.plurality.as_ref()], ", ");
    let measured = |name: &str, number: Option<i32>, unit: &str| number.map(|number| format!("{name} {number} {unit}"));
    let measures = [
        measured("Vægt", child.weight_grams, "g"),
        measured("længde", child.length_centimetres, "cm"),
        measured("hovedomfang", child.head_centimetres, "cm"),
    ];
    let transferral = child.transferral.as_ref().map(|words| format!("Overflyttet: {}", words.reveal()));
    let after = [
        line(measures.iter().map(Option::as_ref), ", "),
        child.apgar.as_ref().map(apgar).unwrap_or_default(),
        with_text(Vec::new(), child.text.as_ref()),
        line([transferral.as_ref()], ""),
    ];
    std::iter::once(who).chain(child.codes.iter().map(code)).chain(after)
}

fn apgar(Apgar { after_one_minute, after_five_minutes, after_ten_minutes, minutes_to_ten }: &Apgar) -> Vec<Inline> {
    let score = |minutes, score: &Option<i32>| score.map(|score| format!("Apgar efter {minutes} min.: {score}"));
    let ten = minutes_to_ten.map(|minutes| format!("Apgar 10 efter {minutes} min."));
    let said = [score(1, after_one_minute), score(5, after_five_minutes), score(10, after_ten_minutes), ten];
    line(said.iter().map(Option::as_ref), ", ")
}

fn timed(name: &str, at: &Option<Moment>) -> Vec<Inline> {
    let said = at.as_ref().map(|at| format!("{name}: {}", written(at)));
    line([said.as_ref()], "")
}

fn written(at: &Moment) -> String {
    at.written.replace('T', " ")
}

fn code(code: &Code) -> Vec<Inline> {
    line([named(code)], "")
}

/// What a code means, or else the code.
fn named(code: &Code) -> Option<&String> {
    code.text.as_ref().or(code.code.as_ref())
}
