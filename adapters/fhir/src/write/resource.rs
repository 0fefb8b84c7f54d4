//! A resource put together from typed parts.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::datatypes::{narrative, profile};
use super::element::Element;
use super::narrative::division;

/// A resource being written: its elements in the standard's order, which XML asks for.
pub(crate) struct Resource(Element);

impl Resource {
    /// A resource with what every one of an acknowledgement has: type, id, profile and narrative.
    pub(super) fn new(name: &str, id: &str, profile_url: &str, lines: &[String]) -> Self {
        let mut fields = Map::new();
        fields.insert("resourceType".to_owned(), json!(name));
        fields.insert("id".to_owned(), json!(id));
        Self(Element(fields)).with("meta", profile(profile_url)).with("text", narrative(lines))
    }

    /// A resource whose id and narrative are still to come; see [`Resource::named`].
    pub(crate) fn of(name: &str, profile_url: Option<&str>) -> Self {
        let mut fields = Map::new();
        fields.insert("resourceType".to_owned(), json!(name));
        fields.insert("id".to_owned(), Value::Null);
        fields.insert("meta".to_owned(), json!({ "profile": [profile_url] }));
        fields.insert("text".to_owned(), Value::Null);
        if profile_url.is_none() {
            fields.shift_remove("meta");
        }
        Self(Element(fields))
    }

    /// Adds a security label.
    pub(crate) fn labelled(mut self, label: impl Serialize) -> Self {
        if let Some(Value::Object(meta)) = self.0.0.get_mut("meta") {
            meta.insert("security".to_owned(), json!([label]));
        }
        self
    }

    /// Adds an element, unless there is nothing in it.
    pub(crate) fn with(self, name: &str, value: impl Serialize) -> Self {
        Self(self.0.with(name, value))
    }

    /// Adds an element that repeats, unless there is none.
    pub(crate) fn with_all<T: Serialize>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        Self(self.0.with_all(name, values))
    }

    /// What it says so far, as bytes: the same for two that say the same.
    pub(super) fn content(&self) -> Vec<u8> {
        serde_json::to_vec(&self.0).unwrap_or_default()
    }

    /// The type.
    pub(super) fn kind(&self) -> String {
        self.0.0.get("resourceType").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// The resource with this id, and with a narrative that says everything else it says.
    pub(crate) fn named(self, id: &str) -> Value {
        let mut fields = self.0.0;
        fields.insert("id".to_owned(), json!(id));
        let div = division(&fields);
        fields.insert("text".to_owned(), json!({ "status": "generated", "div": div }));
        Value::Object(fields)
    }

    /// The tree.
    pub(super) fn into_tree(self) -> Value {
        self.0.into_tree()
    }
}
