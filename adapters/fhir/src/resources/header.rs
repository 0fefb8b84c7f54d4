//! `MessageHeader` to what every letter has: its id, its type, who sends it and to whom.

use canonical::letter::LetterHead;
use canonical::notice::NoticeCode;
use canonical::party::Party;
use canonical::refusal::RefusalCode;

use super::organisation::organisation;
use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::tree::Node;

/// The most destinations of one message; MedCom's messages have one.
const DESTINATIONS: usize = 32;

/// A message header, as far as it could be read.
#[derive(Default)]
pub(crate) struct Header {
    /// Id, type, version and parties.
    pub(crate) head: LetterHead,
    /// Receivers named for information only.
    pub(crate) copy_receivers: Vec<Party>,
}

/// Reads the header. Standard: MedComMessagingMessageHeader 4.0.
pub(crate) fn header<'a>(bundle: &Bundle<'a>, node: Node<'a>, findings: &mut Findings) -> Header {
    let mut header = Header::default();
    header.head.letter_id = id(node, findings).unwrap_or_default().to_owned();
    header.head.type_code = event(node, findings).unwrap_or_default().to_owned();
    header.head.version_code = version(node, findings).map(str::to_owned);
    header.head.sender = findings
        .required(node, "sender")
        .and_then(|sender| bundle.follow(sender, &["Organization"], findings))
        .map(|resource| organisation(resource, findings))
        .unwrap_or_default();
    destinations(bundle, node, &mut header, findings);
    // The endpoints repeat the organisations' SOR codes; the software that sent it is of no concern here.
    node.all("source").for_each(Node::mark_all);
    header
}

/// The id, which is all that a sender may call a message by. Standard: FHIR R4, 2.24.0.1 (id).
fn id<'a>(node: Node<'a>, findings: &mut Findings) -> Option<&'a str> {
    let (at, id) = findings.required_text(node, "id")?;
    if !is_id(id) {
        findings.refuse(RefusalCode::ValueMalformed, at);
    }
    Some(id).filter(|id| is_id(id))
}

/// Whether a resource may be called this.
pub(crate) fn is_id(id: &str) -> bool {
    let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    (1..=64).contains(&id.len()) && id.bytes().all(is_legal)
}

/// The event's code; a message may name its event by address instead.
fn event<'a>(node: Node<'a>, findings: &mut Findings) -> Option<&'a str> {
    if let Some(address) = findings.text(node, "eventUri") {
        return Some(address);
    }
    let coding = findings.required(node, "eventCoding")?;
    coding.mark("system");
    coding.mark("display");
    findings.required_text(coding, "code").map(|(_, code)| code)
}

/// The version behind the definition's `|`.
fn version<'a>(node: Node<'a>, findings: &mut Findings) -> Option<&'a str> {
    let definition = findings.single(node, "definition")?;
    let version = findings.written(definition)?.rsplit_once('|').map(|(_, version)| version);
    let version = version.filter(|version| !version.is_empty());
    if version.is_none() {
        // It stays unread, and so is kept.
        definition.unmark();
    }
    version
}

fn destinations<'a>(bundle: &Bundle<'a>, node: Node<'a>, header: &mut Header, findings: &mut Findings) {
    let mut any = false;
    for (index, destination) in node.all("destination").enumerate() {
        any = true;
        if index >= DESTINATIONS {
            return findings.refuse(RefusalCode::ElementRepeated, destination);
        }
        destination.mark("endpoint");
        let use_code = destination_use(destination, findings);
        let Some(receiver) = destination.child("receiver") else {
            findings.refuse_missing(RefusalCode::ReceiverMissing, destination, "receiver");
            continue;
        };
        let Some(resource) = bundle.follow(receiver, &["Organization"], findings) else { continue };
        let party = organisation(resource, findings);
        match use_code {
            Use::Copy => header.copy_receivers.push(party),
            Use::Primary => header.head.receivers.push(party),
        }
    }
    if !any {
        findings.refuse_missing(RefusalCode::ReceiverMissing, node, "destination");
    }
}

/// What a destination is for: a closed list, `medcom-messaging-destinationUse`.
enum Use {
    Copy,
    Primary,
}

/// A destination that does not say is a primary one, as in messages older than the extension.
fn destination_use(destination: Node<'_>, findings: &mut Findings) -> Use {
    let Some(extension) = destination.extension("medcom-messaging-destinationUseExtension") else {
        findings.doubt(NoticeCode::RuleTolerated, destination);
        return Use::Primary;
    };
    let Some(coding) = findings.required(extension, "valueCoding") else { return Use::Primary };
    coding.mark("system");
    coding.mark("display");
    match findings.required_text(coding, "code") {
        Some((_, "cc")) => Use::Copy,
        Some((_, "primary")) | None => Use::Primary,
        Some((at, _)) => {
            findings.refuse(RefusalCode::CodeUnknown, at);
            Use::Primary
        }
    }
}
