//! XML elements by their names, whatever their namespace.

use std::borrow::Cow;

use roxmltree::Node;

/// The first child element of this name, in whatever namespace.
pub(super) fn child<'a, 't>(parent: Node<'a, 't>, name: &str) -> Option<Node<'a, 't>> {
    parent.children().find(|child| child.is_element() && child.tag_name().name() == name)
}

/// The child elements of this name.
pub(super) fn children<'a, 't>(parent: Node<'a, 't>, name: &str) -> impl Iterator<Item = Node<'a, 't>> {
    parent.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The words of an element, trimmed; `None` where there are none.
pub(super) fn value(node: Node<'_, '_>) -> Option<String> {
    Some(characters(node).trim().to_owned()).filter(|text| !text.is_empty())
}

/// The characters of an element, which comments may part.
pub(super) fn characters<'a>(node: Node<'a, '_>) -> Cow<'a, str> {
    let mut parts = node.children().filter(Node::is_text).filter_map(|part| part.text());
    let first = parts.next().unwrap_or_default();
    match parts.next() {
        None => Cow::Borrowed(first),
        Some(second) => Cow::Owned([first, second].into_iter().chain(parts).collect()),
    }
}
