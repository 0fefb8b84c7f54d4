//! Everything there is to read in a letter of any type: one section for each part, one line for each field.

use canonical::Personal;
use canonical::text::{Inline, Section, SectionKind, Style, Text};

use crate::xml::{Node, Reading, is_inline, readable, trimmed};

/// The longest name of an element that is shown.
const NAME: usize = 64;
/// What a label takes of the room for text, so that empty elements without end are bounded too.
const LABEL_BYTES: usize = 64;

/// The sections of these elements, in their order; parts that say nothing are left out.
pub(super) fn narrative(elements: &[Node<'_, '_>], reading: &Reading<'_>) -> Vec<Section> {
    let sections = elements.iter().map(|element| Section {
        kind: SectionKind::Other,
        title: Some(name(*element)),
        signed: None,
        text: text(*element, reading),
    });
    sections.filter(|section| !section.text.is_empty()).collect()
}

fn name(element: Node<'_, '_>) -> String {
    element.tag_name().name().chars().take(NAME).collect()
}

fn text(part: Node<'_, '_>, reading: &Reading<'_>) -> Text {
    if is_field(part) {
        return readable(part, reading);
    }
    let mut lines = Vec::new();
    let mut next = part.first_child();
    while let Some(node) = next.filter(|_| reading.room() > 0) {
        let is_shown = node.is_element() && !is_content(node);
        if is_shown && is_field(node) {
            field(node, reading, &mut lines);
        } else if is_shown {
            reading.set_room(reading.room().saturating_sub(LABEL_BYTES));
            start_line(&mut lines);
            lines.push(Inline::Styled(Style::Bold, vec![words(name(node))]));
        }
        let inside = node.first_child().filter(|_| is_shown && !is_field(node));
        next = inside.or_else(|| after(node, part));
    }
    Text(lines)
}

/// `Name: text`, on a line of its own.
fn field(node: Node<'_, '_>, reading: &Reading<'_>, lines: &mut Vec<Inline>) {
    reading.set_room(reading.room().saturating_sub(LABEL_BYTES));
    let Text(text) = readable(node, reading);
    if !text.is_empty() {
        start_line(lines);
        lines.push(words(format!("{}: ", name(node))));
        lines.extend(text);
    }
}

fn start_line(lines: &mut Vec<Inline>) {
    if !lines.is_empty() {
        lines.push(Inline::Break);
    }
}

fn words(text: String) -> Inline {
    Inline::Words(Personal::new(text))
}

/// An element that holds characters, not other fields.
fn is_field(node: Node<'_, '_>) -> bool {
    !trimmed(node).is_empty() || node.children().filter(Node::is_element).all(is_inline)
}

/// The bytes of a file are no text; they are among the attachments.
fn is_content(node: Node<'_, '_>) -> bool {
    node.tag_name().name() == "Object_Base64Encoded"
}

/// The node after this one and what is in it, within the part.
fn after<'a, 'i>(node: Node<'a, 'i>, part: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    let outward = node.ancestors().take_while(|ancestor| *ancestor != part);
    outward.into_iter().find_map(|ancestor| ancestor.next_sibling())
}
