//! Bytes to events: opens the Bundle, finds the type of message, and leaves the rest to it.

use canonical::event::Standard;
use canonical::letter::{Envelope, Letter, Limits, Opened, Outcome, Unreadable};
use canonical::refusal::{Refusal, RefusalCode};

use crate::bundle::Bundle;
use crate::document;
use crate::findings::Findings;
use crate::fingerprint::fingerprint;
use crate::message::Message;
use crate::messages::MESSAGES;
use crate::resources::{current_hop, header, moment};
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
