//! Resources put together as a message Bundle, and written in a sender's format.

use canonical::letter::{Format, Receipt, Stamp};
use serde_json::{Value, json};

use super::datatypes::{instant, uuid_of};
use super::xml;

const PROFILE: &str = "http://medcomfhir.dk/ig/acknowledgement/StructureDefinition/medcom-messaging-acknowledgement";
const BASE: &str = "https://medcomfhir.dk/ig/acknowledgement";

/// A message Bundle of these resources, of which the first is the header.
pub(crate) fn message(resources: Vec<Value>, format: Format, stamp: &Stamp) -> Receipt {
    let bundle = json!({
        "resourceType": "Bundle",
        "id": uuid_of(stamp.id),
        "meta": { "profile": [PROFILE] },
        "type": "message",
        "timestamp": instant(stamp.at),
        "entry": resources.into_iter().map(entry).collect::<Vec<_>>(),
    });
    serialised(&bundle, format)
}

/// A resource in its format.
pub(crate) fn serialised(resource: &Value, format: Format) -> Receipt {
    match format {
        Format::Json => {
            Receipt { media_type: "application/fhir+json; charset=utf-8", bytes: resource.to_string().into_bytes() }
        }
        Format::Xml => Receipt { media_type: "application/fhir+xml; charset=utf-8", bytes: xml::document(resource) },
    }
}

fn entry(resource: Value) -> Value {
    let part = |name: &str| resource.get(name).and_then(Value::as_str).unwrap_or_default();
    let url = format!("{BASE}/{}/{}", part("resourceType"), part("id"));
    json!({ "fullUrl": url, "resource": resource })
}
