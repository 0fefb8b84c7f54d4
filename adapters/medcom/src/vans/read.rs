//! Reads a VANS envelope: its header, and its payload or the receipt it is.

use canonical::Moment;
use canonical::letter::Limits;
use canonical::notice::NoticeCode;
use canonical::receipt::{IncomingReceipt, ReceiptForm, Verdict};
use canonical::refusal::{Refusal, RefusalCode};

use super::header::{EndPoint, EndPointType, Header, MessageInformation, ServiceTag};
use super::{DATA, NAMESPACE};
use crate::base64;
use crate::content::size_of;
use crate::head::{child, value};
use crate::incoming::said;
use crate::light::Light;
use crate::values::short;
use crate::xml::{Decoded, Fields, Node, Positions, Reading, decode, fingerprint, parse, trimmed};

/// The most service tags of one message, by the schema.
const TAGS: usize = 5;
/// The longest name and the longest value of a service tag; the schema has 70.
const TAG_WORDS: usize = 255;
/// The longest identifier. The schema asks for a UUID, but other words are in use.
const IDENTIFIER: usize = 70;
/// `Document/Format`; it informs.
const FORMATS: [&str; 5] = ["Binary", "EDIFACT", "HL7", "Other", "XML"];

/// What a VANS envelope holds.
pub(super) enum Inside {
    /// A file, which was handed on while the envelope was read.
    HandedOn,
    /// A file, decoded.
    Payload(Vec<u8>),
    /// A receipt of the transport.
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

/// Reads an envelope whose file was left out if it is large.
///
/// # Errors
/// [`Unreadable`] with `base64-malformed`, `size-mismatch`, or what is wrong with the header.
#[allow(clippy::result_large_err, reason = "rare, and moved once")]
pub(super) fn read(light: &Light<'_>, limits: &Limits) -> Result<(Header, Inside), Unreadable> {
    let lost = |refusal| Unreadable { header: None, refusals: vec![refusal] };
    let Decoded { text, cuts, .. } = decode(light, limits).map_err(lost)?;
    let positions = Positions::new(&text, cuts);
    let tree = parse(&text, &positions, limits).map_err(lost)?;
    let root = tree.root_element();
    let positions = positions.with_files(root, DATA, light);
    let reading = Reading::new(&positions);
    if root.tag_name().namespace() != Some(NAMESPACE) {
        reading.refuse(root, RefusalCode::VersionUnsupported);
    }
    let mut fields = Fields::of(root, &reading);
    let header = header(&mut fields);
    let content = header.as_ref().and_then(|header| content(&mut fields, header, &positions));
    if matches!(content, Some(Inside::Payload(_) | Inside::Receipt(_))) && !light.parts().is_empty() {
        // What was handed on is not what the envelope holds.
        reading.refuse(root, RefusalCode::ElementRepeated);
    }
    let refusals = reading.finish().refusals;
    match (header, content) {
        (Some(header), Some(content)) if refusals.is_empty() => Ok((header, content)),
        (header, _) => Err(Unreadable { header, refusals }),
    }
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

fn content(fields: &mut Fields<'_, '_, '_, '_>, header: &Header, positions: &Positions<'_>) -> Option<Inside> {
    let root = fields.node();
    match (child(root, "Message"), child(root, "Receipt"), &header.message) {
        (Some(message), None, Some(information)) => payload(message, information, positions, fields.reading()),
        (None, Some(receipt), _) => {
            receipt_content(receipt, header, fields, positions).map(Box::new).map(Inside::Receipt)
        }
        (None, None, _) => fields.refuse_missing("Message", RefusalCode::ElementMissing),
        // A message that is also a receipt, or has no information.
        (Some(_), _, _) => fields.refuse_all(RefusalCode::StateContradictory),
    }
}

/// `Data`, decoded, of the size that the header states.
fn payload(
    message: Node<'_, '_>,
    stated: &MessageInformation,
    positions: &Positions<'_>,
    reading: &Reading<'_>,
) -> Option<Inside> {
    let Some(data) = child(message, DATA) else {
        reading.refuse_child(message, DATA, RefusalCode::ElementMissing);
        return None;
    };
    let mut bytes = Vec::new();
    let (inside, size) = match positions.left_out(data).map(|part| &part.content) {
        Some(content) => {
            (content.as_ref().map(|_| Inside::HandedOn).map_err(|code| *code), content.as_ref().ok().and_then(size_of))
        }
        None => {
            let decoded = base64::decode(trimmed(data).as_bytes(), |piece| bytes.extend_from_slice(piece));
            let size = bytes.len() as u64;
            (decoded.map(|()| Inside::Payload(bytes)), Some(size))
        }
    };
    let is_right = size == Some(stated.size);
    let inside = inside.and_then(|inside| if is_right { Ok(inside) } else { Err(RefusalCode::SizeMismatch) });
    inside.inspect_err(|code| reading.refuse(data, *code)).ok()
}

/// `Receipt`: what it answers, and whether it is good.
fn receipt_content(
    receipt: Node<'_, '_>,
    header: &Header,
    fields: &Fields<'_, '_, '_, '_>,
    positions: &Positions<'_>,
) -> Option<IncomingReceipt> {
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
        fingerprint: fingerprint(std::iter::once(receipt), positions),
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
