//! A resource as text: observations as one line with their other fields below, others by their narrative, or
//! by their fields.

use crate::markup;
use crate::tree::{Kind, Node};

/// The most fields that are written out of a resource without a narrative.
const MOST_FIELDS: usize = 200;
/// The longest field written out, in bytes: attachments are no reading matter.
const LONGEST_FIELD: usize = 4096;

/// One resource as text.
pub(crate) struct Readable {
    /// The type of resource.
    pub(crate) title: String,
    /// The text.
    pub(crate) text: String,
    /// Whether there were more fields, or longer ones, than are written out.
    pub(crate) is_cut: bool,
}

/// The text of a resource; `None` for one that is told elsewhere in the event, or says nothing.
///
/// An Organization that nobody read is neither sender nor receiver, and so is told here. `room` is how many bytes
/// of text the message may still have.
pub(crate) fn readable(resource: Node<'_>, room: &mut usize) -> Option<Readable> {
    let title = resource.resource_type()?;
    let text = match title {
        "MessageHeader" | "Patient" | "Provenance" => return None,
        "Organization" if resource.children().any(Node::is_read) => return None,
        "Observation" => observation(resource),
        _ => None,
    };
    let told = text.or_else(|| narrative(resource)).unwrap_or_else(|| Fields::of(resource, Unless::File));
    resource.children().filter(|child| child.name() != "meta").for_each(Node::mark_all);
    resource.mark_itself();
    let Fields { lines, is_cut } = told;
    let whole = lines.join("\n");
    let text = whole.get(..whole.floor_char_boundary(*room)).unwrap_or_default();
    *room = room.saturating_sub(text.len());
    let is_cut = is_cut || text.len() < whole.len();
    let says_something = is_cut || !text.trim().is_empty();
    says_something.then(|| Readable { title: title.to_owned(), text: text.to_owned(), is_cut })
}

fn narrative(resource: Node<'_>) -> Option<Fields> {
    let part = |node: Node<'_>, name: &str| node.children().any(|child| child.name() == name);
    let text = resource.children().find(|child| child.name() == "text").filter(|text| part(*text, "div"))?;
    let div = text.children().find(|child| child.name() == "div")?;
    let text = Some(markup::text(div.raw_value()?)).filter(|text| !text.is_empty())?;
    Some(Fields { lines: vec![text], is_cut: false })
}

/// `what: value unit (when), note`, with numbers exactly as written, then every field that this left out.
fn observation(resource: Node<'_>) -> Option<Fields> {
    let what = concept(resource.child("code")?)?;
    let value = value(resource)?;
    let mut line = format!("{what}: {value}");
    if let Some(when) = resource.text("effectiveDateTime") {
        line.push_str(&format!(" ({when})"));
    }
    for text in resource.all("note").filter_map(|note| note.text("text")) {
        line.push_str(&format!("\n{text}"));
    }
    let Fields { lines, is_cut } = Fields::of(resource, Unless::Told);
    Some(Fields { lines: [line].into_iter().chain(lines).collect(), is_cut })
}

fn value(resource: Node<'_>) -> Option<String> {
    if let Some(quantity) = resource.child("valueQuantity") {
        let parts = ["comparator", "value", "unit"].into_iter().filter_map(|part| quantity.text(part));
        return Some(parts.collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty());
    }
    if let Some(coded) = resource.child("valueCodeableConcept") {
        return concept(coded);
    }
    ["valueString", "valueBoolean", "valueInteger", "valueDateTime"]
        .into_iter()
        .find_map(|name| resource.text(name))
        .map(str::to_owned)
}

/// A concept in words: its text, else the display or the code of its first coding.
fn concept(node: Node<'_>) -> Option<String> {
    let coded = || node.child("coding").and_then(|coding| coding.text("display").or_else(|| coding.text("code")));
    node.text("text").or_else(coded).map(str::to_owned)
}

/// Fields on lines of their own, by their path within the resource.
#[derive(Default)]
struct Fields {
    lines: Vec<String>,
    is_cut: bool,
}

/// Which fields are left out.
#[derive(Clone, Copy)]
enum Unless {
    /// The bytes of files, which are attachments.
    File,
    /// Everything that was read.
    Told,
}

impl Fields {
    fn of(resource: Node<'_>, unless: Unless) -> Self {
        let mut fields = Self::default();
        // The subject is the event's.
        for child in resource.children().filter(|child| !matches!(child.name(), "id" | "meta" | "subject" | "text")) {
            fields.write(child, child.name(), unless);
        }
        fields
    }

    fn write(&mut self, node: Node<'_>, path: &str, unless: Unless) {
        let is_told = node.is_read() && (matches!(unless, Unless::Told) || node.name() == "data");
        match node.raw_value().filter(|_| node.kind() != Kind::Resource && !is_told) {
            Some(_) if self.lines.len() >= MOST_FIELDS => self.is_cut = true,
            Some(value) if value.len() > LONGEST_FIELD => self.is_cut = true,
            Some(value) => self.lines.push(format!("{path}: {value}")),
            None => {}
        }
        if self.lines.len() >= MOST_FIELDS {
            self.is_cut |= node.children().next().is_some();
            return;
        }
        for child in node.children() {
            self.write(child, &format!("{path}.{}", child.name()), unless);
        }
    }
}
