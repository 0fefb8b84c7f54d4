//! The digest of a message's content, the same in JSON and XML and for every resend.
//!
//! Left out is what a resend changes: `Bundle.id`, `Bundle.timestamp`, `Bundle.meta.lastUpdated`, and of the
//! current Provenance its times and its narrative, which repeats them. Properties count whatever their order;
//! lists count in theirs. A narrative counts by its words. Numbers count as written.

use canonical::digest::Digest;
use sha2::{Digest as _, Sha256};

use crate::markup;
use crate::tree::{Kind, Node};

/// The digest of the Bundle, of which `current` is the Provenance of this message.
pub(crate) fn fingerprint(bundle: Node<'_>, current: Option<Node<'_>>) -> Digest {
    let mut hasher = Hasher { digest: Sha256::new(), current };
    hasher.label("broen/fhir-message/1");
    hasher.node(bundle, Within::Bundle);
    Digest(hasher.digest.finalize().into())
}

/// The digest of one resource, wherever it stands: without its id, its version, and when and by whom it was last stored.
pub(crate) fn resource_fingerprint(resource: Node<'_>) -> Digest {
    let mut hasher = Hasher { digest: Sha256::new(), current: None };
    hasher.label("broen/fhir-resource/1");
    hasher.label(resource.resource_type().unwrap_or_default());
    hasher.parts(resource, Within::Resource);
    Digest(hasher.digest.finalize().into())
}

struct Hasher<'a> {
    digest: Sha256,
    current: Option<Node<'a>>,
}

/// What a node is within, as far as it decides which of its children are left out.
#[derive(Clone, Copy)]
enum Within {
    Anything,
    Bundle,
    BundleMeta,
    CurrentProvenance,
    Resource,
    ResourceMeta,
}

impl Within {
    fn leaves_out(self, child: Node<'_>) -> bool {
        let name = child.name();
        match self {
            Self::Anything => false,
            Self::Bundle if name == "meta" => child.children().all(|field| field.name() == "lastUpdated"),
            Self::Bundle => matches!(name, "id" | "timestamp"),
            Self::BundleMeta => name == "lastUpdated",
            Self::Resource if name == "meta" => child.children().all(|field| is_of_storage(field.name())),
            Self::Resource => name == "id",
            Self::ResourceMeta => is_of_storage(name),
            Self::CurrentProvenance => matches!(name, "occurredDateTime" | "recorded" | "text"),
        }
    }

    fn below(self, child: Node<'_>, current: Option<Node<'_>>) -> Self {
        match self {
            Self::Bundle if child.name() == "meta" => Self::BundleMeta,
            Self::Resource if child.name() == "meta" => Self::ResourceMeta,
            _ if current.is_some_and(|current| current.is(child)) => Self::CurrentProvenance,
            _ => Self::Anything,
        }
    }
}

/// What the server that stores a resource adds to it.
fn is_of_storage(name: &str) -> bool {
    matches!(name, "lastUpdated" | "source" | "versionId")
}

impl Hasher<'_> {
    /// Name, value, and the children by name. Depth was bounded when the tree was read.
    fn node(&mut self, node: Node<'_>, within: Within) {
        self.label(node.name());
        self.value(node);
        self.parts(node, within);
    }

    /// The children by name.
    fn parts(&mut self, node: Node<'_>, within: Within) {
        let mut children: Vec<Node<'_>> = node.children().filter(|child| !within.leaves_out(*child)).collect();
        children.sort_by_key(|child| child.name());
        self.digest.update((children.len() as u64).to_be_bytes());
        for child in children {
            self.node(child, within.below(child, self.current));
        }
    }

    fn value(&mut self, node: Node<'_>) {
        match (node.kind(), node.raw_value()) {
            (Kind::Markup, Some(markup)) => self.label(&markup::text(markup)),
            (Kind::Boolean | Kind::Complex | Kind::Number | Kind::Resource | Kind::Written, Some(value)) => {
                self.label(value);
            }
            (_, None) => self.digest.update(u64::MAX.to_be_bytes()),
        }
    }

    /// A text preceded by its length, so that no two lists of texts give the same input.
    fn label(&mut self, text: &str) {
        self.digest.update((text.len() as u64).to_be_bytes());
        self.digest.update(text.as_bytes());
    }
}
