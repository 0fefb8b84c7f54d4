//! Bytes to events: opens the Bundle, finds the type of message, and leaves the rest to it.

use std::io;

use canonical::attachment::{Attachment, AttachmentContent, INLINE_LIMIT};
use canonical::digest::Digest;
use canonical::event::Standard;
use canonical::files::Files;
use canonical::letter::{Envelope, Letter, Limits, Opened, Outcome, Unreadable};
use canonical::notice::NoticeCode;
use canonical::refusal::{Refusal, RefusalCode};

use crate::bundle::Bundle;
use crate::document;
use crate::findings::Findings;
use crate::fingerprint::fingerprint;
use crate::message::Message;
use crate::messages::MESSAGES;
use crate::resources::{current_hop, decode, header, moment};
use crate::tree::{Flaw, Node, Source, Tree};

/// Converts a FHIR message Bundle, in JSON or XML, to an event, a receipt or refusals.
///
/// Standard: HL7 FHIR R4 messaging; MedCom messaging 4.0, HospitalNotification 3.0, CareCommunication 5.0,
/// Acknowledgement 2.0. A message of another type becomes a document.
///
/// # Errors
///
/// [`Unreadable`] for a document that is no message Bundle. Its envelope is there when it was at least a Bundle.
#[expect(clippy::result_large_err, reason = "the contract of both translators; an error is as rare as it is final")]
pub fn convert(bytes: &[u8], limits: &Limits) -> Result<Opened, Unreadable> {
    let bare = |Flaw(refusal)| Unreadable { envelope: None, refusals: vec![refusal] };
    let source = Source::decode(bytes, limits).map_err(bare)?;
    let tree = source.tree(limits).map_err(bare)?;
    open(&tree)
}

/// Refuses the letters of which [`convert`] tolerates something: for those who read as the standards say.
#[must_use]
pub fn strictly(opened: Opened) -> Opened {
    let Opened { envelope, mut letters } = opened;
    for letter in &mut letters {
        let Outcome::Event(event) = &letter.outcome else { continue };
        let tolerated = event.notices.iter().filter(|notice| notice.code == NoticeCode::RuleTolerated);
        let refusals: Vec<_> =
            tolerated.map(|notice| Refusal::new(RefusalCode::RuleBroken, notice.at.clone())).collect();
        if !refusals.is_empty() {
            letter.outcome = Outcome::Refused(refusals);
        }
    }
    Opened { envelope, letters }
}

/// The same, and hands on the files that are too large to travel in the event.
///
/// # Errors
/// Those of whoever takes the files. In the result: as [`convert`].
pub fn convert_with_files(
    bytes: &[u8],
    limits: &Limits,
    files: &mut impl Files,
) -> io::Result<Result<Opened, Unreadable>> {
    let bare = |Flaw(refusal)| Ok(Err(Unreadable { envelope: None, refusals: vec![refusal] }));
    let source = match Source::decode(bytes, limits) {
        Ok(source) => source,
        Err(flaw) => return bare(flaw),
    };
    let tree = match source.tree(limits) {
        Ok(tree) => tree,
        Err(flaw) => return bare(flaw),
    };
    open_with_files(&tree, files)
}

/// What a message says, whose large files are handed on.
pub(crate) fn open_with_files(tree: &Tree<'_>, files: &mut impl Files) -> io::Result<Result<Opened, Unreadable>> {
    let opened = open(tree);
    if let Ok(opened) = &opened {
        hand_on_files(tree, &opened.letters, files)?;
    }
    Ok(opened)
}

/// Hands on the files of these letters that do not travel in their events.
pub(crate) fn hand_on_files(tree: &Tree<'_>, letters: &[Letter], files: &mut impl Files) -> io::Result<()> {
    let events = letters.iter().filter_map(|letter| match &letter.outcome {
        Outcome::Event(event) => Some(event),
        Outcome::Receipt(_) | Outcome::Refused(_) => None,
    });
    let large: Vec<Digest> = events.flat_map(|event| event.attachments.iter()).filter_map(large).collect();
    match tree.root() {
        Some(root) if !large.is_empty() => hand_on(root, &large, files),
        _ => Ok(()),
    }
}

/// The digest of a file that does not travel in its event.
fn large(attachment: &Attachment) -> Option<Digest> {
    match attachment.content {
        AttachmentContent::Original { sha256, .. } => Some(sha256),
        _ => None,
    }
}

/// Hands on the files below a node. The depth of the tree was bounded when it was read.
fn hand_on(node: Node<'_>, large: &[Digest], files: &mut impl Files) -> io::Result<()> {
    for child in node.children() {
        if child.name() == "data"
            && let Some(bytes) = child.value().and_then(decode).filter(|bytes| bytes.len() > INLINE_LIMIT)
        {
            let sha256 = Digest::of(&bytes);
            if large.contains(&sha256) {
                files.piece(&bytes)?;
                files.complete(sha256)?;
            }
        }
        hand_on(child, large, files)?;
    }
    Ok(())
}

#[expect(clippy::result_large_err, reason = "the contract of both translators; an error is as rare as it is final")]
fn open(tree: &Tree<'_>) -> Result<Opened, Unreadable> {
    let unreadable = |envelope, refusal| Unreadable { envelope, refusals: vec![refusal] };
    let root_unknown = |place| unreadable(None, Refusal::new(RefusalCode::RootUnknown, place));
    let root = tree.root().ok_or_else(|| root_unknown(canonical::refusal::Place::default()))?;
    if root.resource_type() != Some("Bundle") {
        return Err(root_unknown(root.place()));
    }
    let envelope = envelope(tree, root);
    if root.text("type") != Some("message") {
        let at = root.child("type").map_or_else(|| root.place_of_child("type"), Node::place);
        return Err(unreadable(Some(envelope), Refusal::new(RefusalCode::BundleTypeWrong, at)));
    }
    let bundle = Bundle::open(root);
    match first_header(&bundle) {
        Some(header) => {
            let letter = letter(bundle, header, envelope.sent.clone());
            Ok(Opened { envelope, letters: vec![letter] })
        }
        None => {
            let refusal = Refusal::new(RefusalCode::MessageHeaderMissing, root.place_of_child("entry"));
            Err(unreadable(Some(envelope), refusal))
        }
    }
}

fn envelope(tree: &Tree<'_>, root: Node<'_>) -> Envelope {
    Envelope {
        standard: Standard::Fhir,
        format: tree.format(),
        id: root.text("id").unwrap_or_default().to_owned(),
        sent: moment(root, "timestamp", &mut Findings::default()),
        wants_receipt: true,
        notices: Vec::new(),
    }
}

/// FHIR R4, invariant bdl-12: a message has a MessageHeader as its first resource.
fn first_header<'a>(bundle: &Bundle<'a>) -> Option<Node<'a>> {
    bundle.resources().next().filter(|first| first.resource_type() == Some("MessageHeader"))
}

fn letter<'a>(bundle: Bundle<'a>, node: Node<'a>, sent: Option<canonical::Moment>) -> Letter {
    // A first look that refuses nothing: what it finds wrong is found again by the message's own parser.
    let mut first_look = Findings::default();
    let head = header(&bundle, node, &mut first_look).head;
    let current = current_hop(&bundle, node, &mut first_look).map(|hop| hop.node);
    let fingerprint = fingerprint(bundle.root(), current);
    let message = Message { bundle, header: node, head, sent, fingerprint };
    let message_type = MESSAGES.iter().find(|message_type| message_type.event == message.head.type_code);
    let convert = message_type.map_or(document::MESSAGE.convert, |message_type| message_type.convert);
    let outcome = convert(&message).unwrap_or_else(Outcome::Refused);
    Letter { head: message.head, outcome }
}
