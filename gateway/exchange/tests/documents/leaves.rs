//! The leaves of an event by the contract's descriptor, and the words of a document.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use prost_reflect::{DescriptorPool, DynamicMessage, Kind, ReflectMessage, Value};

/// Every leaf of an encoded event: its path, and what to look for.
pub(crate) fn leaves(encoded: &[u8]) -> Vec<(String, String)> {
    let pool = DescriptorPool::decode(wire::FILE_DESCRIPTOR_SET).expect("the descriptor set is complete");
    let descriptor = pool.get_message_by_name("broen.v1.Event").expect("the contract has events");
    let event = DynamicMessage::decode(descriptor, encoded).expect("an encoded event");
    let mut found = Vec::new();
    fields(&event, "", &mut found);
    found
}

fn fields(message: &DynamicMessage, path: &str, found: &mut Vec<(String, String)>) {
    for (field, value) in message.fields() {
        // Of a time, what its sender wrote.
        if message.descriptor().name() == "Moment" && field.name() != "written" {
            continue;
        }
        let path = if path.is_empty() { field.name().to_owned() } else { format!("{path}.{}", field.name()) };
        visit(value, &field.kind(), &path, field.name(), found);
    }
}

fn visit(value: &Value, kind: &Kind, path: &str, name: &str, found: &mut Vec<(String, String)>) {
    let needle = match (value, kind) {
        (Value::List(items), _) => return items.iter().for_each(|item| visit(item, kind, path, name, found)),
        (Value::Message(message), _) => return fields(message, path, found),
        (Value::Bool(_), _) => name.to_owned(),
        (Value::Bytes(bytes), _) => STANDARD.encode(bytes),
        (Value::EnumNumber(number), Kind::Enum(list)) => {
            let value = list.get_value(*number).expect("a listed value");
            let prefix: usize = list.name().chars().filter(char::is_ascii_uppercase).count();
            // `SECTION_KIND_ANAMNESIS` of `SectionKind` is `ANAMNESIS`.
            value.name().splitn(prefix + 1, '_').last().unwrap_or_default().replace('_', "")
        }
        (Value::String(text), _) => text.clone(),
        (number, _) => {
            format!("{number:?}").chars().filter(|one| one.is_ascii_digit() || *one == '-').collect::<String>()
        }
    };
    // The `I32(` of the reader's own writing is no part of the number.
    let needle = match value {
        Value::I32(number) => number.to_string(),
        Value::I64(number) => number.to_string(),
        Value::U32(number) => number.to_string(),
        Value::U64(number) => number.to_string(),
        _ => needle,
    };
    let needle = bare(&needle);
    if !needle.is_empty() {
        found.push((path.to_owned(), needle));
    }
}

/// All words and names of a document, bare.
pub(crate) fn haystack(document: &serde_json::Value) -> String {
    let mut words = String::new();
    collect(document, &mut words);
    bare(&words)
}

fn collect(value: &serde_json::Value, words: &mut String) {
    match value {
        serde_json::Value::Array(values) => values.iter().for_each(|value| collect(value, words)),
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                words.push_str(name);
                words.push('\n');
                match value {
                    serde_json::Value::String(markup) if name == "div" => words.push_str(&text(markup)),
                    other => collect(other, words),
                }
            }
        }
        serde_json::Value::String(text) => words.push_str(text),
        serde_json::Value::Bool(_) | serde_json::Value::Null => {}
        serde_json::Value::Number(number) => words.push_str(&number.to_string()),
    }
    words.push('\n');
}

/// The text of markup.
fn text(markup: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for character in markup.chars() {
        match character {
            '<' => is_tag = true,
            '>' if is_tag => is_tag = false,
            _ if !is_tag => text.push(character),
            _ => {}
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

/// Without white space, hyphens and capitals.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|one| !one.is_whitespace() && !matches!(one, '-' | '_') && !one.is_control())
        .flat_map(char::to_lowercase)
        .collect()
}
