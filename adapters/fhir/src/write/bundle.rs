//! Resources put together as a message Bundle, and written in a sender's format.

use canonical::letter::{Format, Receipt, Stamp};
use serde_json::{Value, json};

use super::datatypes::{instant, uuid_of};
use super::{json, xml};

/// The profile of a message, and the address below which its resources have theirs.
pub(crate) struct Guide {
    /// The profile of its Bundle.
    pub(crate) profile: &'static str,
    /// The address.
    pub(crate) base: &'static str,
}

/// A message Bundle of these resources, of which the first is the header.
pub(crate) fn message(resources: Vec<Value>, guide: &Guide, stamp: &Stamp) -> Value {
    json!({
        "resourceType": "Bundle",
        "id": envelope_id(stamp),
        "meta": { "profile": [guide.profile] },
        "type": "message",
        "timestamp": instant(stamp.at),
        "entry": resources.into_iter().map(|resource| entry(resource, guide.base)).collect::<Vec<_>>(),
    })
}

/// The id that a Bundle with this stamp has.
#[must_use]
pub fn envelope_id(stamp: &Stamp) -> String {
    uuid_of(stamp.id)
}

/// A resource in its format.
pub(crate) fn serialised(resource: &Value, format: Format) -> Receipt {
    match format {
        Format::Json => Receipt { media_type: "application/fhir+json; charset=utf-8", bytes: json::document(resource) },
        Format::Xml => Receipt { media_type: "application/fhir+xml; charset=utf-8", bytes: xml::document(resource) },
    }
}

/// A resource with its address.
pub(crate) fn entry(resource: Value, base: &str) -> Value {
    let part = |name: &str| resource.get(name).and_then(Value::as_str).unwrap_or_default();
    let url = format!("{base}/{}/{}", part("resourceType"), part("id"));
    json!({ "fullUrl": url, "resource": resource })
}
