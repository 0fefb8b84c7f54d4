//! What a resource says, in words for people: every field with its value.
//!
//! Standard: FHIR R4, 2.4.0 (Narrative); MedCom "General governance of FHIR standards", section 5: the narrative has
//! every element that the profiles mark, the resource's id and the ids of what it refers to, and never the bytes of a file.

use quick_xml::Writer;
use quick_xml::events::BytesText;
use serde_json::{Map, Value};

use super::json::decimal_of;

/// The fields that are no reading matter: what kind of resource it is said to be, and the narrative itself.
const LEFT_OUT: [&str; 3] = ["meta", "resourceType", "text"];

/// The words of a resource, as markup.
pub(super) fn division(fields: &Map<String, Value>) -> String {
    let part = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut lines = vec![format!("{} {}", part("resourceType"), part("id"))];
    for (name, value) in fields.iter().filter(|(name, _)| !LEFT_OUT.contains(&name.as_str()) && *name != "id") {
        collect(name, value, &mut lines);
    }
    markup(&lines)
}

/// One line for each value below a field.
fn collect(path: &str, value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(path, value, lines)),
        Value::Object(fields) => match decimal_of(fields) {
            Some(number) => lines.push(format!("{path}: {number}")),
            None => object(path, fields, lines),
        },
        Value::String(text) => lines.push(format!("{path}: {text}")),
        Value::Bool(_) | Value::Number(_) => lines.push(format!("{path}: {value}")),
        Value::Null => {}
    }
}

fn object(path: &str, fields: &Map<String, Value>, lines: &mut Vec<String>) {
    // An extension is called by the end of its address.
    let name = fields.get("url").and_then(Value::as_str).filter(|_| path.ends_with("xtension"));
    let path = match name.and_then(|url| url.rsplit('/').next()) {
        Some(name) => path.rsplit_once('.').map_or_else(|| name.to_owned(), |(above, _)| format!("{above}.{name}")),
        None => path.to_owned(),
    };
    let is_told = |field: &str| field != "data" && field != "div" && !(name.is_some() && field == "url");
    for (field, value) in fields.iter().filter(|(field, _)| is_told(field)) {
        let below = if name.is_some() && field.starts_with("value") { path.clone() } else { format!("{path}.{field}") };
        collect(&below, value, lines);
    }
}

/// One paragraph for each line, whose own line feeds become breaks.
fn markup(lines: &[String]) -> String {
    let mut writer = Writer::new(Vec::new());
    let division = writer.create_element("div").with_attribute(("xmlns", "http://www.w3.org/1999/xhtml"));
    let written = division.write_inner_content(|writer| {
        for line in lines {
            writer.create_element("p").write_inner_content(|writer| {
                for (index, part) in line.split('\n').enumerate() {
                    if index > 0 {
                        writer.create_element("br").write_empty()?;
                    }
                    let part: String = part.chars().filter(|character| !character.is_control()).collect();
                    writer.write_event(quick_xml::events::Event::Text(BytesText::new(&part)))?;
                }
                Ok(())
            })?;
        }
        Ok(())
    });
    // Writing to memory does not fail.
    drop(written);
    String::from_utf8_lossy(&writer.into_inner()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_value_is_told_but_the_bytes_of_files() {
        let Value::Object(fields) = json!({
            "resourceType": "Communication", "id": "c1", "meta": { "profile": ["p"] },
            "extension": [{ "url": "http://x/sender-extension", "valueReference": { "reference": "CareTeam/t" } }],
            "payload": [{ "contentString": "a\n< b" }, { "contentAttachment": { "data": "QUJD", "title": "Fil" } }],
        }) else {
            panic!("an object");
        };
        assert_eq!(
            division(&fields),
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Communication c1</p><p>sender-extension.reference: CareTeam/t</p>\
             <p>payload.contentString: a<br/>&lt; b</p><p>payload.contentAttachment.title: Fil</p></div>"
        );
    }
}
