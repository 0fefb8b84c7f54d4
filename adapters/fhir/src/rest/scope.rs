//! What a reference means where it stands: a contained resource, another of the same Bundle, or something elsewhere.

use crate::bundle::Bundle;
use crate::tree::Node;

/// A resource, and the Bundle it stands in.
pub(super) struct Scope<'s, 'a> {
    pub(super) bundle: &'s Bundle<'a>,
    pub(super) resource: Node<'a>,
}

/// What a reference names.
#[derive(Clone, Copy)]
pub(super) enum Target<'a> {
    /// A resource that is here.
    Here(Node<'a>),
    /// Something elsewhere, by an identifier.
    Identifier(Node<'a>),
    /// Something elsewhere, by its address.
    Elsewhere(Node<'a>, &'a str),
    /// Nothing that could be found: at most its name.
    Nothing,
}

impl<'a> Scope<'_, 'a> {
    /// What a Reference element names. An identifier beside an address that leads nowhere counts.
    pub(super) fn target(&self, reference: Node<'a>) -> Target<'a> {
        reference.mark_itself();
        reference.mark("type");
        let address = reference.children().find(|child| child.name() == "reference");
        let written = address.and_then(Node::raw_value).filter(|written| !written.is_empty());
        if let Some(found) = written.and_then(|written| self.find(written)) {
            reference.mark("reference");
            reference.mark("display");
            return Target::Here(found);
        }
        let identifier = reference.children().find(|child| child.name() == "identifier");
        match (identifier, address.zip(written)) {
            (Some(identifier), _) => {
                identifier.mark_itself();
                Target::Identifier(identifier)
            }
            (None, Some((address, written))) => Target::Elsewhere(address, written),
            (None, None) => Target::Nothing,
        }
    }

    /// The resource with this address. `#id` names one within this, and `#` this itself.
    fn find(&self, address: &'a str) -> Option<Node<'a>> {
        let Some(id) = address.strip_prefix('#') else { return self.bundle.find(address) };
        let of_this_id =
            |node: &Node<'a>| node.children().any(|child| child.name() == "id" && child.raw_value() == Some(id));
        self.contained().find(of_this_id)
    }

    /// The resources within this one.
    pub(super) fn contained(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        self.resource.children().filter(|child| child.name() == "contained" && child.resource_type().is_some())
    }
}

/// The nodes at the end of a path of names, each marked as read.
pub(super) fn walk<'a>(node: Node<'a>, path: &'static str) -> Vec<Node<'a>> {
    path.split('.').fold(vec![node], |nodes, name| nodes.into_iter().flat_map(|node| node.all(name)).collect())
}
