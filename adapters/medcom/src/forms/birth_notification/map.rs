//! The letter to the canonical event: pure and total.

use canonical::action::{Action, ActionKind};
use canonical::body::{self, Body};
use canonical::code::CodeRole;
use canonical::text::{Section, SectionKind};

use super::children::together;
use super::layout::{Birth, BirthNotification, Investigation, Pregnancy};
use super::words;
use crate::blocks::{headed, section};
use crate::draft::Draft;

pub(super) fn draft(letter: BirthNotification) -> Draft {
    let BirthNotification { header, sender, receiver, mother, facts, pregnancy, birth, related, found } = letter;
    let Birth { diagnoses, bleeding, amniotic_fluid, more } = birth;
    let facts = body::BirthNotification {
        interpretation: facts.interpretation.filter(|said| *said != body::Interpretation::default()),
        pregnancy: stated(pregnancy),
        children: together(related, found),
        ..facts
    };
    let said = header.understood();
    let texts = [
        section(SectionKind::Bleeding, bleeding),
        section(SectionKind::AmnioticFluid, amniotic_fluid),
        section(SectionKind::OnBirth, more),
    ];
    Draft {
        occurred: facts.children.iter().find_map(|child| child.born.clone()).or_else(|| said.authored.clone()),
        subject: Some(mother),
        codes: diagnoses.into(),
        actions: visit(&facts).into_iter().collect(),
        narrative: narrative(&facts, texts).collect(),
        ..Draft::plain(said, sender, receiver, Body::BirthNotification(Box::new(facts)))
    }
}

fn stated(pregnancy: Pregnancy) -> body::Pregnancy {
    let Pregnancy { last_menstruation, due, diagnoses, investigations } = pregnancy;
    let investigation = |Investigation { diagnoses, at, text }| {
        let codes = diagnoses.into_iter().map(|one| one.into_code(CodeRole::Other)).collect();
        body::Investigation { at, codes, text }
    };
    let investigations = investigations.into_iter().map(investigation).collect();
    body::Pregnancy { last_menstruation, due, codes: diagnoses.into(), investigations }
}

/// Health visitors are to see a child that lives.
fn visit(facts: &body::BirthNotification) -> Option<Action> {
    let lives = facts.children.iter().any(|child| child.stillborn != Some(true));
    lives.then(|| Action::plain(ActionKind::VisitNewborn))
}

/// The texts, and the facts in readable words, about in the order of the letter.
fn narrative(facts: &body::BirthNotification, texts: [Option<Section>; 3]) -> impl Iterator<Item = Section> {
    let before = [
        headed("Moderen", words::mother(facts).into_iter()),
        headed("Jordemoder", words::midwives(facts).into_iter()),
        headed("Graviditeten", words::pregnancy(&facts.pregnancy)),
        headed("Fødslen", words::duration(facts).into_iter()),
    ];
    let is_alone = facts.children.len() == 1;
    let child = |(at, child)| {
        let title = if is_alone { "Barnet".to_owned() } else { format!("Barn {}", at + 1) };
        headed(&title, words::child(child))
    };
    let children: Vec<Option<Section>> = facts.children.iter().enumerate().map(child).collect();
    before.into_iter().chain(texts).chain(children).flatten()
}
