//! What a resource is called, and which version of it this is: the identity of its letter.
//!
//! A resource that is stored under an id keeps it. A new one is called after its identifier, or after its content where it
//! has none, so that sending it again names it again.

use canonical::course::{Follows, Relation};
use canonical::digest::Digest;
use canonical::event::Status;

use super::request::is_id;
use crate::fingerprint::resource_fingerprint;
use crate::tree::Node;
use crate::write::uuid;

/// The name of one version of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// Its id, within its type.
    pub(super) id: String,
    /// Its version.
    pub(super) version: String,
    /// The id of its letter.
    pub(super) letter_id: String,
    /// Whether an earlier version may exist.
    pub(super) revises: bool,
    /// The digest of its content.
    pub(super) fingerprint: Digest,
}

impl Name {
    /// The name of a resource that is new.
    pub(super) fn created(resource: Node<'_>) -> Self {
        let fingerprint = resource_fingerprint(resource);
        let kind = resource.resource_type().unwrap_or_default();
        let id = by_identifier(resource, kind)
            .unwrap_or_else(|| uuid("broen/fhir-resource/content/1", &[kind.as_bytes(), &fingerprint.0]));
        let letter_id = format!("{kind}/{id}");
        Self { id, version: version(fingerprint, "", ""), letter_id, revises: false, fingerprint }
    }

    /// The name of a version of the resource with this id.
    pub(super) fn stored(resource: Node<'_>, id: &str) -> Self {
        let fingerprint = resource_fingerprint(resource);
        let stated = meta(resource, "versionId").unwrap_or_default();
        let version = version(fingerprint, stated, meta(resource, "lastUpdated").unwrap_or_default());
        let kind = resource.resource_type().unwrap_or_default();
        let letter_id = format!("{kind}/{id}/_history/{version}");
        Self { id: id.to_owned(), revises: stated != FIRST, version, letter_id, fingerprint }
    }

    /// The name of a resource that somebody has stored, if it has an id; else that of a new one.
    pub(super) fn of(resource: Node<'_>) -> Self {
        match id(resource).filter(|id| is_id(id)) {
            Some(id) => Self::stored(resource, id),
            None => Self::created(resource),
        }
    }

    /// The name of a Bundle: it is what it is, and has no versions.
    pub(super) fn of_bundle(bundle: Node<'_>) -> Self {
        let fingerprint = resource_fingerprint(bundle);
        let by_content = || uuid("broen/fhir-resource/content/1", &[b"Bundle", &fingerprint.0]);
        let own = || id(bundle).filter(|id| is_id(id)).map(str::to_owned);
        let id = by_identifier(bundle, "Bundle").or_else(own).unwrap_or_else(by_content);
        Self {
            letter_id: format!("Bundle/{id}"),
            id,
            version: version(fingerprint, "", ""),
            revises: false,
            fingerprint,
        }
    }

    /// What this version does to the ones before it.
    pub(super) fn follows(&self, status: Status) -> Option<Follows> {
        let relation = match status {
            Status::Cancelled => Relation::Cancels,
            Status::Corrected => Relation::Corrects,
            Status::Original => return None,
        };
        let letter_id = self.letter_id.split("/_history/").next().unwrap_or_default().to_owned();
        self.revises.then_some(Follows { relation, sender: None, letter_id })
    }
}

/// The first version, as servers number them. None of ours is called so.
const FIRST: &str = "1";

/// The id a resource states.
pub(super) fn id(resource: Node<'_>) -> Option<&str> {
    resource.children().find(|child| child.name() == "id").and_then(Node::raw_value)
}

/// A field of `meta`.
pub(super) fn meta<'a>(resource: Node<'a>, name: &str) -> Option<&'a str> {
    let meta = resource.children().find(|child| child.name() == "meta")?;
    meta.children().find(|child| child.name() == name).and_then(Node::raw_value)
}

/// An id made of the first identifier that has a value.
fn by_identifier(resource: Node<'_>, kind: &str) -> Option<String> {
    let part = |node: Node<'_>, name: &str| {
        node.children().find(|child| child.name() == name).and_then(Node::raw_value).map(str::to_owned)
    };
    let identifiers = resource.children().filter(|child| child.name() == "identifier");
    let (system, value) =
        identifiers.filter_map(|node| Some((part(node, "system").unwrap_or_default(), part(node, "value")?))).next()?;
    Some(uuid("broen/fhir-resource/identifier/1", &[kind.as_bytes(), system.as_bytes(), value.as_bytes()]))
}

/// The version of a resource: its content, and what it says of its version and of when it was stored. What it says may be
/// the version it was made from, as clients repeat it, or the one it is, as servers send it: so neither alone will do.
fn version(Digest(content): Digest, stated: &str, updated: &str) -> String {
    let parts: [&[u8]; 3] = [&content, stated.as_bytes(), updated.as_bytes()];
    Digest::of_parts("broen/fhir-resource/version/1", &parts).to_string().chars().take(16).collect()
}
