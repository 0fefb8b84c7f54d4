//! A resource as text: observations as one line, others by their narrative, or by their fields.

use crate::markup;
use crate::tree::{Kind, Node};

/// The most fields that are written out of a resource without a narrative.
const MOST_FIELDS: usize = 200;
/// The longest field written out, in bytes: attachments are no reading matter.
const LONGEST_FIELD: usize = 4096;

/// One resource as text.
pub(super) struct Readable {
    /// The type of resource.
    pub(super) title: String,
    /// The text, never empty.
    pub(super) text: String,
}

/// The text of a resource; `None` for one that is told elsewhere in the event, or says nothing.
pub(super) fn readable(resource: Node<'_>) -> Option<Readable> {
    let title = resource.resource_type()?;
    let text = match title {
        "MessageHeader" | "Organization" | "Patient" | "Provenance" => return None,
        "Observation" => observation(resource),
        _ => None,
    };
    let text = text.or_else(|| narrative(resource)).unwrap_or_else(|| fields(resource));
    (!text.trim().is_empty()).then(|| Readable { title: title.to_owned(), text })
}

fn narrative(resource: Node<'_>) -> Option<String> {
    let div = child(child(resource, "text")?, "div")?;
    Some(markup::text(div.raw_value()?)).filter(|text| !text.is_empty())
}

/// `what: value unit (when), note`, with numbers exactly as written.
fn observation(resource: Node<'_>) -> Option<String> {
    let what = concept(child(resource, "code")?)?;
    let value = value(resource)?;
    let mut line = format!("{what}: {value}");
    if let Some(when) = plain(resource, "effectiveDateTime") {
        line.push_str(&format!(" ({when})"));
    }
    for note in resource.children().filter(|child| child.name() == "note") {
        if let Some(text) = plain(note, "text") {
            line.push_str(&format!("\n{text}"));
        }
    }
    Some(line)
}

fn value(resource: Node<'_>) -> Option<String> {
    if let Some(quantity) = child(resource, "valueQuantity") {
        let parts = ["comparator", "value", "unit"].into_iter().filter_map(|part| plain(quantity, part));
        return Some(parts.collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty());
    }
    if let Some(coded) = child(resource, "valueCodeableConcept") {
        return concept(coded);
    }
    ["valueString", "valueBoolean", "valueInteger", "valueDateTime"]
        .into_iter()
        .find_map(|name| plain(resource, name))
        .map(str::to_owned)
}

/// A concept in words: its text, else the display or the code of its first coding.
fn concept(node: Node<'_>) -> Option<String> {
    let coded = child(node, "coding").and_then(|coding| plain(coding, "display").or_else(|| plain(coding, "code")));
    plain(node, "text").or(coded).map(str::to_owned)
}

/// Every field on a line of its own, by its path within the resource.
fn fields(resource: Node<'_>) -> String {
    let mut lines = Vec::new();
    for child in resource.children().filter(|child| !matches!(child.name(), "id" | "meta" | "text")) {
        write_fields(child, child.name(), &mut lines);
    }
    lines.join("\n")
}

fn write_fields(node: Node<'_>, path: &str, lines: &mut Vec<String>) {
    if lines.len() >= MOST_FIELDS {
        return;
    }
    match node.raw_value().filter(|_| node.kind() != Kind::Resource) {
        Some(value) if value.len() <= LONGEST_FIELD => lines.push(format!("{path}: {value}")),
        Some(_) | None => {}
    }
    for child in node.children() {
        write_fields(child, &format!("{path}.{}", child.name()), lines);
    }
}

fn child<'a>(node: Node<'a>, name: &str) -> Option<Node<'a>> {
    node.children().find(|child| child.name() == name)
}

fn plain<'a>(node: Node<'a>, name: &str) -> Option<&'a str> {
    child(node, name)?.raw_value().filter(|text| !text.is_empty())
}
