//! What every event may say beside its body: its course, codes, requests and files.

use canonical::action::{Action, Due, Priority};
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::code::{Code, CodeRole, CodeSystem};
use canonical::course::{Course, Episode};
use canonical::party::Person;

use super::parties::{organisation, professional};
use super::sheet::{Said, Sheet, concept, word};
use crate::write::{Element, Resource, coding, date_time, file, full_instant, hyphened, identifier, reference, urn};

/// The naming system of the places that codes have in a letter.
const ROLES: &str = "urn:broen:code-role";
/// The naming system of what may be asked.
const ACTIONS: &str = "urn:broen:action";

/// Tells what the header says.
pub(super) fn tell(sheet: &mut Sheet<'_>) {
    let event = sheet.event;
    course(sheet, &event.course);
    sheet.when("occurred", event.times.occurred.as_ref());
    event.codes.iter().for_each(|code| self::code(sheet, code, None));
    event.actions.iter().for_each(|action| self::action(sheet, action));
    event.attachments.iter().enumerate().for_each(|(index, one)| attachment(sheet, index, one));
}

/// The course that the document is a part of.
fn course(sheet: &mut Sheet<'_>, course: &Course) {
    let Course { episodes, notification, conversation, referral, follows: _, hops: _ } = course;
    if !episodes.is_empty() {
        let episode = |episode: &Episode| Element::default().with("identifier", hyphened(episode));
        let course =
            sheet.visit("course", "unknown", None, None).with_all("episodeOfCare", episodes.iter().map(episode));
        sheet.encounter = Some(sheet.tell(course));
    }
    sheet.word("notification", notification.as_deref());
    sheet.word("conversation", conversation.as_deref().map(urn).as_deref());
    sheet.word("referral", referral.as_deref());
}

/// A diagnosis as a Condition, anything that was done as a Procedure: in SKS, codes of diagnoses begin with `D`.
pub(super) fn code(sheet: &mut Sheet<'_>, code: &Code, focus: Option<&str>) {
    let Code { role, system, code: value, at, description, .. } = code;
    let is_done = *role == CodeRole::Other
        && *system == CodeSystem::Sks
        && value.as_ref().is_some_and(|value| !value.starts_with(['D', 'd']));
    let name = word(role);
    let category = Element::default().with("coding", [coding(ROLES, &name)]).with("text", description);
    let system_word = match system {
        CodeSystem::Other(word) if !word.contains(':') => Some(Element::default().with("text", word)),
        _ => None,
    };
    let subject = match focus {
        Some(focus) => serde_json::json!({ "reference": focus }),
        None => sheet.subject(),
    };
    let resource = if is_done {
        Resource::of("Procedure", None)
            .with("status", "completed")
            .with("category", category)
            .with("code", concept(code))
            .with("subject", subject)
            .with("performedDateTime", at.as_ref().map(date_time))
    } else {
        Resource::of("Condition", None)
            .with("category", [category])
            .with("code", concept(code))
            .with("subject", subject)
            .with("recordedDate", at.as_ref().map(date_time))
            .with_all("note", system_word)
    };
    sheet.tell(resource);
}

/// What is asked of whom, and by when.
fn action(sheet: &mut Sheet<'_>, action: &Action) {
    let Action { kind, priority, priority_word, responsible, text, due } = action;
    let performer = responsible.as_ref().map(|party| organisation(sheet, party));
    let name = word(kind);
    let priority = priority.map(|priority| match priority {
        Priority::Elevated => "urgent",
        Priority::Routine => "routine",
        Priority::Urgent => "asap",
    });
    let until = due.as_ref().map(|Due { at, derived: _ }| Element::default().with("end", date_time(at)));
    let resource = Resource::of("ServiceRequest", None)
        .with("status", "active")
        .with("intent", "order")
        .with("priority", priority)
        .with("code", Element::default().with("coding", [coding(ACTIONS, &name)]).with("text", &name))
        .with_all("orderDetail", priority_word.as_ref().map(|word| Element::default().with("text", word)))
        .with("subject", sheet.subject())
        .with("occurrencePeriod", until)
        .with("requester", reference(&sheet.sender))
        .with_all("performer", performer.map(|address| reference(&address)))
        .with_all("note", text.as_ref().map(|text| Element::default().with("text", text.plain())));
    sheet.tell(resource);
}

/// A file. One that another letter carries has its names here.
fn attachment(sheet: &mut Sheet<'_>, index: usize, attachment: &Attachment) {
    let Attachment { id, file_type, object_code, title, at, author, content, .. } = attachment;
    let elsewhere = Attachment { content: AttachmentContent::Elsewhere, ..attachment.clone() };
    let is_gone = matches!(content, AttachmentContent::RecordViewer);
    let Some(written) = file(if is_gone { &elsewhere } else { attachment }, at.as_ref()) else {
        return sheet.missing(format!("DocumentReference[{index}].content"));
    };
    let author = author.as_ref().map(|author: &Person| professional(sheet, author));
    let format = file_type.as_ref().map(|word| coding("urn:broen:medcom:ObjectExtensionCode", word));
    let kind = object_code.as_ref().map(|word| {
        Element::default().with("coding", [coding("urn:broen:medcom:ObjectCode", word)]).with("text", word)
    });
    let resource = Resource::of("DocumentReference", None)
        .with_all("identifier", id.as_ref().map(|id| identifier(None, &urn(id))))
        .with("status", "current")
        .with("type", kind)
        .with("subject", sheet.subject())
        .with("date", at.as_ref().map(full_instant))
        .with_all("author", author.map(|address| reference(&address)))
        .with("description", title.as_ref().map(|title| title.reveal()))
        .with("content", [Element::default().with("attachment", written).with("format", format)]);
    let address = sheet.tell(resource);
    if is_gone {
        sheet.fact("in-record-viewer", &Said::Yes(true), Some(&address));
    }
}
