//! Correspondence: XDIS91 about a patient, XDIS90 about nobody.

use canonical::Personal;
use canonical::action::{Action, ActionKind, Priority};
use canonical::attachment::Attachment;
use canonical::body::{Body, Correspondence, Segment, Turn};
use canonical::event::Event;
use canonical::party::Party;
use canonical::subject::Subject;
use canonical::text::{Inline, SectionKind, Text};

use crate::blocks::{
    Header, HeaderShape, PartyShape, PatientShape, header, party, patient, references, section, sections_of,
};
use crate::draft::Draft;
use crate::letter_type::{Form, NoSuchLetter};
use crate::version::Version;
use crate::walk::{Facet, Occurs, Walk};

/// The letter as the schema states it, in the schema's order.
#[derive(Default)]
pub(crate) struct Email {
    header: Header,
    sender: Party,
    receiver: Party,
    patient: Subject,
    /// `Priority`.
    priority: Option<String>,
    /// `Subject`.
    subject: Option<Personal<String>>,
    /// The text in blocks; senders cut it where it grows long, not where it changes.
    clinical: Vec<Option<Text>>,
    references: Vec<Attachment>,
}

impl Form for Email {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        let code = walk.version().code;
        let is_administrative = walk.version().type_code == "XDIS90";
        header(walk, &mut self.header, HeaderShape::LETTER);
        walk.required("Sender", |walk| party(walk, &mut self.sender, &PartyShape::SENDER));
        walk.required("Receiver", |walk| party(walk, &mut self.receiver, &PartyShape::RECEIVER));
        let shape = if is_administrative { PatientShape::Nobody } else { PatientShape::Letter(Some(Occurs::Required)) };
        walk.required("Patient", |walk| patient(walk, &mut self.patient, shape));
        if code != "XD9133L" {
            self.information(walk);
        }
        // The newest release has no bound of its own.
        let most = if code == "XD9135L" { usize::MAX } else { 10 };
        walk.groups("ClinicalInformation", 0..=most, &mut self.clinical, |walk, text| {
            walk.text("Text01", Occurs::Required, text);
        });
        references(walk, &mut self.references);
    }

    fn draft(self, _: &'static Version) -> Draft {
        draft(self)
    }

    fn of(event: &Event, version: &'static Version) -> Result<Self, NoSuchLetter> {
        form(event, version)
    }
}

impl Email {
    fn information<W: Walk>(&mut self, walk: &mut W) {
        let is_there = self.priority.is_some() || self.subject.is_some();
        walk.group("AdditionalInformation", Occurs::Optional, is_there, |walk| {
            // A closed list: it decides how soon somebody must act.
            let words = Facet::closed(&["rutine", "høj_prioritet"]);
            walk.field("Priority", Occurs::Optional, words, &mut self.priority);
            walk.field("Subject", Occurs::Optional, Facet::text(70), &mut self.subject);
        });
    }
}

/// The letter to the canonical event: pure and total.
fn draft(letter: Email) -> Draft {
    let Email { header, sender, receiver, patient, priority: word, subject, clinical, references } = letter;
    let said = header.understood();
    let priority = word.as_deref().map(|word| match word {
        "høj_prioritet" => Priority::Urgent,
        _ => Priority::Routine,
    });
    let answer = Action { priority, priority_word: word, ..Action::plain(ActionKind::Answer) };
    let blocks: Vec<Text> = clinical.into_iter().flatten().collect();
    let heading = subject.as_ref().map(|subject| Text::from_plain(subject.reveal()));
    let heading = section(SectionKind::Other, heading);
    let messages = blocks.iter().filter_map(|text| section(SectionKind::Message, Some(text.clone())));
    let narrative = heading.into_iter().chain(messages).collect();
    // The letter is one message; its author is not named.
    let segment = |text| Segment { id: None, written: said.authored.clone(), author: None, is_new: Some(true), text };
    let segments = joined(blocks).map(segment).into_iter().collect();
    let body = Body::Correspondence(Correspondence {
        subject,
        category: None,
        turn: Turn::Unstated,
        from: None,
        to: None,
        segments,
    });
    Draft {
        subject: Some(patient),
        actions: vec![answer],
        narrative,
        attachments: references,
        ..Draft::plain(said, sender, receiver, body)
    }
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

/// The canonical event to the letter: pure.
fn form(event: &Event, version: &Version) -> Result<Email, NoSuchLetter> {
    let Body::Correspondence(facts) = &event.body else {
        return Err(NoSuchLetter);
    };
    let patient = event.subject.clone().unwrap_or_default();
    let action = event.actions.iter().find(|action| action.kind == ActionKind::Answer);
    let priority = action.and_then(|action| {
        let word = action.priority.map(|priority| match priority {
            Priority::Urgent => "høj_prioritet",
            Priority::Elevated | Priority::Routine => "rutine",
        });
        let own = action.priority_word.clone().filter(|word| ["høj_prioritet", "rutine"].contains(&word.as_str()));
        own.or_else(|| word.map(str::to_owned))
    });
    let messages: Vec<Option<Text>> =
        sections_of(event, SectionKind::Message).map(|section| Some(section.text.clone())).collect();
    Ok(Email {
        header: Header::of(event, version),
        sender: event.sender.clone(),
        receiver: event.receivers.first().cloned().unwrap_or_default(),
        patient,
        priority,
        subject: facts.subject.clone(),
        clinical: messages,
        references: event.attachments.clone(),
    })
}
