//! The payloads of a Communication: text segments and attachments, each with its author and time.
//!
//! Standard: MedComCareCommunication 5.0, slices `payload:string` and `payload:attachment`.

use std::collections::HashMap;

use canonical::Moment;
use canonical::attachment::Attachment;
use canonical::body::Segment;
use canonical::notice::NoticeCode;
use canonical::party::{Contact, Party, Person};
use canonical::refusal::RefusalCode;
use canonical::text::Text;

use super::codes;
use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::resources::{author, file, identifiers_of, moment_of, telephone, uri_value};
use crate::tree::Node;

/// The most payloads of one message: conversations are read by people. Each repeats its author.
const PAYLOADS: usize = 4096;

/// The longest text of one message, all segments together, in bytes. The longest that MedCom's earlier standard
/// allowed was 31,150 characters; structured text takes many times the memory of its bytes.
const LONGEST_TEXT: usize = 2 * 1024 * 1024;

/// The extensions of a payload, each with the names that it had in versions 2 and 1.
const IDENTIFIER: &[&str] =
    &["medcom-core-identifier-extension", "medcom-carecommunication-attachment-identifier-extension"];
const WRITTEN: &[&str] = &[
    "medcom-core-datetime-extension",
    "medcom-carecommunication-datetime-extension",
    "medcom-core-date-time-extension",
];
const AUTHOR: &[&str] = &[
    "medcom-core-practitioner-extension",
    "medcom-carecommunication-author-extension",
    "medcom-core-author-extension",
];
const CONTACT: &[&str] = &["medcom-core-contact-extension", "medcom-carecommunication-author-contact-extension"];

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
    /// Who sends the message: whoever added a payload, unless the payload says otherwise.
    pub(super) sender: &'b Party,
    /// How many payloads were read.
    count: usize,
    /// How many bytes of text were read.
    length: usize,
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
    pub(super) fn new(bundle: &'b Bundle<'a>, strict: bool, sender: &'b Party) -> Self {
        Self { bundle, strict, sender, count: 0, length: 0, authors: HashMap::new() }
    }

    /// Reads one payload, and says whether it is text.
    pub(super) fn read(&mut self, payload: Node<'a>, payloads: &mut Payloads, findings: &mut Findings) -> bool {
        self.count += 1;
        if self.count == PAYLOADS {
            findings.refuse(RefusalCode::DocumentTooComplex, payload);
        }
        if self.count >= PAYLOADS {
            return true;
        }
        let text = payload.child("contentString");
        let file = payload.child("contentAttachment");
        match (text, file) {
            (Some(text), _) => {
                let Origin { id, written, author } = self.origin(payload, true, findings);
                let text = findings.written(text).and_then(|words| self.fitting(words, text, findings));
                payloads.segments.extend(text.map(|text| Segment { id, written, author, is_new: None, text }));
            }
            (None, Some(file)) => {
                let origin = self.origin(payload, false, findings);
                payloads.attachments.extend(attachment(file, origin, self.strict, findings));
            }
            (None, None) => findings.refuse_missing(RefusalCode::ElementMissing, payload, "content"),
        }
        text.is_some()
    }

    /// The text, unless there was too much of it before.
    fn fitting(&mut self, words: &str, at: Node<'a>, findings: &mut Findings) -> Option<Text> {
        self.length = self.length.saturating_add(words.len());
        if self.length > LONGEST_TEXT {
            findings.refuse(RefusalCode::TextTooLong, at);
            return None;
        }
        Some(Text::from_plain(words))
    }

    /// Text must say who wrote it and how to reach that person; a file need not.
    fn origin(&mut self, payload: Node<'a>, is_text: bool, findings: &mut Findings) -> Origin {
        let mut value = |names: &[&str], name: &'a str, needed: bool| {
            let extension = names.iter().find_map(|word| payload.extension(word));
            if let (None, Some(word), true) = (extension, names.first(), needed) {
                let missing = format!("extension('{word}')");
                findings.object(self.strict, RefusalCode::ElementMissing, payload, &missing);
            }
            extension.and_then(|extension| findings.required(extension, name))
        };
        let identifier = value(IDENTIFIER, "valueIdentifier", true);
        let written = value(WRITTEN, "valueDateTime", true);
        let author = value(AUTHOR, "valueReference", is_text);
        let contact = value(CONTACT, "valueContactPoint", is_text);
        let id = identifier.and_then(|identifier| uri_value(identifier, findings));
        let written = written.and_then(|written| moment_of(written, findings));
        let author = author.and_then(|author| self.author(author, findings));
        let assigner = identifier.and_then(|identifier| identifier.children().find(|child| child.name() == "assigner"));
        let author = author.map(|author| self.placed(author, assigner, contact.and_then(telephone)));
        if let Some(assigner) = assigner.filter(|_| author.is_none()) {
            self.check_sender(assigner);
        }
        Origin { id, written, author }
    }

    /// The author, within the organisation that sent this payload, with the number this payload gives.
    ///
    /// CareCommunication governance: the organisation behind every segment must be visible.
    fn placed(&self, author: Person, assigner: Option<Node<'a>>, contact: Option<Contact>) -> Person {
        let sent_by = assigner.map(|assigner| identifiers_of(self.bundle, assigner)).unwrap_or_default();
        let identifiers = if sent_by.is_empty() { author.identifiers } else { sent_by };
        Person { identifiers, contacts: contact.into_iter().collect(), ..author }
    }

    /// Without an author, a payload of the sender needs no more words; that of another stays unread.
    fn check_sender(&self, assigner: Node<'a>) {
        let address = assigner.children().find(|child| child.name() == "reference");
        // Words alone name nobody.
        if address.is_none() {
            assigner.mark("display");
            assigner.mark_itself();
        }
        if identifiers_of(self.bundle, assigner) != self.sender.identifiers {
            address.into_iter().for_each(Node::unmark);
        }
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

/// A file. Its time is that of the text it was sent with, by which readers put them together; when it was made
/// is kept as it was.
fn attachment(node: Node<'_>, origin: Origin, strict: bool, findings: &mut Findings) -> Option<Attachment> {
    let Origin { id, written, author } = origin;
    let media_type = node.children().find(|child| child.name() == "contentType");
    if let Some(unlisted) = media_type.filter(|word| !word.raw_value().is_some_and(codes::is_media_type)) {
        findings.doubt(NoticeCode::CodeUnlisted, unlisted);
    }
    if node.children().all(|child| child.name() != "title") {
        findings.object(strict, RefusalCode::ElementMissing, node, "title");
    }
    let file = file(node, findings)?;
    if written.is_some() {
        node.children().filter(|child| child.name() == "creation").for_each(Node::unmark);
    }
    Some(Attachment { id, at: written.or(file.at), author, ..file })
}
