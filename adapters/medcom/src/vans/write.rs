//! Writes VANS envelopes: around a payload, or as a receipt.

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;
use canonical::letter::{Answer, Receipt, Stamp};
use canonical::moment::danish_time;

use super::header::{EndPoint, Header, MessageInformation};
use super::{NAMESPACE, ROOT};
use crate::xml::Xml;

/// The longest description of an error, by the schema, in characters.
const DESCRIPTION: usize = 512;
/// The longest name and the longest value of a service tag, by the schema, in characters.
const TAG_WORDS: usize = 70;
/// The media type of an envelope.
const MEDIA_TYPE: &str = "application/xml; charset=utf-8";

/// What is said about a payload that is wrapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapping {
    /// Who sends it.
    pub sender: EndPoint,
    /// Whom it is for.
    pub receiver: EndPoint,
    /// The message's identifier, a UUID: the same when the same message is sent again.
    pub message_id: String,
    /// `Document/Format`, for example `XML`.
    pub format: String,
    /// `Document/Name`, for example `MCM:XCTL03`.
    pub name: String,
    /// `Document/Version`, for example `XC0330Q`.
    pub version: Option<String>,
    /// Whether a transport receipt is asked for.
    pub is_reliable: bool,
}

/// Wraps a complete document. Envelope identifier and time are the stamp's.
#[must_use]
pub fn wrap(wrapping: &Wrapping, payload: &[u8], stamp: &Stamp) -> Receipt {
    let Wrapping { sender, receiver, message_id, format, name, version, is_reliable } = wrapping;
    let information = MessageInformation {
        id: message_id.clone(),
        format: format.clone(),
        name: name.clone(),
        version: version.clone(),
        size: payload.len() as u64,
        is_reliable: *is_reliable,
        may_transform: Some(false),
        tags: Vec::new(),
    };
    envelope(sender, receiver, stamp, |xml| {
        xml.element("Message", |xml| {
            xml.element("MetaInformation", |xml| write_information(xml, &information));
            xml.field("Data", &STANDARD.encode(payload));
        });
    })
}

/// Answers a VANS envelope with a transport receipt: `PositiveMessage`, or `NegativeMessage` with the
/// Danish sentence of each reason. `None` if the envelope names no message, or asks for no receipt and
/// its message was accepted.
#[must_use]
pub fn render_receipt(header: &Header, answer: &Answer, stamp: &Stamp) -> Option<Receipt> {
    let message = header.message.as_ref()?;
    let error = match answer {
        Answer::Accepted if !message.is_reliable => return None,
        Answer::Accepted => None,
        Answer::Refused(refusals) => {
            let sentences = refusals
                .iter()
                .map(|refusal| format!("{} ({}: {})", refusal.code.danish(), refusal.code.word(), refusal.at));
            Some(sentences.collect::<Vec<_>>().join(" ").chars().take(DESCRIPTION).collect::<String>())
        }
    };
    // Swapped: who received the message sends the receipt.
    Some(envelope(&header.receiver, &header.sender, stamp, |xml| {
        xml.element("Receipt", |xml| {
            let name = if error.is_some() { "NegativeMessage" } else { "PositiveMessage" };
            xml.element(name, |xml| {
                if let Some(description) = &error {
                    xml.element("Error", |xml| xml.field("Description", description));
                }
                xml.field("OriginalEnvelopeIdentifier", &header.envelope_id);
                xml.element("OriginalMessage", |xml| write_information(xml, message));
            });
        });
    }))
}

/// The identifier that an envelope with this stamp has.
#[must_use]
pub fn envelope_id(stamp: &Stamp) -> String {
    uuid(&stamp.id)
}

fn envelope(sender: &EndPoint, receiver: &EndPoint, stamp: &Stamp, content: impl FnOnce(&mut Xml)) -> Receipt {
    let sent = stamp.at.to_zoned(danish_time()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let bytes = Xml::document(ROOT, NAMESPACE, |xml| {
        for (name, end_point) in [("SenderID", sender), ("ReceiverID", receiver)] {
            let kind = [("EndPointType", end_point.kind.word())];
            xml.element_with(name, &kind, |xml| xml.text(&end_point.id));
        }
        xml.field("EnvelopeIdentifier", &envelope_id(stamp));
        xml.field("SentDateTime", &sent);
        content(xml);
    });
    Receipt { media_type: MEDIA_TYPE, bytes }
}

fn write_information(xml: &mut Xml, information: &MessageInformation) {
    let MessageInformation { id, format, name, version, size, is_reliable, may_transform, tags } = information;
    xml.field("Identifier", id);
    xml.element("Document", |xml| {
        xml.field("Format", format);
        xml.field("Name", name);
        xml.optional_field("Version", version.as_deref());
        xml.field("SizeInBytes", &size.to_string());
    });
    xml.element("Transport", |xml| {
        xml.field("Type", if *is_reliable { "reliable" } else { "unreliable" });
        xml.field("TransformMessage", if may_transform.unwrap_or(false) { "true" } else { "false" });
        // Tags without words, or with more than the schema has room for, were none to begin with.
        let is_tag = |words: &str| (1..=TAG_WORDS).contains(&words.chars().count());
        for tag in tags.iter().filter(|tag| is_tag(&tag.name) && is_tag(&tag.value)) {
            xml.element_with("ServiceTag", &[("name", &tag.name)], |xml| xml.text(&tag.value));
        }
    });
}

/// A UUID of these bits: RFC 9562, version 4, because they are drawn by chance.
pub(super) fn uuid(bits: &[u8; 16]) -> String {
    let mut written = String::with_capacity(36);
    for (index, byte) in bits.iter().enumerate() {
        let byte = match index {
            6 => (byte & 0x0f) | 0x40,
            8 => (byte & 0x3f) | 0x80,
            _ => *byte,
        };
        if [4, 6, 8, 10].contains(&index) {
            written.push('-');
        }
        written.push_str(&format!("{byte:02x}"));
    }
    written
}
