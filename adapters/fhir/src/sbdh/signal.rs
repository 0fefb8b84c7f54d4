//! The receipts of envelopes: ebBP signals.
//!
//! Standard: OASIS ebXML Business Signals 2.0.4, `ReceiptAcknowledgement` and `ReceiptException`.

use canonical::Personal;
use canonical::digest::Digest;
use canonical::letter::Limits;
use canonical::receipt::{IncomingReceipt, Reason, ReceiptForm, Verdict};
use canonical::refusal::RefusalCode;
use roxmltree::Node;

use super::SIGNALS;
use super::elements::{child, value};
use super::header::Header;
use super::scopes::{self, Scopes};
use crate::tree::{parse_xml, xml_text};

/// The longest signal that is read, in bytes; a signature may stand in it.
const LONGEST: usize = 256 * 1024;
/// The longest code and the longest text of a reason that are kept, in characters.
const CODE: usize = 35;
const TEXT: usize = 4000;

/// Whether a node is a signal.
pub(super) fn is_signal(node: Node<'_, '_>) -> bool {
    form(node).is_some()
}

fn form(node: Node<'_, '_>) -> Option<ReceiptForm> {
    let name = node.tag_name();
    named(name.name()).filter(|_| name.namespace() == Some(SIGNALS))
}

fn named(name: &str) -> Option<ReceiptForm> {
    match name {
        "ReceiptAcknowledgement" => Some(ReceiptForm::ReceiptAcknowledgement),
        "ReceiptException" => Some(ReceiptForm::ReceiptException),
        _ => None,
    }
}

/// The signal that an envelope encloses as a file. Of one that is not well-formed, as in a published sample, the envelope
/// still says what it is (`DocumentIdentification/Type`) and what it answers.
pub(super) fn enclosed(
    bytes: &[u8],
    kind: Option<&str>,
    header: &Header,
    scopes: &Scopes<'_, '_>,
    limits: &Limits,
) -> Option<IncomingReceipt> {
    let text = xml_text(bytes).ok().filter(|text| text.len() <= LONGEST)?;
    match parse_xml(&text, limits) {
        Ok(document) => receipt(document.root_element(), header, scopes),
        Err((RefusalCode::XmlMalformed, _)) => Some(told(named(kind?)?, None, header, scopes)),
        Err(_) => None,
    }
}

/// What a signal says; `None` if it is none.
pub(super) fn receipt(signal: Node<'_, '_>, header: &Header, scopes: &Scopes<'_, '_>) -> Option<IncomingReceipt> {
    Some(told(form(signal)?, Some(signal), header, scopes))
}

/// What a signal and its envelope say. The network knows envelopes, not letters.
fn told(form: ReceiptForm, signal: Option<Node<'_, '_>>, header: &Header, scopes: &Scopes<'_, '_>) -> IncomingReceipt {
    let is_good = form == ReceiptForm::ReceiptAcknowledgement;
    let verdict = if is_good { Verdict::Positive } else { Verdict::Negative };
    let said = |name| child(signal?, name).and_then(value);
    let correlation = scopes.scope(scopes::RECEIPT).and_then(|scope| child(scope, "CorrelationInformation"));
    let requested = correlation.and_then(|scope| child(scope, "RequestingDocumentInstanceIdentifier")).and_then(value);
    let envelope_id =
        scopes.value(scopes::ORIGINAL_ENVELOPE).or(requested).or_else(|| said("OriginalMessageIdentifier"));
    let message_id = scopes.value(scopes::ORIGINAL_MESSAGE);
    let reasons: Vec<Reason> = if is_good { Vec::new() } else { signal.and_then(reason).into_iter().collect() };
    let words = |part: &Option<String>| part.clone().unwrap_or_default();
    let code = reasons.first().map(|reason| words(&reason.code)).unwrap_or_default();
    let text = reasons.first().and_then(|reason| reason.text.as_ref()).map(|text| text.reveal().clone());
    let parts = [form.word().to_owned(), words(&envelope_id), words(&message_id), code, words(&text)];
    let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
    IncomingReceipt {
        fingerprint: Digest::of_parts("broen/sbdh-signal/1", &parts),
        form,
        verdict,
        receipt_id: Some(header.envelope_id.clone()),
        sender: Some(header.sender.identifier()),
        envelope_id,
        message_id,
        letters: Vec::new(),
        reasons,
        // A receipt goes back to where the envelope came from.
        original_sender: Some(header.receiver.identifier()),
        original_receiver: None,
    }
}

/// `ExceptionType` holds one element, whose words say what kind of exception it is; `Reason` and `ExceptionMessage` say more.
fn reason(signal: Node<'_, '_>) -> Option<Reason> {
    let kind = child(signal, "ExceptionType").and_then(|kind| kind.children().find(Node::is_element)).and_then(value);
    let texts: Vec<String> =
        ["Reason", "ExceptionMessage"].into_iter().filter_map(|name| child(signal, name).and_then(value)).collect();
    let text = Some(texts.join(": ")).filter(|text| !text.is_empty());
    let cut = |text: String, most: usize| text.chars().take(most).collect::<String>();
    let reason =
        Reason { code: kind.map(|kind| cut(kind, CODE)), text: text.map(|text| Personal::new(cut(text, TEXT))) };
    (reason != Reason::default()).then_some(reason)
}
