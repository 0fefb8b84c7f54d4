//! Writes envelopes: around a message, or as a receipt.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use canonical::letter::{Answer, Receipt, Stamp};
use canonical::moment::danish_time;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::header::{EndPoint, Header};
use super::{BINARY, NAMESPACE, RECEIPT, ROOT, SIGNALS, scopes};
use crate::write::{uuid, uuid_of};

/// The media type of an envelope.
const MEDIA_TYPE: &str = "application/xml; charset=utf-8";
/// Who gives the names of scopes.
const SCHEME: &str = "dk-medcom-messaging";
/// The process of EHMI.
const PROCESS: &str = "urn:ehmi:sdn-emergence";
/// The document type of a receipt.
const SIGNAL: &str = "urn:dk:healthcare:messaging:oasis:ebxml:schema:xsd::ehmisbdh-acknowledgement##\
                      urn:dk:ehmi:sbdh:ehmisbdh-acknowledgement::1.0";
/// The longest words of an exception, in characters.
const DESCRIPTION: usize = 512;

/// What is said about a FHIR message that is wrapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapping {
    /// The event code, for example `acknowledgement-message`.
    pub standard: String,
    /// The version of the message's standard, for example `2.0`.
    pub version: String,
    /// `MessageHeader.id`.
    pub message_id: String,
    /// `Bundle.id`.
    pub bundle_id: String,
    /// Its media type.
    pub media_type: &'static str,
}

/// Sends a message back to where an envelope came from, in an envelope of its own. Its identifier and time are the stamp's.
#[must_use]
pub fn wrap(answered: &Header, wrapping: &Wrapping, payload: &[u8], stamp: &Stamp) -> Receipt {
    let Wrapping { standard, version, message_id, bundle_id, media_type } = wrapping;
    let document = format!(
        "urn:dk:healthcare:medcom:messaging:fhir:structuredefinition::{standard}##urn:dk:medcom:fhir:{standard}::{version}"
    );
    let mut values = vec![(scopes::DOCUMENT, document), (scopes::PROCESS, PROCESS.to_owned())];
    values.extend(parties(answered));
    values.extend([(scopes::MESSAGE, message_id.clone()), (scopes::BUNDLE, bundle_id.clone())]);
    values.extend(original(answered));
    values.push((scopes::STATISTICS, format!("MCM:{standard}")));
    let kind = Kind { standard, version, kind: "Bundle", media_type, is_request: true };
    envelope(answered, &kind, &values, payload, stamp)
}

/// Answers an envelope with a receipt: a `ReceiptAcknowledgement`, or a `ReceiptException` with the Danish sentence of each
/// reason. `None` if it is itself a receipt, or asks for none and was accepted.
#[must_use]
pub fn render_receipt(header: &Header, answer: &Answer, stamp: &Stamp) -> Option<Receipt> {
    if header.is_of_receipt() || (*answer == Answer::Accepted && !header.wants_receipt) {
        return None;
    }
    let name = if *answer == Answer::Accepted { "ReceiptAcknowledgement" } else { "ReceiptException" };
    let signal = signal(name, header, answer, stamp);
    let mut values = vec![(scopes::DOCUMENT, SIGNAL.to_owned()), (scopes::PROCESS, PROCESS.to_owned())];
    values.extend(parties(header));
    // The same whenever it says the same.
    let id = uuid("broen/sbdh-signal/1", &[header.envelope_id.as_bytes(), name.as_bytes()]);
    values.push((scopes::MESSAGE, id));
    values.extend(original(header));
    values.push((scopes::STATISTICS, name.to_owned()));
    let version = "ebbp-signals-2.0";
    let kind = Kind { standard: RECEIPT[0], version, kind: name, media_type: "application/xml", is_request: false };
    Some(envelope(header, &kind, &values, &signal, stamp))
}

/// What an envelope carries.
struct Kind<'a> {
    standard: &'a str,
    version: &'a str,
    kind: &'a str,
    media_type: &'a str,
    /// Whether it asks for a receipt, or gives one.
    is_request: bool,
}

/// Swapped: who received it answers.
fn parties(answered: &Header) -> impl Iterator<Item = (&'static str, String)> {
    let sender = answered.receiver_sor.clone().map(|sor| (scopes::SENDER, sor));
    sender.into_iter().chain(answered.sender_sor.clone().map(|sor| (scopes::RECEIVER, sor)))
}

/// What is answered.
fn original(answered: &Header) -> impl Iterator<Item = (&'static str, String)> {
    [
        (scopes::ORIGINAL_MESSAGE, answered.message_id.clone()),
        (scopes::ORIGINAL_BUNDLE, answered.bundle_id.clone()),
        (scopes::ORIGINAL_STANDARD, Some(answered.standard.clone())),
        (scopes::ORIGINAL_VERSION, answered.version.clone()),
        (scopes::ORIGINAL_ENVELOPE, Some(answered.envelope_id.clone())),
    ]
    .into_iter()
    .filter_map(|(scope, value)| Some((scope, value?)))
}

fn signal(name: &str, header: &Header, answer: &Answer, stamp: &Stamp) -> Vec<u8> {
    Xml::document(name, &[("xmlns", SIGNALS)], |xml| {
        xml.field("OriginalMessageIdentifier", &header.envelope_id);
        if let Some(document) = &header.document_id {
            xml.field("OriginalDocumentIdentifier", document);
        }
        if let Some(created) = &header.created {
            xml.field("OriginalMessageDateTime", &created.written);
        }
        xml.field("ThisMessageDateTime", &written(stamp));
        for (name, end_point) in [("FromPartyInfo", &header.receiver), ("ToPartyInfo", &header.sender)] {
            xml.element_with(name, &[("type", &end_point.authority)], |xml| xml.text(&end_point.id));
        }
        if let Answer::Refused(refusals) = answer {
            xml.element("ExceptionType", |xml| xml.field("ReceiptException", "Syntax"));
            let sentences: Vec<String> = refusals
                .iter()
                .map(|refusal| format!("{} ({}: {})", refusal.code.danish(), refusal.code.word(), refusal.at))
                .collect();
            xml.field("Reason", &sentences.join(" ").chars().take(DESCRIPTION).collect::<String>());
        }
    })
}

fn envelope(answered: &Header, kind: &Kind<'_>, values: &[(&str, String)], payload: &[u8], stamp: &Stamp) -> Receipt {
    let (id, at) = (uuid_of(stamp.id), written(stamp));
    let bytes = Xml::document(ROOT, &[("xmlns", NAMESPACE)], |xml| {
        xml.element("StandardBusinessDocumentHeader", |xml| {
            xml.field("HeaderVersion", "1.0");
            for (name, EndPoint { authority, id }) in [("Sender", &answered.receiver), ("Receiver", &answered.sender)] {
                xml.element(name, |xml| {
                    xml.element_with("Identifier", &[("Authority", authority)], |xml| xml.text(id));
                });
            }
            xml.element("DocumentIdentification", |xml| {
                xml.field("Standard", kind.standard);
                xml.field("TypeVersion", kind.version);
                xml.field("InstanceIdentifier", &id);
                xml.field("Type", kind.kind);
                xml.field("MultipleType", "false");
                xml.field("CreationDateAndTime", &at);
            });
            xml.element("BusinessScope", |xml| {
                for (scope, value) in values {
                    xml.element("Scope", |xml| name_scope(xml, scope, value));
                }
                xml.element("Scope", |xml| correlation(xml, answered, kind.is_request, &id, &at));
            });
        });
        let about = [("xmlns", BINARY), ("mimeType", kind.media_type), ("encoding", "UTF-8")];
        xml.element_with("BinaryContent", &about, |xml| xml.text(&STANDARD.encode(payload)));
    });
    Receipt { media_type: MEDIA_TYPE, bytes }
}

fn name_scope(xml: &mut Xml, scope: &str, value: &str) {
    xml.field("Type", scope);
    xml.field("InstanceIdentifier", value);
    xml.field("Identifier", SCHEME);
}

/// Asks for a receipt, or says what this one answers.
fn correlation(xml: &mut Xml, answered: &Header, is_request: bool, id: &str, at: &str) {
    let word = if is_request { "Request" } else { "Response" };
    name_scope(xml, scopes::RECEIPT, word);
    let original = answered.created.as_ref().map(|created| created.written.as_str());
    let (made, of) = if is_request { (Some(at), id) } else { (original, answered.envelope_id.as_str()) };
    xml.element("CorrelationInformation", |xml| {
        if let Some(made) = made {
            xml.field("RequestingDocumentCreationDateTime", made);
        }
        xml.field("RequestingDocumentInstanceIdentifier", of);
    });
    xml.element("BusinessService", |xml| {
        xml.field("BusinessServiceName", &format!("{}-{word}", scopes::RECEIPT));
    });
}

fn written(stamp: &Stamp) -> String {
    stamp.at.to_zoned(danish_time()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// XML that is being written to memory, which does not fail.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn document(root: &str, attributes: &[(&str, &str)], content: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut xml = Self(Writer::new(Vec::new()));
        xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml.element_with(root, attributes, content);
        xml.0.into_inner()
    }

    fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.element_with(name, &[], content);
    }

    fn element_with(&mut self, name: &str, attributes: &[(&str, &str)], content: impl FnOnce(&mut Self)) {
        self.write(Event::Start(BytesStart::new(name).with_attributes(attributes.iter().copied())));
        content(self);
        self.write(Event::End(BytesEnd::new(name)));
    }

    fn field(&mut self, name: &str, text: &str) {
        self.element(name, |xml| xml.text(text));
    }

    fn text(&mut self, text: &str) {
        self.write(Event::Text(BytesText::new(text)));
    }

    fn write(&mut self, event: Event<'_>) {
        let written: io::Result<()> = self.0.write_event(event);
        drop(written);
    }
}
