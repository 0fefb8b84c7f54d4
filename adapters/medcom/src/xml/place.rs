//! Places in a document: line and column in the decoded text, and the path of an element.

use std::cell::Cell;

use canonical::refusal::Place;
use memchr::{memchr_iter, memrchr};

use super::Node;

/// Longest element name in a path, in characters; longer ones are cut, because names come from outside.
const NAME_CHARACTERS: usize = 64;

/// Finds lines and columns. Fast when asked in the order of the document.
pub(crate) struct Positions<'t> {
    text: &'t str,
    last: Cell<(usize, u32, u32)>,
}

impl<'t> Positions<'t> {
    /// Positions in this text.
    pub(crate) const fn new(text: &'t str) -> Self {
        Self { text, last: Cell::new((0, 1, 1)) }
    }

    /// Line and column of a byte offset, both counted from 1, the column in characters.
    pub(crate) fn at(&self, offset: usize) -> (u32, u32) {
        let (from, line, column) = match self.last.get() {
            last if last.0 <= offset => last,
            _ => (0, 1, 1),
        };
        let between = self.text.get(from..offset).unwrap_or_default();
        let lines = memchr_iter(b'\n', between.as_bytes()).count();
        let tail = memrchr(b'\n', between.as_bytes()).and_then(|end| between.get(end + 1..)).unwrap_or(between);
        let start = if lines > 0 { 1 } else { column };
        let line = line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        let column = start.saturating_add(u32::try_from(tail.chars().count()).unwrap_or(u32::MAX));
        self.last.set((offset, line, column));
        (line, column)
    }

    /// The place of an element.
    pub(crate) fn place(&self, node: Node<'_, '_>) -> Place {
        let (line, column) = self.at(node.range().start);
        Place { line, column, path: path(node) }
    }
}

/// The path of an element below the document's root element, with positions where names repeat.
pub(crate) fn path(node: Node<'_, '_>) -> String {
    joined(node, step)
}

/// The path with element names only.
pub(crate) fn plain_path(node: Node<'_, '_>) -> String {
    joined(node, |node| name(node).to_owned())
}

fn joined(node: Node<'_, '_>, step: impl Fn(Node<'_, '_>) -> String) -> String {
    let mut steps: Vec<String> = node.ancestors().filter(Node::is_element).map(step).collect();
    // The root says nothing, unless it is all there is.
    if steps.len() > 1 {
        steps.pop();
    }
    steps.reverse();
    steps.join("/")
}

fn step(node: Node<'_, '_>) -> String {
    let same = |other: &Node<'_, '_>| other.tag_name().name() == node.tag_name().name() && other.is_element();
    let before = node.prev_siblings().skip(1).filter(same).count();
    let repeats = before > 0 || node.next_siblings().skip(1).any(|other| same(&other));
    if repeats { format!("{}[{}]", name(node), before + 1) } else { name(node).to_owned() }
}

fn name<'a>(node: Node<'a, '_>) -> &'a str {
    let name = node.tag_name().name();
    name.char_indices().nth(NAME_CHARACTERS).map_or(name, |(end, _)| name.get(..end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_right_in_any_order() {
        let text = "æ\nåb\n\nc";
        let positions = Positions::new(text);
        let offset = |of: char| text.find(of).expect("it is there");
        assert_eq!(positions.at(offset('c')), (4, 1));
        assert_eq!(positions.at(offset('b')), (2, 2));
        assert_eq!(positions.at(offset('æ')), (1, 1));
        assert_eq!(positions.at(text.len()), (4, 2));
    }

    #[test]
    fn a_path_counts_only_what_repeats() {
        let document = roxmltree::Document::parse("<r><a><b/><b/></a></r>").expect("well-formed");
        let second = document.descendants().filter(|node| node.has_tag_name("b")).nth(1).expect("two of them");
        assert_eq!(path(second), "a/b[2]");
        assert_eq!(plain_path(second), "a/b");
        assert_eq!(path(document.root_element()), "r");
    }
}
