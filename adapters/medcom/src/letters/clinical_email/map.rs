//! [`ClinicalEmail`] to the canonical event: pure and total.

use canonical::Moment;
use canonical::action::{Action, ActionKind};
use canonical::body::{Body, Correspondence, Segment, Turn};
use canonical::text::{Inline, Section, SectionKind, Text};

use super::parse::{ClinicalEmail, Information};
use crate::blocks::Header;
use crate::draft::Draft;

pub(super) fn draft(letter: ClinicalEmail) -> Draft {
    let ClinicalEmail { header, sender, receiver, patient, information, clinical, references } = letter;
    let Header { letter_id, type_code, version_code, authored, status, course } = header;
    let Information { priority, subject } = information;
    let (priority, priority_word) = priority.unzip();
    let text = joined(clinical);
    let heading = subject.as_ref().map(|subject| section(SectionKind::Other, Text::from_plain(subject.reveal())));
    let message = text.as_ref().map(|text| section(SectionKind::Message, text.clone()));
    let answer = Action { kind: ActionKind::Answer, priority, priority_word, responsible: None, text: None, due: None };
    let segments = text.map(|text| segment(&authored, text)).into_iter().collect();
    Draft {
        letter_id,
        type_code,
        version_code: Some(version_code),
        status,
        occurred: Some(authored.clone()),
        authored: Some(authored),
        subject: Some(patient),
        sender,
        receivers: vec![receiver],
        copy_receivers: Vec::new(),
        course,
        codes: Vec::new(),
        actions: vec![answer],
        narrative: heading.into_iter().chain(message).collect(),
        attachments: references,
        body: Body::Correspondence(Correspondence {
            subject,
            category: None,
            turn: Turn::Unstated,
            from: None,
            to: None,
            segments,
        }),
    }
}

/// The letter is one message; its author is not named.
fn segment(authored: &Moment, text: Text) -> Segment {
    Segment { id: None, written: Some(authored.clone()), author: None, is_new: Some(true), text }
}

fn section(kind: SectionKind, text: Text) -> Section {
    Section { kind, title: None, signed: None, text }
}

/// The blocks as one text, each on lines of its own; `None` if there are none.
fn joined(blocks: Vec<Text>) -> Option<Text> {
    let mut blocks = blocks.into_iter();
    let Text(mut parts) = blocks.next()?;
    for Text(block) in blocks {
        parts.push(Inline::Break);
        parts.extend(block);
    }
    Some(Text(parts))
}
