//! The tree's nodes and the ways to walk them.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use canonical::letter::Format;
use canonical::refusal::Place;

use super::places::Places;

/// No node: the root's parent, a leaf's child, the last sibling's neighbour.
pub(super) const NONE: u32 = u32::MAX;

/// What kind of value a node carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A JSON boolean.
    Boolean,
    /// No value of its own, only children.
    Complex,
    /// Raw XHTML markup of a narrative.
    Markup,
    /// A JSON number, exactly as written.
    Number,
    /// A resource; the value is its type.
    Resource,
    /// A JSON string, or any primitive of XML.
    Written,
}

/// A document as a tree. The root is node 0.
pub(crate) struct Tree<'t> {
    pub(super) format: Format,
    pub(super) text: &'t str,
    pub(super) nodes: Vec<Data<'t>>,
    pub(super) places: OnceCell<Places>,
}

/// What the tree keeps of one node.
pub(super) struct Data<'t> {
    pub(super) name: Cow<'t, str>,
    pub(super) value: Option<Cow<'t, str>>,
    pub(super) kind: Kind,
    pub(super) offset: u32,
    pub(super) parent: u32,
    pub(super) first: u32,
    pub(super) next: u32,
    pub(super) ordinal: u32,
    pub(super) repeats: bool,
    pub(super) read: Cell<bool>,
}

/// A node of a tree.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    tree: &'a Tree<'a>,
    at: u32,
    data: &'a Data<'a>,
}

impl<'t> Tree<'t> {
    /// The outermost node; `None` for an empty tree, which no reader builds.
    pub(crate) fn root<'a>(&'a self) -> Option<Node<'a>>
    where
        't: 'a,
    {
        let tree: &'a Tree<'a> = self;
        tree.node(0)
    }

    /// The format the document was written in.
    pub(crate) fn format(&self) -> Format {
        self.format
    }

    fn node<'a>(&'a self, at: u32) -> Option<Node<'a>>
    where
        't: 'a,
    {
        let tree: &'a Tree<'a> = self;
        tree.nodes.get(at as usize).map(|data| Node { tree, at, data })
    }
}

impl<'a> Node<'a> {
    /// The element or property name. A resource is named after the node that holds it.
    pub(crate) fn name(self) -> &'a str {
        &self.data.name
    }

    /// The kind of value.
    pub(crate) fn kind(self) -> Kind {
        self.data.kind
    }

    /// The format of the document this node is part of.
    pub(crate) fn format(self) -> Format {
        self.tree.format
    }

    /// The type of resource this node holds, if it holds one.
    pub(crate) fn resource_type(self) -> Option<&'a str> {
        self.raw_value().filter(|_| self.kind() == Kind::Resource)
    }

    /// The primitive value as written, whatever its kind; marks the node as read.
    pub(crate) fn value(self) -> Option<&'a str> {
        self.data.read.set(true);
        self.raw_value().filter(|_| self.kind() != Kind::Resource)
    }

    /// The value without marking the node as read.
    pub(crate) fn raw_value(self) -> Option<&'a str> {
        self.data.value.as_deref()
    }

    /// The children, in the document's order.
    pub(crate) fn children(self) -> impl Iterator<Item = Node<'a>> {
        let mut next = self.data.first;
        std::iter::from_fn(move || {
            let node = self.tree.node(next)?;
            next = node.data.next;
            Some(node)
        })
    }

    /// The children of this name, marked as read.
    pub(crate) fn all(self, name: &'a str) -> impl Iterator<Item = Node<'a>> {
        self.children().filter(move |child| child.name() == name).inspect(|child| child.data.read.set(true))
    }

    /// The first child of this name, marked as read.
    pub(crate) fn child(self, name: &'a str) -> Option<Node<'a>> {
        self.all(name).next()
    }

    /// The primitive value of the first child of this name.
    pub(crate) fn text(self, name: &'a str) -> Option<&'a str> {
        self.child(name).and_then(Node::value).filter(|value| !value.is_empty())
    }

    /// The extension whose address ends in this word. Addresses have changed their prefix over the years.
    pub(crate) fn extension(self, word: &str) -> Option<Node<'a>> {
        let found = self.children().filter(|child| child.name() == "extension").find(|extension| {
            let url = extension.children().find(|child| child.name() == "url").and_then(Node::raw_value);
            url.and_then(|url| url.rsplit('/').next()) == Some(word)
        })?;
        found.data.read.set(true);
        found.mark("url");
        Some(found)
    }

    /// Marks the children of this name as read: dropped on purpose.
    pub(crate) fn mark(self, name: &'a str) {
        self.all(name).for_each(drop);
    }

    /// Marks the children of this name that say nothing new with this value.
    pub(crate) fn mark_where(self, name: &str, value: &str) {
        let usual = self.children().filter(|child| child.name() == name && child.raw_value() == Some(value));
        usual.for_each(Node::mark_itself);
    }

    /// Marks this node, but nothing in it, as read.
    pub(crate) fn mark_itself(self) {
        self.data.read.set(true);
    }

    /// Takes the mark back.
    pub(crate) fn unmark(self) {
        self.data.read.set(false);
    }

    /// Marks this node and everything in it as read.
    pub(crate) fn mark_all(self) {
        self.data.read.set(true);
        self.children().for_each(Node::mark_all);
    }

    /// Whether somebody read this node.
    pub(crate) fn is_read(self) -> bool {
        self.data.read.get()
    }

    /// What tells this node from every other of the same document.
    pub(crate) fn key(self) -> u32 {
        self.at
    }

    /// Whether both are the same node of the same document.
    pub(crate) fn is(self, other: Node<'_>) -> bool {
        self.at == other.at
    }

    /// The path of names, with positions where a name repeats: `Bundle.entry[2].resource.status`.
    pub(crate) fn path(self) -> String {
        let mut steps = Vec::new();
        let mut at = self.at;
        while let Some(node) = self.tree.node(at) {
            steps.push(node);
            at = node.data.parent;
        }
        let mut path = String::new();
        for node in steps.into_iter().rev() {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(shown(node.name()));
            if node.data.repeats {
                path.push_str(&format!("[{}]", node.data.ordinal));
            }
        }
        path
    }

    /// The place of this node.
    pub(crate) fn place(self) -> Place {
        self.place_of(self.path())
    }

    /// The place of a child that is missing: its path, and the position of this node.
    pub(crate) fn place_of_child(self, name: &str) -> Place {
        self.place_of(format!("{}.{name}", self.path()))
    }

    fn place_of(self, path: String) -> Place {
        let places = self.tree.places.get_or_init(|| Places::of(self.tree.text));
        let (line, column) = places.at(self.tree.text, self.data.offset as usize);
        Place { line, column, path }
    }
}

/// A name as it may stand in a path. A name that is no FHIR name is outside data and is not repeated: none has more than two
/// digits (`base64Binary`).
fn shown(name: &str) -> &str {
    let is_short = name.len() <= 64 && name.starts_with(|first: char| first.is_ascii_alphabetic());
    let is_name = is_short && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_name && name.bytes().filter(u8::is_ascii_digit).count() <= 2 { name } else { "?" }
}
