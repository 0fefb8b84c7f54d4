//! The canonical event to the letter: pure.

use canonical::body::{self, Body, Interpretation};
use canonical::code::CodeRole;
use canonical::event::Event;
use canonical::text::SectionKind;

use super::children::apart;
use super::layout::{Birth, BirthNotification, Investigation, Pregnancy};
use crate::blocks::{Diagnosis, Header, text_of};
use crate::letter_type::NoSuchLetter;
use crate::version::Version;

pub(super) fn form(event: &Event, version: &Version) -> Result<BirthNotification, NoSuchLetter> {
    let Body::BirthNotification(facts) = &event.body else {
        return Err(NoSuchLetter);
    };
    let (related, found) = apart(&facts.children);
    Ok(BirthNotification {
        header: Header::of(event, version),
        sender: event.sender.clone(),
        receiver: event.receivers.first().cloned().unwrap_or_default(),
        mother: event.subject.clone().unwrap_or_default(),
        facts: body::BirthNotification {
            interpretation: facts.interpretation.as_ref().map(one_of_both),
            ..facts.as_ref().clone()
        },
        pregnancy: pregnancy(&facts.pregnancy),
        birth: Birth {
            diagnoses: event.codes.as_slice().into(),
            bleeding: text_of(event, SectionKind::Bleeding),
            amniotic_fluid: text_of(event, SectionKind::AmnioticFluid),
            more: text_of(event, SectionKind::OnBirth),
        },
        related,
        found,
    })
}

/// The schema allows a language or a word; the language says more.
fn one_of_both(interpretation: &Interpretation) -> Interpretation {
    let Interpretation { need, language, language_name } = interpretation.clone();
    Interpretation { need: need.filter(|_| language.is_none()), language, language_name }
}

fn pregnancy(pregnancy: &body::Pregnancy) -> Pregnancy {
    let investigation = |one: &body::Investigation| Investigation {
        diagnoses: Diagnosis::with_role(&one.codes, CodeRole::Other),
        at: one.at.clone(),
        text: one.text.clone(),
    };
    Pregnancy {
        last_menstruation: pregnancy.last_menstruation.clone(),
        due: pregnancy.due.clone(),
        diagnoses: pregnancy.codes.as_slice().into(),
        investigations: pregnancy.investigations.iter().map(investigation).collect(),
    }
}
