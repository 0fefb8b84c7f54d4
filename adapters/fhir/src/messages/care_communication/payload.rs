//! The payloads of a Communication: text segments and attachments, each with its author and time.
//!
//! Standard: MedComCareCommunication 5.0, slices `payload:string` and `payload:attachment`.

use std::collections::HashMap;

use canonical::Moment;
use canonical::attachment::Attachment;
use canonical::body::Segment;
use canonical::notice::NoticeCode;
use canonical::party::{Contact, Person};
use canonical::refusal::RefusalCode;
use canonical::text::Text;

use super::codes;
use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::resources::{author, file, identifier_value, moment_of, telephone};
use crate::tree::Node;

/// Segments and attachments, each in the message's order.
#[derive(Default)]
pub(super) struct Payloads {
    pub(super) segments: Vec<Segment>,
    pub(super) attachments: Vec<Attachment>,
}

/// Reads payloads one after another.
pub(super) struct Reader<'b, 'a> {
    pub(super) bundle: &'b Bundle<'a>,
    /// Whether version 5 is meant, which asks for more than those before it.
    pub(super) strict: bool,
    /// Authors by the address that names them, so that each is read once.
    authors: HashMap<&'a str, Option<Person>>,
}

/// What the extensions of a payload say.
struct Origin {
    id: Option<String>,
    written: Option<Moment>,
    author: Option<Person>,
}

impl<'b, 'a> Reader<'b, 'a> {
    pub(super) fn new(bundle: &'b Bundle<'a>, strict: bool) -> Self {
        Self { bundle, strict, authors: HashMap::new() }
    }

    /// Reads one payload, and says whether it is text.
    pub(super) fn read(&mut self, payload: Node<'a>, payloads: &mut Payloads, findings: &mut Findings) -> bool {
        let text = payload.child("contentString");
        let file = payload.child("contentAttachment");
        match (text, file) {
            (Some(text), _) => {
                let Origin { id, written, author } = self.origin(payload, true, findings);
                let text = findings.written(text).map(Text::from_plain);
                payloads.segments.extend(text.map(|text| Segment { id, written, author, is_new: None, text }));
            }
            (None, Some(file)) => {
                let origin = self.origin(payload, false, findings);
                payloads.attachments.extend(attachment(file, origin, findings));
            }
            (None, None) => findings.refuse_missing(RefusalCode::ElementMissing, payload, "content"),
        }
        text.is_some()
    }

    /// Text must say who wrote it and how to reach that person; a file need not.
    fn origin(&mut self, payload: Node<'a>, is_text: bool, findings: &mut Findings) -> Origin {
        let mut value = |word: &str, name: &'a str, needed: bool| {
            let extension = payload.extension(word);
            if extension.is_none() && needed {
                let missing = format!("extension('{word}')");
                findings.object(self.strict, RefusalCode::ElementMissing, payload, &missing);
            }
            extension.and_then(|extension| findings.required(extension, name))
        };
        let identifier = value("medcom-core-identifier-extension", "valueIdentifier", true);
        let written = value("medcom-core-datetime-extension", "valueDateTime", true);
        let author = value("medcom-core-practitioner-extension", "valueReference", is_text);
        let contact = value("medcom-core-contact-extension", "valueContactPoint", is_text);
        let id = identifier.and_then(|identifier| identifier_value(identifier, findings)).map(|id| id.value);
        let written = written.and_then(|written| moment_of(written, findings));
        let author = author.and_then(|author| self.author(author, findings));
        Origin { id, written, author: reachable(author, contact.and_then(telephone)) }
    }

    fn author(&mut self, reference: Node<'a>, findings: &mut Findings) -> Option<Person> {
        let Some(address) = reference.text("reference") else {
            return author(self.bundle, reference, findings);
        };
        if let Some(known) = self.authors.get(address) {
            reference.mark("type");
            reference.mark("display");
            return known.clone();
        }
        let read = author(self.bundle, reference, findings);
        self.authors.insert(address, read.clone());
        read
    }
}

/// The author, with the number this payload gives.
fn reachable(author: Option<Person>, contact: Option<Contact>) -> Option<Person> {
    author.map(|author| Person { contacts: contact.into_iter().collect(), ..author })
}

fn attachment(node: Node<'_>, origin: Origin, findings: &mut Findings) -> Option<Attachment> {
    let Origin { id, written, author } = origin;
    let media_type = node.children().find(|child| child.name() == "contentType");
    if let Some(unlisted) = media_type.filter(|word| !word.raw_value().is_some_and(codes::is_media_type)) {
        findings.doubt(NoticeCode::CodeUnlisted, unlisted);
    }
    if node.children().all(|child| child.name() != "title") {
        findings.refuse_missing(RefusalCode::ElementMissing, node, "title");
    }
    let file = file(node, findings)?;
    Some(Attachment { id, at: file.at.or(written), author, ..file })
}
