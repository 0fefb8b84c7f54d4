//! Opens a VANS envelope: its header, and its payload or the receipt it is.

use std::borrow::Cow;

use canonical::digest::Digest;
use canonical::letter::Limits;
use canonical::notice::NoticeCode;
use canonical::receipt::{IncomingReceipt, ReceiptForm, Verdict};
use canonical::refusal::{Place, Refusal, RefusalCode};
use canonical::{Moment, Personal};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::header::{EndPoint, EndPointType, Header, MessageInformation, ServiceTag};
use super::{NAMESPACE, ROOT};
use crate::base64;
use crate::head::{child, value};
use crate::incoming::said;
use crate::values::short;
use crate::xml::{Fields, Node, Positions, Reading, decode, fingerprint, parse, trimmed};

/// The most service tags of one message, by the schema.
const TAGS: usize = 5;
/// The longest name and the longest value of a service tag; the schema has 70.
const TAG_WORDS: usize = 255;
/// How far into a document its root element, and its data, are looked for.
const START_BYTES: usize = 16 * 1024;
/// Data from here on is taken out of the document before a tree is made of it.
const LARGE_BYTES: usize = 64 * 1024;
/// The longest identifier. The schema asks for a UUID, but other words are in use.
const IDENTIFIER: usize = 70;
/// `Document/Format`; it informs.
const FORMATS: [&str; 5] = ["Binary", "EDIFACT", "HL7", "Other", "XML"];

/// An opened VANS envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its addressing.
    pub header: Header,
    /// What is inside.
    pub content: Content,
}

/// What a VANS envelope holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A file, decoded: one complete document in its own character set.
    Payload(Personal<Vec<u8>>),
    /// A receipt of the transport. A receipt is never answered.
    Receipt(Box<IncomingReceipt>),
}

/// A VANS envelope that could not be opened to its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The header, if at least that could be read: then the sender can be answered.
    pub header: Option<Header>,
    /// Every reason found; never empty.
    pub refusals: Vec<Refusal>,
}

/// Opens a VANS envelope. `None` if the document is none; then nothing is said about it.
///
/// # Errors
/// In the result: [`Unreadable`] with `base64-malformed`, `size-mismatch`, or what is wrong with the header.
#[must_use]
pub fn open(bytes: &[u8], limits: &Limits) -> Option<Result<Message, Unreadable>> {
    if !names_the_root(bytes) {
        return None;
    }
    let lost = |refusal| Some(Err(Unreadable { header: None, refusals: vec![refusal] }));
    if bytes.len() > limits.bytes {
        return lost(Refusal::new(RefusalCode::DocumentTooLarge, Place::default()));
    }
    let (skeleton, data) = split(bytes);
    let decoded = match decode(&skeleton, limits) {
        Ok(decoded) => decoded,
        Err(refusal) => return lost(refusal),
    };
    let tree = match parse(&decoded.text, limits) {
        Ok(tree) => tree,
        Err(refusal) => return lost(refusal),
    };
    let root = tree.root_element();
    let positions = Positions::new(&decoded.text);
    let reading = Reading::new(&positions);
    if root.tag_name().namespace() != Some(NAMESPACE) {
        reading.refuse(root, RefusalCode::VersionUnsupported);
    }
    let mut fields = Fields::of(root, &reading);
    let header = header(&mut fields);
    let content = header.as_ref().and_then(|header| content(&mut fields, header, data));
    let refusals = reading.finish().refusals;
    Some(match (header, content) {
        (Some(header), Some(content)) if refusals.is_empty() => Ok(Message { header, content }),
        (header, _) => Err(Unreadable { header, refusals }),
    })
}

/// Whether the root element is that of an envelope: a look at the start, before anything is decoded.
fn names_the_root(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(bytes.get(..START_BYTES).unwrap_or(bytes));
    let mut reader = Reader::from_str(&start);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) => return start.local_name().as_ref() == ROOT,
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// Takes large data out of the document, so that it is never copied before it is decoded.
fn split(bytes: &[u8]) -> (Cow<'_, [u8]>, Option<&[u8]>) {
    let whole = (Cow::Borrowed(bytes), None);
    let Some(start) = bytes.get(..START_BYTES).and_then(|start| after(start, b"Data>")) else {
        return whole;
    };
    let rest = bytes.get(start..).unwrap_or_default();
    let end = rest.iter().position(|byte| *byte == b'<').unwrap_or(rest.len());
    let (data, tail) = rest.split_at_checked(end).unwrap_or((rest, &[]));
    if data.len() < LARGE_BYTES || !tail.starts_with(b"</") {
        return whole;
    }
    let skeleton = [bytes.get(..start).unwrap_or_default(), tail].concat();
    (Cow::Owned(skeleton), Some(data))
}

/// The offset after the first occurrence.
fn after(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what).map(|at| at + what.len())
}

fn header(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Header> {
    let sender = end_point(fields, "SenderID");
    let receiver = end_point(fields, "ReceiverID");
    let envelope_id = fields.required("EnvelopeIdentifier", short(IDENTIFIER));
    let sent = fields.required("SentDateTime", instant);
    let message = fields.optional_group("Message", |message| message.group("MetaInformation", information));
    Some(Header {
        sender: sender?,
        receiver: receiver?,
        envelope_id: envelope_id?,
        sent: Some(sent?),
        message: message?,
    })
}

fn end_point(fields: &mut Fields<'_, '_, '_, '_>, name: &str) -> Option<EndPoint> {
    let node = fields.peek(name);
    let id = fields.required(name, short(18))?;
    let kind = node.and_then(|node| node.attribute("EndPointType"));
    match kind.and_then(EndPointType::from_word) {
        Some(EndPointType::Cvr) if !is_business_number(&id) => {
            fields.refuse_missing(name, RefusalCode::IdentifierMalformed)
        }
        Some(kind) => Some(EndPoint { kind, id }),
        None => fields.refuse_missing(&format!("{name}/@EndPointType"), RefusalCode::CodeUnknown),
    }
}

fn is_business_number(id: &str) -> bool {
    id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// A word of an open list: kept whatever it is, and noted if the schema does not list it.
fn listed(fields: &mut Fields<'_, '_, '_, '_>, name: &str, list: &[&str]) -> Option<String> {
    let word = fields.required(name, short(70));
    if word.as_deref().is_some_and(|word| !list.contains(&word)) {
        fields.note(name, NoticeCode::CodeUnlisted);
    }
    word
}

/// `xs:dateTime`, with its zone.
fn instant(text: &str) -> Result<Moment, RefusalCode> {
    let instant = text.parse::<jiff::Timestamp>().map_err(|_| RefusalCode::TimeMalformed)?;
    Ok(Moment::from_instant(instant, text))
}

fn information(fields: &mut Fields<'_, '_, '_, '_>) -> Option<MessageInformation> {
    let id = fields.required("Identifier", short(IDENTIFIER));
    let document = fields.group("Document", |document| {
        let format = listed(document, "Format", &FORMATS);
        let name = document.required("Name", short(255));
        let version = document.optional("Version", short(255));
        let size = document.required("SizeInBytes", size);
        Some((format?, name?, version?, size?))
    });
    let transport = fields.optional_group("Transport", |transport| {
        let is_reliable = transport.optional("Type", reliability);
        let may_transform = transport.optional("TransformMessage", boolean);
        let tags = transport.groups("ServiceTag", TAGS, |tag| service_tag(tag));
        Some((is_reliable?.unwrap_or(true), may_transform?, tags?))
    });
    let (format, name, version, size) = document?;
    let (is_reliable, may_transform, tags) = transport?.unwrap_or((true, None, Vec::new()));
    Some(MessageInformation { id: id?, format, name, version, size, is_reliable, may_transform, tags })
}

/// Its value stands in the element, or in an attribute beside the name.
fn service_tag(fields: &Fields<'_, '_, '_, '_>) -> Option<ServiceTag> {
    let node = fields.node();
    let attribute = |name| node.attribute(name).unwrap_or_default();
    let text = trimmed(node);
    let (name, value) = (attribute("name"), if text.is_empty() { attribute("value") } else { &text });
    match [name, value].into_iter().try_for_each(|words| short(TAG_WORDS)(words).map(drop)) {
        Ok(()) => Some(ServiceTag { name: name.to_owned(), value: value.to_owned() }),
        Err(code) => fields.refuse_all(code),
    }
}

/// `Transport/Type`, a closed list: it decides whether a receipt is owed.
fn reliability(word: &str) -> Result<bool, RefusalCode> {
    match word {
        "reliable" => Ok(true),
        "unreliable" => Ok(false),
        _ => Err(RefusalCode::CodeUnknown),
    }
}

/// `xs:boolean`.
fn boolean(word: &str) -> Result<bool, RefusalCode> {
    match word {
        "0" | "false" => Ok(false),
        "1" | "true" => Ok(true),
        _ => Err(RefusalCode::ValueMalformed),
    }
}

/// `xs:int`, not negative.
fn size(text: &str) -> Result<u64, RefusalCode> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let size = text.parse::<i32>().ok().filter(|_| is_number);
    size.and_then(|size| u64::try_from(size).ok()).ok_or(RefusalCode::NumberMalformed)
}

fn content(fields: &mut Fields<'_, '_, '_, '_>, header: &Header, data: Option<&[u8]>) -> Option<Content> {
    let root = fields.node();
    match (child(root, "Message"), child(root, "Receipt"), &header.message) {
        (Some(message), None, Some(information)) => {
            payload(message, information, data, fields.reading()).map(|bytes| Content::Payload(Personal::new(bytes)))
        }
        (None, Some(receipt), _) => receipt_content(receipt, header, fields).map(Box::new).map(Content::Receipt),
        (None, None, _) => fields.refuse_missing("Message", RefusalCode::ElementMissing),
        // A message that is also a receipt, or has no information.
        (Some(_), _, _) => fields.refuse_all(RefusalCode::StateContradictory),
    }
}

/// `Data`, decoded, of the size that the header states.
fn payload(
    message: Node<'_, '_>,
    stated: &MessageInformation,
    taken_out: Option<&[u8]>,
    reading: &Reading<'_>,
) -> Option<Vec<u8>> {
    let Some(data) = child(message, "Data") else {
        reading.refuse_child(message, "Data", RefusalCode::ElementMissing);
        return None;
    };
    let text = trimmed(data);
    let encoded = taken_out.unwrap_or(text.as_bytes());
    let mut bytes = Vec::with_capacity(encoded.len() / 4 * 3 + 3);
    if let Err(code) = base64::decode(encoded, |piece| bytes.extend_from_slice(piece)) {
        reading.refuse(data, code);
        return None;
    }
    if bytes.len() as u64 != stated.size {
        reading.refuse(data, RefusalCode::SizeMismatch);
        return None;
    }
    Some(bytes)
}

/// `Receipt`: what it answers, and whether it is good.
fn receipt_content(receipt: Node<'_, '_>, header: &Header, fields: &Fields<'_, '_, '_, '_>) -> Option<IncomingReceipt> {
    let forms = [
        ("NegativeMessage", ReceiptForm::NegativeMessage, Verdict::Negative),
        ("NegativeVans", ReceiptForm::NegativeVans, Verdict::Negative),
        ("PositiveMessage", ReceiptForm::PositiveMessage, Verdict::Positive),
    ];
    let found = forms.into_iter().find_map(|(name, form, verdict)| Some((child(receipt, name)?, form, verdict)));
    let Some((answer, form, verdict)) = found else {
        return fields.refuse_missing("Receipt/PositiveMessage", RefusalCode::ElementMissing);
    };
    let error = child(answer, "Error");
    let description = error.and_then(|error| child(error, "Description")).map(|node| trimmed(node).into_owned());
    Some(IncomingReceipt {
        fingerprint: digest(receipt),
        form,
        verdict,
        receipt_id: Some(header.envelope_id.clone()),
        sender: Some(header.sender.identifier()),
        envelope_id: value(answer, "OriginalEnvelopeIdentifier"),
        message_id: child(answer, "OriginalMessage").and_then(|original| value(original, "Identifier")),
        // The network knows messages, not letters.
        letters: Vec::new(),
        reasons: said(error.and_then(|error| value(error, "Code")), description).into_iter().collect(),
        // A receipt goes back to where the message came from.
        original_sender: Some(header.receiver.identifier()),
        original_receiver: None,
    })
}

fn digest(receipt: Node<'_, '_>) -> Digest {
    fingerprint(std::iter::once(receipt))
}
