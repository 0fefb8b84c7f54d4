//! XML text to a tree.
//!
//! Standard: FHIR R4, "XML Representation of Resources" (2.6.1). Narrative markup is kept raw.

use std::borrow::Cow;

use canonical::letter::{Format, Limits};
use canonical::refusal::RefusalCode;
use roxmltree::{Attribute, Document, Error, Node, ParsingOptions, StringStorage};

use super::build::{Builder, Turn};
use super::node::{Kind, Tree};
use super::xml_scan;

/// The namespace of FHIR resources.
pub(super) const FHIR: &str = "http://hl7.org/fhir";
/// The namespace of narrative markup.
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// Reads a document whose root is a FHIR resource.
pub(super) fn read<'t>(text: &'t str, limits: &Limits) -> Result<Tree<'t>, (RefusalCode, usize)> {
    let document = parse(text, limits)?;
    let root = document.root_element();
    if root.tag_name().namespace() != Some(FHIR) {
        return Err((RefusalCode::RootUnknown, root.range().start));
    }
    let mut builder = Builder::new();
    builder.open(Cow::Borrowed(root.tag_name().name()), root.range().start, Turn::Counted);
    builder.value(Kind::Resource, Cow::Borrowed(root.tag_name().name()));
    fill(&mut builder, root, text);
    builder.close();
    Ok(builder.finish(Format::Xml, text))
}

/// Any XML, within the limits. An error says what is wrong, and at which byte.
pub(crate) fn parse<'t>(text: &'t str, limits: &Limits) -> Result<Document<'t>, (RefusalCode, usize)> {
    xml_scan::check(text, limits)?;
    let options = ParsingOptions { nodes_limit: u32::MAX, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| (code(&error), byte(text, &error)))
}

/// Adds an element's attributes and children to the open node. The depth of recursion was checked before.
fn fill<'t>(builder: &mut Builder<'t>, element: Node<'_, 't>, text: &'t str) {
    for attribute in element.attributes() {
        // `xsi:schemaLocation` and its like say nothing about the patient.
        if attribute.namespace().is_some() {
            continue;
        }
        match attribute.name() {
            "value" => builder.value(Kind::Written, value(attribute)),
            name @ ("id" | "url") => {
                builder.leaf(Cow::Borrowed(name), attribute.range().start, Kind::Written, value(attribute));
            }
            // FHIR has no other, so it is no element of this name either.
            name => {
                let name = Cow::Owned(format!("@{name}"));
                builder.leaf(name, attribute.range().start, Kind::Written, value(attribute));
            }
        }
    }
    for child in element.children() {
        if child.is_element() {
            add(builder, child, text);
        } else if let Some(characters) = child.text().filter(|text| child.is_text() && !text.trim().is_empty()) {
            let characters = Cow::Owned(characters.trim().to_owned());
            builder.leaf(Cow::Borrowed("characters"), child.range().start, Kind::Written, characters);
        }
    }
}

fn add<'t>(builder: &mut Builder<'t>, element: Node<'_, 't>, text: &'t str) {
    let name = element.tag_name().name();
    let is_markup = element.tag_name().namespace() == Some(XHTML);
    // An element of another standard is none of FHIR's, whatever its name.
    let is_foreign = !is_markup && element.tag_name().namespace() != Some(FHIR);
    let name = if is_foreign { Cow::Owned(format!("?{name}")) } else { Cow::Borrowed(name) };
    builder.open(name, element.range().start, Turn::Counted);
    if is_markup {
        builder.value(Kind::Markup, Cow::Borrowed(text.get(element.range()).unwrap_or_default()));
    } else if let Some(resource) = held_resource(element) {
        builder.value(Kind::Resource, Cow::Borrowed(resource.tag_name().name()));
        fill(builder, resource, text);
    } else {
        fill(builder, element, text);
    }
    builder.close();
}

/// The resource an element holds: FHIR names resources, and only them, with a capital.
fn held_resource<'a, 't>(element: Node<'a, 't>) -> Option<Node<'a, 't>> {
    let mut children = element.children().filter(Node::is_element);
    let first = children.next().filter(|_| element.attributes().len() == 0)?;
    let is_resource = first.tag_name().name().starts_with(|letter: char| letter.is_ascii_uppercase())
        && first.tag_name().namespace() == Some(FHIR);
    (is_resource && children.next().is_none()).then_some(first)
}

fn value<'t>(attribute: Attribute<'_, 't>) -> Cow<'t, str> {
    match attribute.value_storage() {
        StringStorage::Borrowed(value) => Cow::Borrowed(value),
        StringStorage::Owned(value) => Cow::Owned(value.to_string()),
    }
}

fn code(error: &Error) -> RefusalCode {
    match error {
        Error::DtdDetected => RefusalCode::DtdForbidden,
        Error::NodesLimitReached | Error::AttributesLimitReached | Error::NamespacesLimitReached => {
            RefusalCode::DocumentTooComplex
        }
        _ => RefusalCode::XmlMalformed,
    }
}

/// The byte an error's line and column stand for.
fn byte(text: &str, error: &Error) -> usize {
    let position = error.pos();
    let line_start: usize =
        text.split_inclusive('\n').take(position.row.saturating_sub(1) as usize).map(str::len).sum();
    let line = text.get(line_start..).unwrap_or_default();
    let column = position.col.saturating_sub(1) as usize;
    line_start + line.char_indices().nth(column).map_or(0, |(at, _)| at)
}
