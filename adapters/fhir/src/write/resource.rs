//! A resource put together from typed parts.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::datatypes::{narrative, profile};

/// A resource being written: its elements in the standard's order, which XML asks for.
pub(super) struct Resource(Map<String, Value>);

impl Resource {
    /// A resource with what every one of an acknowledgement has: type, id, profile and narrative.
    pub(super) fn new(name: &str, id: &str, profile_url: &str, lines: &[String]) -> Self {
        let mut fields = Map::new();
        fields.insert("resourceType".to_owned(), json!(name));
        fields.insert("id".to_owned(), json!(id));
        Self(fields).with("meta", profile(profile_url)).with("text", narrative(lines))
    }

    /// Adds an element.
    pub(super) fn with(mut self, name: &str, value: impl Serialize) -> Self {
        // Data types of FHIR have nothing that JSON cannot hold.
        self.0.insert(name.to_owned(), serde_json::to_value(value).unwrap_or_default());
        self
    }

    /// Adds an element that repeats, unless there is none.
    pub(super) fn with_all<T: Serialize>(self, name: &str, values: impl Iterator<Item = T>) -> Self {
        let values: Vec<T> = values.collect();
        if values.is_empty() { self } else { self.with(name, values) }
    }

    /// The tree.
    pub(super) fn into_tree(self) -> Value {
        Value::Object(self.0)
    }
}
