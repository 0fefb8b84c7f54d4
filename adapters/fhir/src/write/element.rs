//! An element or resource put together part by part, in the standard's order.

use canonical::code::Concept;
use serde::Serialize;
use serde_json::{Map, Value};

/// The fields of an element, in the standard's order, which XML asks for. What is empty is left out: FHIR knows no
/// empty values.
#[derive(Clone, Default)]
pub(crate) struct Element(pub(super) Map<String, Value>);

impl Element {
    /// An element of one of the library's types.
    pub(crate) fn of(value: impl Serialize) -> Self {
        match serde_json::to_value(value).ok().and_then(kept) {
            Some(Value::Object(fields)) => Self(fields),
            Some(_) | None => Self::default(),
        }
    }

    /// Adds a field, unless there is nothing in it.
    pub(crate) fn with(mut self, name: &str, value: impl Serialize) -> Self {
        // Data types of FHIR have nothing that JSON cannot hold.
        if let Some(value) = serde_json::to_value(value).ok().and_then(kept) {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// Adds a field that repeats.
    pub(crate) fn with_all<T: Serialize>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        self.with(name, values.into_iter().collect::<Vec<T>>())
    }

    /// The tree.
    pub(crate) fn into_tree(self) -> Value {
        Value::Object(self.0)
    }
}

impl Serialize for Element {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A concept of these codes, in every system given, and of words.
pub(crate) fn concept_of(codes: &[Concept], text: Option<&str>) -> Element {
    let coding = |concept: &Concept| {
        let Concept { system, code, display } = concept;
        Element::default().with("system", system).with("code", code).with("display", display)
    };
    Element::default().with_all("coding", codes.iter().map(coding)).with("text", text)
}

/// A value without what is empty, and without the characters that XML cannot hold.
fn kept(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Bool(_) | Value::Number(_) => Some(value),
        Value::String(text) => {
            let text =
                if text.chars().all(is_writable) { text } else { text.chars().filter(|c| is_writable(*c)).collect() };
            (!text.is_empty()).then_some(Value::String(text))
        }
        Value::Array(values) => {
            let values: Vec<Value> = values.into_iter().filter_map(kept).collect();
            (!values.is_empty()).then_some(Value::Array(values))
        }
        Value::Object(fields) => {
            let fields: Map<String, Value> =
                fields.into_iter().filter_map(|(name, value)| Some((name, kept(value)?))).collect();
            (!fields.is_empty()).then_some(Value::Object(fields))
        }
    }
}

/// XML 1.0, production 2: characters that a document may hold.
fn is_writable(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_empty_is_written() {
        let element =
            Element::default().with("a", "").with("b", json!({ "c": [null, ""] })).with("d", "x\u{1}y\u{ffff}");
        assert_eq!(element.into_tree(), json!({ "d": "xy" }));
    }
}
