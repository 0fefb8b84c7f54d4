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
const END: u8 = 0xff;
/// How much is digested at once.
const PIECE_BYTES: usize = 4 * 1024;

/// The fingerprint of a letter: its element and those that belong to it.
pub(crate) fn fingerprint<'a, 'i: 'a>(
    elements: impl Iterator<Item = Node<'a, 'i>>,
    positions: &Positions<'_>,
) -> Digest {
    let (hasher, piece) = (Sha256::new(), Vec::with_capacity(PIECE_BYTES));
    let mut print = Print { positions, hasher, piece, in_text: false, open: Vec::new() };
    print.write(PURPOSE);
    for element in elements {
        print.tree(element);
    }
    print.flush();
    Digest(print.hasher.finalize().into())
}

struct Print<'p> {
    positions: &'p Positions<'p>,
    hasher: Sha256,
    /// What the hasher is not given yet: it is quicker with much at once.
    piece: Vec<u8>,
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
        self.piece.push(b'<');
        let name = node.tag_name();
        self.string(name.namespace().unwrap_or_default());
        self.string(name.name());
        // In the order of the document: letters have none but schema locations.
        for attribute in node.attributes().filter(|attribute| attribute.namespace() != Some(XSI)) {
            self.piece.push(b'@');
            self.string(attribute.namespace().unwrap_or_default());
            self.string(attribute.name());
            self.string(attribute.value());
        }
        let mixes = |child: Node<'_, '_>| match child.is_text() {
            true => !is_blank(child.text().unwrap_or_default()),
            false => is_inline(child),
        };
        let is_fixed = self.open.last().is_some_and(|open| open.is_fixed) || name.name() == "FixedFont";
        self.open.push(Open { is_mixed: node.children().any(mixes), is_fixed });
        if let Some(Part { content: Ok(AttachmentContent::Original { sha256: Digest(digest), .. }), .. }) =
            self.positions.left_out(node)
        {
            self.write(FILE);
            self.write(digest);
        }
    }

    fn end(&mut self) {
        self.end_text();
        self.piece.push(b'>');
        self.open.pop();
    }

    fn text(&mut self, text: &str) {
        let Some(Open { is_mixed: true, is_fixed }) = self.open.last() else {
            return;
        };
        let is_fixed = *is_fixed;
        if !self.in_text {
            self.piece.push(b'T');
            self.in_text = true;
        }
        if is_fixed {
            return self.write(text.as_bytes());
        }
        let is_space = |byte: &u8| is_space(char::from(*byte));
        let bytes = text.as_bytes();
        for (index, word) in bytes.split(is_space).filter(|word| !word.is_empty()).enumerate() {
            if index > 0 || bytes.first().is_some_and(is_space) {
                self.piece.push(b' ');
            }
            self.write(word);
        }
        if bytes.last().is_some_and(is_space) {
            self.piece.push(b' ');
        }
    }

    fn end_text(&mut self) {
        if self.in_text {
            self.piece.push(END);
            self.in_text = false;
        }
    }

    fn string(&mut self, text: &str) {
        self.write(text.as_bytes());
        self.piece.push(END);
    }

    fn write(&mut self, bytes: &[u8]) {
        if self.piece.len() + bytes.len() > PIECE_BYTES {
            self.flush();
        }
        if bytes.len() > PIECE_BYTES {
            self.hasher.update(bytes);
        } else {
            self.piece.extend_from_slice(bytes);
        }
    }

    fn flush(&mut self) {
        self.hasher.update(&self.piece);
        self.piece.clear();
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
