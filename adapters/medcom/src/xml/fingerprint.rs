//! The fingerprint of a letter: a digest of what it says, not of how it is written down.
//!
//! Namespaces, local names, attributes and text count; prefixes, comments, processing instructions
//! and white space between elements do not. Inside text, a run of white space counts as one space,
//! except in `FixedFont`, where every character counts. A file that is too large to travel inline counts by its bytes.

use canonical::attachment::AttachmentContent;
use canonical::digest::Digest;
use sha2::{Digest as _, Sha256};

use super::Node;
use super::collapse::{is_blank, is_space};
use super::inline::is_inline;
use super::place::Positions;
use crate::light::Part;

/// Begins every fingerprint, so that no other digest can be taken for one.
const PURPOSE: &[u8] = b"broen/letter/medcom-xml/1";
/// Attributes for schema tools, which say nothing about the letter.
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Begins what stands for a large file: its digest, so that it does not count how its base64 is broken into lines.
const FILE: &[u8] = b"F";
/// Ends a string: a byte that UTF-8 never has.
const END: &[u8] = &[0xff];

/// The fingerprint of a letter: its element and those that belong to it.
pub(crate) fn fingerprint<'a, 'i: 'a>(
    elements: impl Iterator<Item = Node<'a, 'i>>,
    positions: &Positions<'_>,
) -> Digest {
    let mut print = Print { positions, hasher: Sha256::new(), in_text: false, open: Vec::new() };
    print.hasher.update(PURPOSE);
    for element in elements {
        print.tree(element);
    }
    Digest(print.hasher.finalize().into())
}

struct Print<'p> {
    positions: &'p Positions<'p>,
    hasher: Sha256,
    /// Whether a run of text is open; comments do not end it.
    in_text: bool,
    /// The open elements.
    open: Vec<Open>,
}

/// What is known of an open element.
struct Open {
    /// Whether white space between its children counts.
    is_mixed: bool,
    /// Whether every character counts.
    is_fixed: bool,
}

impl Print<'_> {
    /// Walks the element without recursion, whatever its depth.
    fn tree(&mut self, root: Node<'_, '_>) {
        let mut node = root;
        loop {
            if node.is_element() {
                self.begin(node);
            } else if node.is_text() {
                self.text(node.text().unwrap_or_default());
            }
            let Some(next) = node.first_child().or_else(|| self.leave(node, root)) else {
                return;
            };
            node = next;
        }
    }

    /// Ends what ends with this node, and gives the node after it.
    fn leave<'a, 'i>(&mut self, mut node: Node<'a, 'i>, root: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
        loop {
            if node.is_element() {
                self.end();
            }
            if node == root {
                return None;
            }
            if let Some(next) = node.next_sibling() {
                return Some(next);
            }
            node = node.parent()?;
        }
    }

    fn begin(&mut self, node: Node<'_, '_>) {
        self.end_text();
        self.hasher.update(b"<");
        self.string(node.tag_name().namespace().unwrap_or_default());
        self.string(node.tag_name().name());
        // In the order of the document: letters have none but schema locations.
        for attribute in node.attributes().filter(|attribute| attribute.namespace() != Some(XSI)) {
            self.hasher.update(b"@");
            self.string(attribute.namespace().unwrap_or_default());
            self.string(attribute.name());
            self.string(attribute.value());
        }
        let says = |child: Node<'_, '_>| child.is_text() && !is_blank(child.text().unwrap_or_default());
        let is_fixed = self.open.last().is_some_and(|open| open.is_fixed) || node.tag_name().name() == "FixedFont";
        self.open.push(Open { is_mixed: node.children().any(|child| is_inline(child) || says(child)), is_fixed });
        if let Some(Part { content: Ok(AttachmentContent::Original { sha256: Digest(digest), .. }), .. }) =
            self.positions.left_out(node)
        {
            self.hasher.update(FILE);
            self.hasher.update(digest);
        }
    }

    fn end(&mut self) {
        self.end_text();
        self.hasher.update(b">");
        self.open.pop();
    }

    fn text(&mut self, text: &str) {
        let Some(Open { is_mixed: true, is_fixed }) = self.open.last() else {
            return;
        };
        let is_fixed = *is_fixed;
        if !self.in_text {
            self.hasher.update(b"T");
            self.in_text = true;
        }
        if is_fixed {
            self.hasher.update(text.as_bytes());
            return;
        }
        for (index, piece) in text.split(is_space).filter(|piece| !piece.is_empty()).enumerate() {
            if index > 0 || text.starts_with(is_space) {
                self.hasher.update(b" ");
            }
            self.hasher.update(piece.as_bytes());
        }
        if text.ends_with(is_space) {
            self.hasher.update(b" ");
        }
    }

    fn end_text(&mut self) {
        if self.in_text {
            self.hasher.update(END);
            self.in_text = false;
        }
    }

    fn string(&mut self, text: &str) {
        self.hasher.update(text.as_bytes());
        self.hasher.update(END);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Digest {
        let document = roxmltree::Document::parse(text).expect("well-formed");
        fingerprint(std::iter::once(document.root_element()), &Positions::new(text, Vec::new()))
    }

    #[test]
    fn the_way_a_letter_is_written_down_does_not_count() {
        let plain = of("<a xmlns='u'><b>one two</b><c/></a>");
        assert_eq!(plain, of("<x:a xmlns:x='u'>\n <!-- x -->\n <x:b>one <!-- y -->two</x:b>\n <?z?><x:c></x:c></x:a>"));
        assert_eq!(plain, of("<a xmlns='u'><b>one\n     two</b><c/></a>"));
    }

    #[test]
    fn what_a_letter_says_counts() {
        let plain = of("<a xmlns='u'><b>one two</b><c/></a>");
        for other in [
            "<a xmlns='v'><b>one two</b><c/></a>",
            "<a xmlns='u'><b>one three</b><c/></a>",
            "<a xmlns='u'><b>onetwo</b><c/></a>",
            "<a xmlns='u'><b x='1'>one two</b><c/></a>",
            "<a xmlns='u'><b>one two<c/></b></a>",
        ] {
            assert_ne!(plain, of(other), "{other}");
        }
        assert_ne!(of("<a><FixedFont>1 2</FixedFont></a>"), of("<a><FixedFont>1  2</FixedFont></a>"));
        assert_ne!(of("<a><Bold>1</Bold> <Bold>2</Bold></a>"), of("<a><Bold>1</Bold><Bold>2</Bold></a>"));
    }
}
