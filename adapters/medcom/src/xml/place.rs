//! Places in a document: line and column in the decoded text, and the path of an element.

use std::cell::Cell;
use std::collections::HashMap;

use canonical::refusal::Place;
use memchr::{memchr_iter, memrchr};

use super::Node;
use crate::light::{Extent, Light, Part};

/// Longest element name in a path, in characters; longer ones are cut, because names come from outside.
const NAME_CHARACTERS: usize = 64;

/// Where a large file was left out of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut {
    /// The byte offset in the text that remains.
    pub(super) at: usize,
    /// What was left out.
    pub(super) extent: Extent,
}

/// Finds lines and columns of the document as it was received. Fast when asked in the order of the document.
pub(crate) struct Positions<'t> {
    text: &'t str,
    /// In the order of the text.
    cuts: Vec<Cut>,
    last: Cell<Spot>,
    /// The large files, by the offset of their elements.
    files: HashMap<usize, &'t Part>,
    is_light: bool,
}

/// A byte offset with its line and column, and how many cuts are before it.
#[derive(Clone, Copy)]
struct Spot {
    offset: usize,
    line: u32,
    column: u32,
    cuts: usize,
}

impl Spot {
    const START: Self = Self { offset: 0, line: 1, column: 1, cuts: 0 };

    fn moved(self, lines: u32, characters: u32) -> Self {
        let start = if lines > 0 { 1 } else { self.column };
        let (line, column) = (self.line.saturating_add(lines), start.saturating_add(characters));
        Self { line, column, ..self }
    }

    fn over(self, between: &str) -> Self {
        let lines = memchr_iter(b'\n', between.as_bytes()).count();
        let tail = memrchr(b'\n', between.as_bytes()).and_then(|end| between.get(end + 1..)).unwrap_or(between);
        let tail = tail.chars().count();
        let spot = self.moved(u32::try_from(lines).unwrap_or(u32::MAX), u32::try_from(tail).unwrap_or(u32::MAX));
        Self { offset: self.offset + between.len(), ..spot }
    }
}

impl<'t> Positions<'t> {
    /// Positions in this text, of which something was left out.
    pub(crate) fn new(text: &'t str, cuts: Vec<Cut>) -> Self {
        Self { text, cuts, last: Cell::new(Spot::START), files: HashMap::new(), is_light: false }
    }

    /// The same, with the files that were left out of the elements of this name.
    pub(crate) fn with_files(mut self, root: Node<'_, '_>, name: &str, light: &'t Light<'_>) -> Self {
        self.is_light = light.parts.is_some();
        if light.parts().is_empty() {
            return self;
        }
        let elements = root.descendants().filter(|node| node.is_element() && node.tag_name().name() == name);
        for (number, element) in elements.enumerate() {
            let part = light.parts().iter().find(|part| part.number == number);
            self.files.extend(part.map(|part| (element.range().start, part)));
        }
        self
    }

    /// Whether large files were left out.
    pub(crate) const fn is_light(&self) -> bool {
        self.is_light
    }

    /// What was left out of this element.
    pub(crate) fn left_out(&self, node: Node<'_, '_>) -> Option<&'t Part> {
        if self.files.is_empty() { None } else { self.files.get(&node.range().start).copied() }
    }

    /// Line and column of a byte offset, both counted from 1, the column in characters.
    pub(crate) fn at(&self, offset: usize) -> (u32, u32) {
        let last = self.last.get();
        let mut spot = if last.offset <= offset { last } else { Spot::START };
        while let Some(cut) = self.cuts.get(spot.cuts).filter(|cut| cut.at <= offset) {
            spot = spot.over(self.text.get(spot.offset..cut.at).unwrap_or_default());
            spot = spot.moved(cut.extent.lines, cut.extent.characters);
            spot.cuts += 1;
        }
        spot = spot.over(self.text.get(spot.offset..offset).unwrap_or_default());
        self.last.set(spot);
        (spot.line, spot.column)
    }

    /// The same for a line and a column of what remains.
    pub(crate) fn of_remaining(&self, line: u32, column: u32) -> (u32, u32) {
        if self.cuts.is_empty() {
            return (line, column);
        }
        let ahead = |count: u32| usize::try_from(count.saturating_sub(1)).unwrap_or(usize::MAX);
        let start: usize = self.text.split_inclusive('\n').take(ahead(line)).map(str::len).sum();
        let rest = self.text.get(start..).unwrap_or_default();
        let width: usize = rest.chars().take(ahead(column)).map(char::len_utf8).sum();
        self.at(start + width)
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
        let positions = Positions::new(text, Vec::new());
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
