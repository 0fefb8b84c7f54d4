//! Bytes and a request to letters: which form the document has, and what becomes of each resource in it.

use std::io;

use canonical::event::Standard;
use canonical::files::Files;
use canonical::letter::{Envelope, Limits, Opened, Unreadable};
use canonical::party::Party;
use canonical::refusal::{Place, Refusal, RefusalCode};

use super::kinds::ResourceKind;
use super::names::{self, Name};
use super::request::Request;
use super::resource::{Made, made};
use super::scope::Scope;
use super::taken::{Form, Parts, Taken, entry};
use super::{collected, entries};
use crate::bundle::Bundle;
use crate::convert::{hand_on_files, open_with_files};
use crate::findings::Findings;
use crate::resources::moment;
use crate::tree::{Flaw, Node, Source, Tree};

/// Converts what a FHIR system sends. `caller` is whoever hands it over, if that is a sender of its own; a carrier sends for
/// others, who must be named in what it sends.
///
/// # Errors
/// Those of whoever takes the files. In the result: [`Unreadable`] for what is refused as a whole.
pub fn convert(
    bytes: &[u8],
    request: &Request,
    caller: Option<&Party>,
    limits: &Limits,
    files: &mut impl Files,
) -> io::Result<Result<Taken, Unreadable>> {
    let bare = |Flaw(refusal)| Ok(Err(lost(vec![refusal])));
    let source = match Source::decode(bytes, limits) {
        Ok(source) => source,
        Err(flaw) => return bare(flaw),
    };
    let tree = match source.tree(limits) {
        Ok(tree) => tree,
        Err(flaw) => return bare(flaw),
    };
    let taken = match of_message(request, &tree, files)? {
        Some(taken) => return Ok(taken),
        None => open(&tree, request, caller, limits),
    };
    if let Ok(taken) = &taken {
        hand_on_files(&tree, &taken.letters, files)?;
    }
    Ok(taken.map_err(lost))
}

pub(super) fn lost(refusals: Vec<Refusal>) -> Unreadable {
    Unreadable { envelope: None, refusals }
}

/// A message goes its own way, wherever it came in.
fn of_message(
    request: &Request,
    tree: &Tree<'_>,
    files: &mut impl Files,
) -> io::Result<Option<Result<Taken, Unreadable>>> {
    let root = tree.root().filter(|root| root.resource_type() == Some("Bundle"));
    let is_message = root.is_some_and(|root| root.text("type") == Some("message"));
    if *request != Request::Bundle || !is_message {
        return Ok(None);
    }
    let opened = open_with_files(tree, files)?;
    Ok(Some(opened.map(|Opened { envelope, letters }| Taken {
        form: Form::Message,
        envelope,
        letters,
        entries: Vec::new(),
        notification: None,
    })))
}

/// Opens what is no message.
fn open(tree: &Tree<'_>, request: &Request, caller: Option<&Party>, limits: &Limits) -> Result<Taken, Vec<Refusal>> {
    let root = tree.root().ok_or_else(|| vec![Refusal::new(RefusalCode::RootUnknown, Place::default())])?;
    let envelope = envelope(tree, root);
    let mut notification = None;
    let (form, (letters, entries)) = match request {
        Request::Bundle if root.text("type") == Some("history") => {
            let (read, parts) = super::notification::notification(root, caller, limits)?;
            notification = Some(read);
            (Form::Notification, parts)
        }
        Request::Bundle => bundle(root, caller, limits)?,
        Request::Create(kind) => (Form::Resource, single(root, kind, None, caller)?),
        Request::Update(kind, id) => (Form::Resource, single(root, kind, Some(id), caller)?),
    };
    Ok(Taken { form, envelope, letters, entries, notification })
}

fn bundle(root: Node<'_>, caller: Option<&Party>, limits: &Limits) -> Result<(Form, Parts), Vec<Refusal>> {
    if root.resource_type() != Some("Bundle") {
        return Err(vec![Refusal::new(RefusalCode::RootUnknown, root.place())]);
    }
    match root.text("type") {
        Some("collection") => Ok((Form::Collection, collected::collection(root, caller)?)),
        Some("document") => Ok((Form::Document, collected::document(root, caller)?)),
        Some("transaction") => Ok((Form::Transaction, entries::transaction(root, caller, limits)?)),
        _ => {
            let at = root.child("type").map_or_else(|| root.place_of_child("type"), Node::place);
            Err(vec![Refusal::new(RefusalCode::BundleTypeWrong, at)])
        }
    }
}

/// One resource by itself.
fn single(
    root: Node<'_>,
    kind: &ResourceKind,
    id: Option<&String>,
    caller: Option<&Party>,
) -> Result<Parts, Vec<Refusal>> {
    if root.resource_type() != Some(kind.name) {
        return Err(vec![Refusal::new(RefusalCode::RootUnknown, root.place())]);
    }
    if id.is_some_and(|id| names::id(root) != Some(id)) {
        return Err(vec![Refusal::new(RefusalCode::ResourceIdMismatch, root.place_of_child("id"))]);
    }
    let name = id.map_or_else(|| Name::created(root), |id| Name::stored(root, id));
    let bundle = Bundle::open(root);
    let Made { letter, warnings } = made(&Scope { bundle: &bundle, resource: root }, kind, &name, caller);
    let entry = entry(root, name, id.is_none(), Some(0), warnings);
    Ok((vec![letter], vec![entry]))
}

/// What is known of the document as a whole. It has no receipts: the answer says what became of it.
fn envelope(tree: &Tree<'_>, root: Node<'_>) -> Envelope {
    Envelope {
        standard: Standard::Fhir,
        format: tree.format(),
        id: names::id(root).unwrap_or_default().to_owned(),
        sent: moment(root, "timestamp", &mut Findings::default()),
        wants_receipt: false,
        notices: Vec::new(),
    }
}
