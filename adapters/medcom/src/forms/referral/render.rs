//! The canonical event to [`Referral`]: pure.

use canonical::action::Priority;
use canonical::body::{self, Body, Particular, Triage};
use canonical::code::CodeRole;
use canonical::event::Event;
use canonical::text::SectionKind;

use super::layout::{Diagnoses, Note, Referral};
use super::shape::{Item, shape};
use crate::blocks::{Diagnosis, Header, text_of};
use crate::letter_type::NoSuchLetter;
use crate::version::Version;

pub(super) fn form(event: &Event, version: &Version) -> Result<Referral, NoSuchLetter> {
    let Body::Referral(facts) = &event.body else {
        return Err(NoSuchLetter);
    };
    let shape = shape(version);
    let items = shape.information.iter().chain(shape.clinical);
    let kinds = items.clone().filter_map(|item| match item {
        Item::Text(_, _, kind) => Some(*kind),
        Item::Word(..) => None,
    });
    let kinds = kinds.chain([SectionKind::FurtherInformation]);
    let words = items.filter_map(|item| match item {
        Item::Text(..) => None,
        Item::Word(name, ..) => Some((*name, word(event, facts, name)?)),
    });
    let triage = |Triage { step, note }: &Triage| Note { step: Some(step.clone()), text: Some(note.clone()) };
    Ok(Referral {
        header: Header::of(event, version),
        sender: event.sender.clone(),
        receiver: event.receivers.first().cloned().unwrap_or_default(),
        answer_copy: event.copy_receivers.first().cloned(),
        patient: event.subject.clone().unwrap_or_default(),
        diagnoses: diagnoses(event),
        texts: kinds.filter_map(|kind| Some((kind, text_of(event, kind)?))).collect(),
        words: words.collect(),
        references: event.attachments.clone(),
        notes: facts.triage.iter().map(triage).collect(),
    })
}

/// What stands in the element of this name.
fn word(event: &Event, facts: &body::Referral, name: &str) -> Option<String> {
    let body::Referral { setting, transport, hospital_choice, triage: _, category, particulars } = facts;
    match name {
        "CategoryCode" => category.clone(),
        "HospitalChoice" => hospital_choice.clone(),
        "Priority" => priority(event),
        "ReferralStatus" => setting.clone(),
        "Transport" => transport.clone(),
        _ => {
            let named = |particular: &&Particular| particular.name == name;
            particulars.iter().find(named).map(|particular| particular.value.clone())
        }
    }
}

/// The sender's word, or the word for its meaning.
fn priority(event: &Event) -> Option<String> {
    let action = event.actions.first()?;
    let word = action.priority.map(|priority| match priority {
        Priority::Urgent => "akut",
        Priority::Elevated => "saerlige_forhold",
        Priority::Routine => "elektiv",
    });
    action.priority_word.clone().or_else(|| word.map(str::to_owned))
}

fn diagnoses(event: &Event) -> Option<Diagnoses> {
    let main = Diagnosis::with_role(&event.codes, CodeRole::ReferralDiagnosis).into_iter().next();
    let additions = Diagnosis::with_role(&event.codes, CodeRole::ReferralDiagnosisAddition);
    (main.is_some() || !additions.is_empty()).then_some(Diagnoses { main, additions })
}
