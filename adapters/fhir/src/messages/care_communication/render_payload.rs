//! Segments and files as the payloads of a Communication, each with its author and time.

use canonical::attachment::Attachment;
use canonical::body::{Correspondence, Segment, Turn};
use canonical::party::{Channel, Contact, Person};
use canonical::{Moment, Personal};
use fhir_sdk::r4b::types::ExtensionValue;

use crate::write::{Draft, Element, assigned, contact_point, date_time, extension, file, reference, urn, uuid};

const DATE: &str = "http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-datetime-extension";
const AUTHOR: &str = "http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-practitioner-extension";
const CONTACT: &str = "http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-contact-extension";
const IDENTIFIER: &str = "http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-identifier-extension";
/// The number that MedCom's conversion gives where none is known.
const NO_NUMBER: &str = "0000 0000";

/// The payloads of a message.
pub(super) struct Payloads {
    /// As they stand in the Communication: texts first.
    pub(super) written: Vec<Element>,
    /// The identifiers of those that this message brings.
    pub(super) added: Vec<String>,
}

impl Payloads {
    pub(super) fn of(draft: &mut Draft<'_>, body: &Correspondence) -> Self {
        let mut payloads = Self { written: Vec::new(), added: Vec::new() };
        let new = new_ones(body);
        for (index, segment) in body.segments.iter().enumerate().filter(|(_, segment)| !segment.text.is_empty()) {
            payloads.segment(draft, index, segment, body, new.contains(&index));
        }
        if payloads.written.is_empty() {
            draft.missing("Communication.payload");
        }
        let times: Vec<&Moment> = new.iter().filter_map(|index| body.segments.get(*index)?.written.as_ref()).collect();
        for (index, attachment) in draft.event.attachments.iter().enumerate() {
            // A file belongs to the text it was sent with, by its time.
            let is_new = body.turn == Turn::New || attachment.at.as_ref().is_some_and(|at| times.contains(&at));
            payloads.attachment(draft, index, attachment, is_new);
        }
        payloads
    }

    fn segment(&mut self, draft: &mut Draft<'_>, index: usize, segment: &Segment, body: &Correspondence, is_new: bool) {
        let Segment { id, written, author, is_new: _, text } = segment;
        let author = author.as_ref().or(body.from.as_ref()).or(draft.event.sender.person.as_ref());
        if author.is_none() {
            draft.missing(format!("Communication.payload[{index}].extension('medcom-core-practitioner-extension')"));
        }
        let contact = author.and_then(|author| author.contacts.first()).cloned().unwrap_or_else(no_number);
        let id = id.clone().unwrap_or_else(|| derived(draft, "segment", index));
        let payload = Element::default()
            .with(
                "extension",
                Origin { id: &id, written: written.as_ref(), author, contact: Some(&contact), is_new }.said(draft),
            )
            .with("contentString", text.plain());
        self.add(id, payload, is_new);
    }

    fn attachment(&mut self, draft: &mut Draft<'_>, index: usize, attachment: &Attachment, is_new: bool) {
        let Attachment { id, at, author, .. } = attachment;
        let id = id.clone().unwrap_or_else(|| derived(draft, "attachment", index));
        let contact = author.as_ref().and_then(|author| author.contacts.first());
        let file = file(attachment, None);
        if file.is_none() {
            draft.missing(format!("Communication.payload:attachment[{index}].content"));
        }
        let origin = Origin { id: &id, written: at.as_ref(), author: author.as_ref(), contact, is_new };
        let payload = Element::default().with("extension", origin.said(draft)).with("contentAttachment", file);
        self.add(id, payload, is_new);
    }

    fn add(&mut self, id: String, payload: Element, is_new: bool) {
        if is_new {
            self.added.push(urn(&id));
        }
        self.written.push(payload);
    }
}

/// The places of the segments that this message brings. Where the letter does not say, the latest is: a message without
/// any is none.
fn new_ones(body: &Correspondence) -> Vec<usize> {
    let places = |fits: &dyn Fn(&Segment) -> bool| -> Vec<usize> {
        body.segments.iter().enumerate().filter(|(_, segment)| fits(segment)).map(|(index, _)| index).collect()
    };
    let said = places(&|segment| segment.is_new == Some(true));
    if !said.is_empty() {
        return said;
    }
    let at = |segment: &Segment| segment.written.as_ref().map(|written| written.instant);
    let latest = body.segments.iter().map(at).max().flatten();
    if body.turn == Turn::New { places(&|_| true) } else { places(&|segment| at(segment) == latest) }
}

/// Who wrote a payload, when, what it is called, and whom to call about it.
struct Origin<'p> {
    id: &'p str,
    written: Option<&'p Moment>,
    author: Option<&'p Person>,
    contact: Option<&'p Contact>,
    is_new: bool,
}

impl Origin<'_> {
    /// The four extensions of a payload.
    fn said(self, draft: &mut Draft<'_>) -> Vec<Element> {
        let Self { id, written, author, contact, is_new } = self;
        let event = draft.event;
        let written = written.or(event.times.authored.as_ref()).or(event.times.sent.as_ref());
        if written.is_none() {
            draft.missing("Communication.payload.extension('medcom-core-datetime-extension')");
        }
        let date = written.map(|at| Element::default().with("url", DATE).with("valueDateTime", date_time(at)));
        // Governance of CareCommunication: the organisation behind every payload is visible. That of an earlier one may
        // be another than the sender.
        let assigner = match author {
            Some(author) if !author.identifiers.is_empty() => Some(draft.shelf.organisation_with(&author.identifiers)),
            Some(_) | None => is_new.then(|| draft.sender.clone()),
        };
        let mut said = vec![extension(IDENTIFIER, ExtensionValue::Identifier(assigned(&urn(id), assigner.as_deref())))];
        if let Some(author) = author {
            let address = draft.shelf.role_holder(author);
            said.push(extension(AUTHOR, ExtensionValue::Reference(reference(&address))));
        }
        said.extend(contact.map(|contact| extension(CONTACT, ExtensionValue::ContactPoint(contact_point(contact)))));
        date.into_iter().chain(said.into_iter().map(Element::of)).collect()
    }
}

fn no_number() -> Contact {
    Contact { channel: Channel::Telephone, value: Personal::new(NO_NUMBER.to_owned()), note: None }
}

/// The identifier of a payload that was given none.
fn derived(draft: &Draft<'_>, kind: &str, index: usize) -> String {
    uuid("broen/fhir-payload/1", &[draft.event.id.as_bytes(), kind.as_bytes(), index.to_string().as_bytes()])
}
