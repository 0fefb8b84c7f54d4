//! A resource's JSON tree as FHIR XML.
//!
//! Standard: FHIR R4, "XML Representation of Resources" (2.6.1). The tree lists its properties in the
//! standard's order, which XML asks for.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesStart, BytesText, Event};
use serde_json::{Map, Value};

use super::json::decimal_of;

/// The document, with its declaration.
pub(super) fn document(resource: &Value) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    let declaration = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    // Writing to memory does not fail.
    drop(declaration.and_then(|()| write_resource(&mut writer, resource, true)));
    writer.into_inner()
}

fn write_resource(writer: &mut Writer<Vec<u8>>, resource: &Value, outermost: bool) -> io::Result<()> {
    let Value::Object(fields) = resource else { return Ok(()) };
    let name = fields.get("resourceType").and_then(Value::as_str).unwrap_or_default();
    let mut start = BytesStart::new(name);
    if outermost {
        start.push_attribute(("xmlns", "http://hl7.org/fhir"));
    }
    writer.write_event(Event::Start(start.borrow()))?;
    write_fields(writer, fields, "resourceType")?;
    writer.write_event(Event::End(start.to_end()))
}

fn write_fields(writer: &mut Writer<Vec<u8>>, fields: &Map<String, Value>, written: &str) -> io::Result<()> {
    for (name, value) in fields.iter().filter(|(name, _)| *name != written) {
        match value {
            Value::Array(values) => values.iter().try_for_each(|value| write_field(writer, name, value))?,
            Value::Bool(_) | Value::Null | Value::Number(_) | Value::Object(_) | Value::String(_) => {
                write_field(writer, name, value)?;
            }
        }
    }
    Ok(())
}

/// One element. Receipts nest a few levels deep; the recursion follows our own tree only.
fn write_field(writer: &mut Writer<Vec<u8>>, name: &str, value: &Value) -> io::Result<()> {
    // What only extends a value that is not there.
    let mut start = BytesStart::new(name.strip_prefix('_').unwrap_or(name));
    match value {
        // A narrative is markup already.
        Value::String(markup) if name == "div" => {
            return writer.write_event(Event::Text(BytesText::from_escaped(markup.as_str())));
        }
        Value::String(text) => start.push_attribute(("value", text.as_str())),
        Value::Bool(_) | Value::Number(_) => start.push_attribute(("value", value.to_string().as_str())),
        Value::Null | Value::Array(_) => return Ok(()),
        Value::Object(fields) if decimal_of(fields).is_some() => {
            start.push_attribute(("value", decimal_of(fields).unwrap_or_default()));
        }
        Value::Object(fields) if fields.contains_key("resourceType") => {
            writer.write_event(Event::Start(start.borrow()))?;
            write_resource(writer, value, false)?;
            return writer.write_event(Event::End(start.to_end()));
        }
        Value::Object(fields) => {
            // The address of an extension is an attribute.
            if let Some(url) = fields.get("url").and_then(Value::as_str).filter(|_| name == "extension") {
                start.push_attribute(("url", url));
            }
            writer.write_event(Event::Start(start.borrow()))?;
            write_fields(writer, fields, if name == "extension" { "url" } else { "" })?;
            return writer.write_event(Event::End(start.to_end()));
        }
    }
    writer.write_event(Event::Empty(start))
}
