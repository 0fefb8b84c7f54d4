//! What is found while a letter is read: refusals, notices, and fields kept verbatim.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use canonical::Personal;
use canonical::attachment::AttachmentContent;
use canonical::event::Verbatim;
use canonical::notice::{Notice, NoticeCode};
use canonical::refusal::{Place, Refusal, RefusalCode};
use roxmltree::Attribute;

use super::Node;
use super::collapse::trimmed;
use super::place::{Positions, path, plain_path};
use crate::content::content;

/// The most refusals that are reported of one letter, and the most notices.
const FINDINGS: usize = 100;
/// The most fields that are kept verbatim.
const KEPT_FIELDS: usize = 64;
/// The most text of one letter, in bytes of UTF-8. The standard has no limit; its EDIFACT twin ends near 32 KiB.
pub(super) const TEXT_BYTES: usize = 512 * 1024;
/// The most characters that are kept verbatim, in all fields together.
const KEPT_CHARACTERS: usize = 16 * 1024;

/// Collects what is found in one letter. Bounded, whatever the letter holds.
pub(crate) struct Reading<'t> {
    positions: &'t Positions<'t>,
    found: RefCell<Found>,
    /// How much text the letter may still have, in bytes.
    room: Cell<usize>,
}

/// Everything found, in the order of the document.
pub(crate) struct Findings {
    /// Why the letter is refused; empty if it is not.
    pub(crate) refusals: Vec<Refusal>,
    /// What is doubtful.
    pub(crate) notices: Vec<Notice>,
    /// Fields without a place in the model.
    pub(crate) verbatim: Vec<Verbatim>,
}

#[derive(Default)]
struct Found {
    refusals: Vec<Spotted<RefusalCode>>,
    notices: Vec<Spotted<NoticeCode>>,
    verbatim: Vec<(usize, Verbatim)>,
    kept: usize,
    is_full: bool,
}

/// A finding whose line and column are not yet counted.
struct Spotted<C> {
    offset: usize,
    path: String,
    code: C,
}

impl<'t> Reading<'t> {
    /// Begins a letter.
    pub(crate) fn new(positions: &'t Positions<'t>) -> Self {
        Self { positions, found: RefCell::default(), room: Cell::new(TEXT_BYTES) }
    }

    /// Begins a reading whose findings do not count.
    pub(crate) fn trial(of: &Self) -> Self {
        Self::new(of.positions)
    }

    /// Refuses the letter for this element.
    pub(crate) fn refuse(&self, node: Node<'_, '_>, code: RefusalCode) {
        self.refuse_at(node, || path(node), code);
    }

    /// Refuses the letter for a child that is not there; its place is the parent's.
    pub(crate) fn refuse_child(&self, parent: Node<'_, '_>, name: &str, code: RefusalCode) {
        self.refuse_at(parent, || format!("{}/{name}", path(parent)), code);
    }

    fn refuse_at(&self, node: Node<'_, '_>, path: impl FnOnce() -> String, code: RefusalCode) {
        let mut found = self.found.borrow_mut();
        if found.refusals.len() < FINDINGS {
            found.refusals.push(Spotted { offset: node.range().start, path: path(), code });
        }
    }

    /// Notes a doubt about this element.
    pub(crate) fn note(&self, node: Node<'_, '_>, code: NoticeCode) {
        let mut found = self.found.borrow_mut();
        if found.notices.len() < FINDINGS {
            found.notices.push(Spotted { offset: node.range().start, path: path(node), code });
        }
    }

    /// Keeps an element that the model does not know, and notes it.
    pub(crate) fn keep_unknown(&self, node: Node<'_, '_>) {
        self.note(node, NoticeCode::ElementUnknown);
        self.keep(node);
    }

    /// Keeps an element that the model has no place for: each text in it under its path.
    pub(crate) fn keep(&self, node: Node<'_, '_>) {
        for inner in node.descendants().filter(Node::is_element) {
            if self.found.borrow().is_full {
                break;
            }
            self.keep_field(inner);
        }
    }

    /// Keeps what should not be around the characters of a field: elements and attributes.
    pub(crate) fn keep_around(&self, node: Node<'_, '_>) {
        self.keep_attributes(node);
        node.children().filter(Node::is_element).for_each(|inner| self.keep_unknown(inner));
    }

    /// Keeps an element's attributes, where it should have none.
    pub(crate) fn keep_attributes(&self, node: Node<'_, '_>) {
        let mut attributes = own_attributes(node).peekable();
        if attributes.peek().is_some() {
            self.note(node, NoticeCode::ElementUnknown);
            attributes.for_each(|attribute| self.keep_attribute(node, attribute));
        }
    }

    /// Keeps an element's own characters and attributes, where it should have none.
    pub(crate) fn keep_own(&self, node: Node<'_, '_>) {
        self.note(node, NoticeCode::ElementUnknown);
        self.keep_field(node);
    }

    fn keep_field(&self, node: Node<'_, '_>) {
        let text = trimmed(node);
        if self.positions.left_out(node).is_some() {
            self.fill(node);
        } else if !text.is_empty() {
            self.keep_text(node, plain_path(node), &text);
        }
        own_attributes(node).for_each(|attribute| self.keep_attribute(node, attribute));
    }

    fn keep_attribute(&self, node: Node<'_, '_>, attribute: Attribute<'_, '_>) {
        if !self.found.borrow().is_full {
            self.keep_text(node, format!("{}/@{}", plain_path(node), attribute.name()), attribute.value());
        }
    }

    fn keep_text(&self, node: Node<'_, '_>, path: String, text: &str) {
        let characters = path.chars().count().saturating_add(text.chars().count());
        let mut found = self.found.borrow_mut();
        if found.verbatim.len() >= KEPT_FIELDS || found.kept.saturating_add(characters) > KEPT_CHARACTERS {
            drop(found);
            return self.fill(node);
        }
        found.kept += characters;
        found.verbatim.push((node.range().start, Verbatim { path, text: Personal::new(text.to_owned()) }));
    }

    /// Keeps nothing more, and says so whatever else was noted: it is why fields are missing.
    fn fill(&self, node: Node<'_, '_>) {
        let mut found = self.found.borrow_mut();
        if !found.is_full {
            found.is_full = true;
            let code = NoticeCode::VerbatimLimit;
            found.notices.push(Spotted { offset: node.range().start, path: path(node), code });
        }
    }

    /// The file that this element holds.
    ///
    /// # Errors
    /// `base64-malformed`, also for a large file with elements in it: it was not left out, so nobody has it.
    pub(crate) fn file(&self, node: Node<'_, '_>) -> Result<AttachmentContent, RefusalCode> {
        if let Some(part) = self.positions.left_out(node) {
            return part.content.clone();
        }
        match content(trimmed(node).as_bytes()) {
            Ok(AttachmentContent::Original { .. }) if self.positions.is_light() => Err(RefusalCode::Base64Malformed),
            content => content,
        }
    }

    /// How much text the letter may still have, in bytes.
    pub(crate) const fn room(&self) -> usize {
        self.room.get()
    }

    /// Leaves so much room for more text.
    pub(crate) fn set_room(&self, bytes: usize) {
        self.room.set(bytes);
    }

    /// Whether something was kept verbatim so far.
    pub(crate) fn has_kept(&self) -> bool {
        !self.found.borrow().verbatim.is_empty()
    }

    /// Whether the letter is refused so far.
    pub(crate) fn is_refused(&self) -> bool {
        self.refusals() > 0
    }

    /// How many reasons there are so far to refuse the letter.
    pub(crate) fn refusals(&self) -> usize {
        self.found.borrow().refusals.len()
    }

    /// Ends the letter. Lines and columns are counted here, in one pass over the document.
    pub(crate) fn finish(self) -> Findings {
        let Found { mut refusals, mut notices, mut verbatim, .. } = self.found.into_inner();
        refusals.sort_by_key(|spotted| spotted.offset);
        notices.sort_by_key(|spotted| spotted.offset);
        verbatim.sort_by_key(|(offset, _)| *offset);
        // In the order of the document, so that each of its lines is counted once.
        let mut offsets: Vec<usize> =
            refusals.iter().map(|spotted| spotted.offset).chain(notices.iter().map(|spotted| spotted.offset)).collect();
        offsets.sort_unstable();
        let places: HashMap<usize, (u32, u32)> =
            offsets.into_iter().map(|offset| (offset, self.positions.at(offset))).collect();
        let place = |offset: usize, path| {
            let (line, column) = places.get(&offset).copied().unwrap_or_default();
            Place { line, column, path }
        };
        Findings {
            refusals: refusals.into_iter().map(|s| Refusal::new(s.code, place(s.offset, s.path))).collect(),
            notices: notices.into_iter().map(|s| Notice { code: s.code, at: place(s.offset, s.path) }).collect(),
            verbatim: verbatim.into_iter().map(|(_, kept)| kept).collect(),
        }
    }
}

/// Attributes in a namespace are for schema tools (`xsi:schemaLocation`): dropped by rule.
fn own_attributes<'a, 'i: 'a>(node: Node<'a, 'i>) -> impl Iterator<Item = Attribute<'a, 'i>> {
    node.attributes().filter(|attribute| attribute.namespace().is_none())
}
