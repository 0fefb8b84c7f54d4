//! What there is to read of a resource: its narrative, or its fields written out, and the files it carries.

use canonical::attachment::Attachment;
use canonical::event::Verbatim;
use canonical::notice::{Notice, NoticeCode};
use canonical::text::{Section, SectionKind, Text};

use super::scope::Scope;
use crate::document::{Readable, files, readable};
use crate::findings::Findings;
use crate::markup;
use crate::resources::unread_of;
use crate::tree::{Kind, Node};

/// The longest text of one event, in bytes; the rest is in the original only.
pub(super) const LONGEST: usize = 2 * 1024 * 1024;

/// The text of a resource and of those within it.
#[derive(Default)]
pub(super) struct Told {
    pub(super) sections: Vec<Section>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) verbatim: Vec<Verbatim>,
    pub(super) notices: Vec<Notice>,
}

impl Told {
    /// Tells of one resource. `room` is how many bytes of text are left, and `elsewhere` what the event says in other places.
    pub(super) fn tell(&mut self, resource: Node<'_>, elsewhere: &[&str], room: &mut usize, findings: &mut Findings) {
        self.attachments.extend(files(resource, findings));
        if resource.resource_type() == Some("Composition") {
            self.tell_sections(resource, room);
        }
        // An observation is one line, whether or not it has a narrative.
        let is_line = resource.resource_type() == Some("Observation");
        if is_line || has_narrative(resource) {
            if !is_line {
                // The narrative is for readers; what it may leave out is kept beside it.
                let (verbatim, notices) = unread_of(resource);
                self.verbatim.extend(verbatim);
                self.notices.extend(notices);
            }
            let Some(told) = readable(resource, room) else { return };
            if told.is_cut {
                findings.doubt(NoticeCode::VerbatimLimit, resource);
            }
            self.sections.push(section_of(told));
            return;
        }
        let mut written = Written { lines: Vec::new(), is_cut: false };
        for child in resource.children().filter(|child| !elsewhere.contains(&child.name())) {
            written.write(child, child.name());
        }
        let text = written.lines.join("\n");
        let text = text.get(..text.floor_char_boundary(*room)).unwrap_or_default();
        *room = room.saturating_sub(text.len());
        if written.is_cut {
            findings.doubt(NoticeCode::VerbatimLimit, resource);
        }
        if !text.is_empty() {
            self.sections.push(section(resource.resource_type().map(str::to_owned), text));
        }
    }

    /// The same of a resource in its scope, and of those within it that nothing else tells of.
    pub(super) fn tell_all(
        &mut self,
        scope: &Scope<'_, '_>,
        elsewhere: &[&str],
        room: &mut usize,
        findings: &mut Findings,
    ) {
        let elsewhere: Vec<&str> = ELSEWHERE.iter().chain(elsewhere).copied().collect();
        self.tell(scope.resource, &elsewhere, room, findings);
        for resource in scope.contained() {
            // A result is read for the body, and once more for readers that do not know it.
            let is_result = resource.resource_type() == Some("Observation");
            let is_told = !is_result && resource.children().any(|child| child.is_read() && child.name() != "id");
            if !is_told {
                self.tell(resource, &ELSEWHERE, room, findings);
            }
        }
    }

    /// The sections of a Composition, in its order, each with its own title.
    fn tell_sections(&mut self, node: Node<'_>, room: &mut usize) {
        for part in node.all("section") {
            let title = part.text("title").map(str::to_owned);
            let div = part.child("text").and_then(|text| text.child("div")).and_then(Node::value);
            let text = div.map(markup::text).unwrap_or_default();
            let text = text.get(..text.floor_char_boundary(*room)).unwrap_or_default();
            *room = room.saturating_sub(text.len());
            if !text.is_empty() || title.is_some() {
                self.sections.push(section(title, text));
            }
            // The depth was bounded when the tree was read.
            self.tell_sections(part, room);
        }
    }
}

/// A text as a part of an event's narrative.
pub(super) fn section_of(Readable { title, text, is_cut: _ }: Readable) -> Section {
    section(Some(title), &text)
}

fn section(title: Option<String>, text: &str) -> Section {
    Section { kind: SectionKind::Other, title, signed: None, text: Text::from_plain(text) }
}

/// What no resource is read for: its address, what is told as a part of its own, and the text itself.
const ELSEWHERE: [&str; 8] = ["contained", "id", "identifier", "implicitRules", "language", "meta", "section", "text"];

/// The most fields that are written out of a resource without a narrative.
const MOST_FIELDS: usize = 200;
/// The longest field written out, in bytes: files are no reading matter.
const LONGEST_FIELD: usize = 4096;

/// Fields on lines of their own, by their path within the resource.
struct Written {
    lines: Vec<String>,
    is_cut: bool,
}

impl Written {
    /// Follows the tree, whose depth was bounded when it was read.
    fn write(&mut self, node: Node<'_>, path: &str) {
        let value = node.raw_value().filter(|_| node.kind() != Kind::Resource && node.name() != "data");
        match value {
            Some(_) if self.lines.len() >= MOST_FIELDS => self.is_cut = true,
            Some(value) if value.len() > LONGEST_FIELD => self.is_cut = true,
            Some(value) => self.lines.push(format!("{path}: {value}")),
            None => {}
        }
        for child in node.children() {
            if self.lines.len() >= MOST_FIELDS {
                self.is_cut = true;
                return;
            }
            self.write(child, &format!("{path}.{}", child.name()));
        }
    }
}

fn has_narrative(resource: Node<'_>) -> bool {
    let text = resource.children().find(|child| child.name() == "text");
    text.is_some_and(|text| text.children().any(|child| child.name() == "div"))
}
