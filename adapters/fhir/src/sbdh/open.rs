//! Opens an envelope: its header, and the message or the receipt it holds.

use std::cell::RefCell;

use canonical::letter::Limits;
use canonical::receipt::IncomingReceipt;
use canonical::refusal::{Place, Refusal, RefusalCode};
use canonical::{Moment, Personal};
use jiff::Timestamp;
use roxmltree::Node;

use super::elements::{characters, child, children, value};
use super::header::{EndPoint, Header};
use super::scopes::{self, Scopes};
use super::{BINARY, NAMESPACE, ROOT, signal};
use crate::resources::decode;
use crate::sniff::root_tag;
use crate::tree::{parse_xml, xml_text};

/// How far into a document its root element is looked for.
const START: usize = 64 * 1024;
/// The longest value of the header, in bytes.
const LONGEST: usize = 256;

/// An opened envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its addressing.
    pub header: Header,
    /// What is inside.
    pub content: Content,
}

/// What an envelope holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A file, decoded: one complete document. What it is, it says itself: published envelopes declare XML around JSON.
    Payload(Personal<Vec<u8>>),
    /// A receipt of an envelope. A receipt is never answered.
    Receipt(Box<IncomingReceipt>),
}

/// An envelope that could not be opened to its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The header, if at least that could be read: then the sender can be answered.
    pub header: Option<Box<Header>>,
    /// Every reason found; never empty.
    pub refusals: Vec<Refusal>,
}

/// Opens an envelope. `None` if the document is none; then nothing is said about it.
///
/// # Errors
/// In the result: [`Unreadable`] with `base64-malformed`, or what is wrong with the header.
#[must_use]
pub fn open(bytes: &[u8], limits: &Limits) -> Option<Result<Message, Unreadable>> {
    is_envelope(bytes).then(|| opened(bytes, limits))
}

/// Whether the root element is that of an envelope: a look at the start of a document, before anything is decoded.
#[must_use]
pub fn is_envelope(start: &[u8]) -> bool {
    let start = String::from_utf8_lossy(start.get(..START).unwrap_or(start));
    let name = root_tag(&start).and_then(|root| root.split([' ', '\t', '\r', '\n', '/', '>']).next());
    name.and_then(|name| name.rsplit(':').next()) == Some(ROOT)
}

fn opened(bytes: &[u8], limits: &Limits) -> Result<Message, Unreadable> {
    let lost = |code| Unreadable { header: None, refusals: vec![Refusal::new(code, Place::default())] };
    if bytes.len() > limits.bytes {
        return Err(lost(RefusalCode::DocumentTooLarge));
    }
    let text = xml_text(bytes).map_err(lost)?;
    let document = parse_xml(&text, limits).map_err(|(code, _)| lost(code))?;
    let root = document.root_element();
    let reading = Reading { refusals: RefCell::default() };
    if root.tag_name().namespace() != Some(NAMESPACE) {
        reading.refuse(root, "", RefusalCode::VersionUnsupported);
    }
    let scopes = Scopes::of(child(root, "StandardBusinessDocumentHeader"));
    let header = reading.header(root, &scopes);
    let content = header.as_ref().and_then(|header| reading.content(root, header, &scopes, limits));
    let refusals = reading.refusals.into_inner();
    match (header, content) {
        (Some(header), Some(content)) if refusals.is_empty() => Ok(Message { header, content }),
        (header, _) => Err(Unreadable { header: header.map(Box::new), refusals }),
    }
}

/// What reading an envelope found wrong.
struct Reading {
    refusals: RefCell<Vec<Refusal>>,
}

impl Reading {
    fn refuse(&self, node: Node<'_, '_>, below: &str, code: RefusalCode) {
        let at = node.document().text_pos_at(node.range().start);
        let mut path: Vec<&str> =
            node.ancestors().filter(Node::is_element).map(|node| node.tag_name().name()).collect();
        path.reverse();
        path.extend(Some(below).filter(|below| !below.is_empty()));
        let place = Place { line: at.row, column: at.col, path: path.join("/") };
        self.refusals.borrow_mut().push(Refusal::new(code, place));
    }

    fn header(&self, root: Node<'_, '_>, scopes: &Scopes<'_, '_>) -> Option<Header> {
        let header = self.required(root, "StandardBusinessDocumentHeader")?;
        let sender = self.end_point(header, "Sender");
        let receiver = self.end_point(header, "Receiver");
        let document = self.required(header, "DocumentIdentification")?;
        let envelope_id = self.text(document, "InstanceIdentifier");
        let standard = self.text(document, "Standard");
        let created = self.text(document, "CreationDateAndTime").and_then(|written| {
            let instant = written.parse::<Timestamp>();
            if instant.is_err() {
                self.refuse(document, "CreationDateAndTime", RefusalCode::TimeMalformed);
            }
            Some(Moment::from_instant(instant.ok()?, written))
        });
        Some(Header {
            sender: sender?,
            receiver: receiver?,
            envelope_id: envelope_id?,
            created: Some(created?),
            standard: standard?,
            version: child(document, "TypeVersion").and_then(value),
            message_id: scopes.value(scopes::MESSAGE),
            bundle_id: scopes.value(scopes::BUNDLE),
            document_id: scopes.value(scopes::DOCUMENT),
            sender_sor: scopes.value(scopes::SENDER),
            receiver_sor: scopes.value(scopes::RECEIVER),
            wants_receipt: scopes.value(scopes::RECEIPT).is_some_and(|word| word.eq_ignore_ascii_case("Request")),
        })
    }

    fn end_point(&self, header: Node<'_, '_>, name: &str) -> Option<EndPoint> {
        let party = self.required(header, name)?;
        let id = self.text(party, "Identifier")?;
        let authority = child(party, "Identifier").and_then(|node| node.attribute("Authority")).unwrap_or_default();
        Some(EndPoint { authority: authority.trim().to_owned(), id })
    }

    /// A value that must be there, trimmed: published envelopes have line breaks and spaces within elements.
    fn text(&self, parent: Node<'_, '_>, name: &str) -> Option<String> {
        let node = self.required(parent, name)?;
        let Some(text) = value(node) else {
            self.refuse(node, "", RefusalCode::ElementEmpty);
            return None;
        };
        if text.len() > LONGEST {
            self.refuse(node, "", RefusalCode::TextTooLong);
            return None;
        }
        Some(text)
    }

    fn required<'a, 't>(&self, parent: Node<'a, 't>, name: &str) -> Option<Node<'a, 't>> {
        let mut found = children(parent, name);
        let first = found.next();
        match (first, found.next()) {
            (None, _) => self.refuse(parent, name, RefusalCode::ElementMissing),
            (Some(_), Some(second)) => self.refuse(second, "", RefusalCode::ElementRepeated),
            (Some(_), None) => {}
        }
        first
    }

    fn content(
        &self,
        root: Node<'_, '_>,
        header: &Header,
        scopes: &Scopes<'_, '_>,
        limits: &Limits,
    ) -> Option<Content> {
        if header.is_of_receipt() {
            let bare = root.children().find(|child| signal::is_signal(*child));
            let signal = match bare {
                Some(bare) => signal::receipt(bare, header, scopes),
                None => signal::enclosed(&self.payload(root)?, kind(root).as_deref(), header, scopes, limits),
            };
            if signal.is_none() {
                self.refuse(root, "BinaryContent", RefusalCode::RootUnknown);
            }
            return signal.map(Box::new).map(Content::Receipt);
        }
        self.payload(root).map(|bytes| Content::Payload(Personal::new(bytes)))
    }

    /// `BinaryContent`, decoded. In published envelopes it is in the namespace of the header.
    fn payload(&self, root: Node<'_, '_>) -> Option<Vec<u8>> {
        let data = self.required(root, "BinaryContent")?;
        let is_known = matches!(data.tag_name().namespace(), Some(BINARY | NAMESPACE) | None);
        let bytes = Some(characters(data)).filter(|_| is_known).and_then(|written| decode(&written));
        match bytes {
            Some(bytes) if bytes.is_empty() => self.refuse(data, "", RefusalCode::ElementEmpty),
            None => self.refuse(data, "", RefusalCode::Base64Malformed),
            found @ Some(_) => return found,
        }
        None
    }
}

/// What an envelope says it holds: `Bundle`, or the name of a signal.
fn kind(root: Node<'_, '_>) -> Option<String> {
    let document = child(child(root, "StandardBusinessDocumentHeader")?, "DocumentIdentification")?;
    child(document, "Type").and_then(value)
}
