//! [`Referral`] to the canonical event: pure and total.

use canonical::action::{Action, ActionKind, Priority};
use canonical::body::{self, Body, Particular, Triage};
use canonical::code::{Code, CodeRole};
use canonical::text::{Section, SectionKind, Text};

use super::layout::{Diagnoses, Note, Referral};
use super::shape::{Item, shape};
use crate::blocks::section;
use crate::draft::Draft;
use crate::version::Version;

/// The words that have a field of their own; the others are particulars.
const OWN: [&str; 5] = ["CategoryCode", "HospitalChoice", "Priority", "ReferralStatus", "Transport"];

pub(super) fn draft(letter: Referral, version: &Version) -> Draft {
    let Referral { header, sender, receiver, answer_copy, patient, diagnoses, mut texts, mut words, references, notes } =
        letter;
    let shape = shape(version);
    let asked = asked(version, words.remove("Priority"));
    let items = || shape.information.iter().chain(shape.clinical);
    let particulars = items().filter_map(|item| match item {
        Item::Word(name, ..) if !OWN.contains(name) => {
            let value = words.get(name)?.clone();
            Some(Particular { name: (*name).to_owned(), value })
        }
        Item::Text(..) | Item::Word(..) => None,
    });
    let particulars = particulars.collect();
    let kinds = items().filter_map(|item| match item {
        Item::Text(_, _, kind) => Some(*kind),
        Item::Word(..) => None,
    });
    let kinds = kinds.chain([SectionKind::FurtherInformation]);
    let mut narrative: Vec<Section> = kinds.filter_map(|kind| section(kind, texts.remove(&kind))).collect();
    narrative.extend(notes.iter().map(noted));
    let body = Body::Referral(body::Referral {
        setting: words.remove("ReferralStatus"),
        transport: words.remove("Transport"),
        hospital_choice: words.remove("HospitalChoice"),
        triage: notes.into_iter().map(triage).collect(),
        category: words.remove("CategoryCode"),
        particulars,
    });
    Draft {
        subject: Some(patient),
        copy_receivers: answer_copy.into_iter().collect(),
        codes: codes(diagnoses.unwrap_or_default()),
        actions: vec![asked],
        narrative,
        attachments: references,
        ..Draft::plain(header.understood(), sender, receiver, body)
    }
}

/// What a referral asks for. Acute functions are asked for acute help, whatever the letter says.
fn asked(version: &Version, word: Option<String>) -> Action {
    let kind = match version.type_code {
        "XREF15" => ActionKind::ContactCitizen,
        "XREF22" => ActionKind::VisitAtHome,
        _ => ActionKind::Triage,
    };
    let priority = match (kind, word.as_deref()) {
        (ActionKind::VisitAtHome, _) | (_, Some("akut")) => Some(Priority::Urgent),
        (_, Some("elektiv")) => Some(Priority::Routine),
        (_, Some("saerlige_forhold")) => Some(Priority::Elevated),
        (_, _) => None,
    };
    Action { priority, priority_word: word, ..Action::plain(kind) }
}

fn codes(diagnoses: Diagnoses) -> Vec<Code> {
    let Diagnoses { main, additions } = diagnoses;
    let main = main.map(|main| main.into_code(CodeRole::ReferralDiagnosis));
    let additions = additions.into_iter().map(|addition| addition.into_code(CodeRole::ReferralDiagnosisAddition));
    main.into_iter().chain(additions).collect()
}

fn noted(note: &Note) -> Section {
    let text = note.text.clone().unwrap_or_default();
    Section { kind: SectionKind::Triage, title: None, signed: None, text }
}

fn triage(note: Note) -> Triage {
    let Note { step, text } = note;
    Triage { step: step.unwrap_or_default(), note: text.unwrap_or_else(Text::default) }
}
