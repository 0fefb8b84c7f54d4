//! A resource's tree as JSON. Decimal numbers stay as their sender wrote them: `1.10` is not `1.1`.
//!
//! Standard: FHIR R4, 2.24.0.1 (decimal): the precision counts.

use serde_json::{Map, Value, json};

/// Marks a number in a tree whose own numbers would lose how it was written. No field of FHIR is called so.
const DECIMAL: &str = "$decimal";

/// A decimal number for a tree; `None` if it is none that JSON can hold.
pub(crate) fn decimal(written: &str) -> Option<Value> {
    let is_number = serde_json::from_str::<serde_json::Number>(written).is_ok();
    (is_number && written.trim() == written).then(|| json!({ DECIMAL: written }))
}

/// The decimal number that a tree's object stands for, if it does.
pub(super) fn decimal_of(fields: &Map<String, Value>) -> Option<&str> {
    fields.get(DECIMAL).and_then(Value::as_str)
}

/// The document.
pub(super) fn document(resource: &Value) -> Vec<u8> {
    let mut written = String::new();
    write(resource, &mut written);
    written.into_bytes()
}

/// Follows our own tree, which is a few levels deep.
fn write(value: &Value, written: &mut String) {
    match value {
        Value::Array(values) => {
            written.push('[');
            for (index, value) in values.iter().enumerate() {
                separate(index, written);
                write(value, written);
            }
            written.push(']');
        }
        Value::Object(fields) => match decimal_of(fields) {
            Some(number) => written.push_str(number),
            None => {
                written.push('{');
                for (index, (name, value)) in fields.iter().enumerate() {
                    separate(index, written);
                    written.push_str(&json!(name).to_string());
                    written.push(':');
                    write(value, written);
                }
                written.push('}');
            }
        },
        Value::Bool(_) | Value::Null | Value::Number(_) | Value::String(_) => written.push_str(&value.to_string()),
    }
}

fn separate(index: usize, written: &mut String) {
    if index > 0 {
        written.push(',');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_number_stays_as_it_was_written() {
        let tree = json!({ "value": decimal("1.10"), "text": "a\"b", "list": [true, 7] });
        let written = String::from_utf8(document(&tree)).expect("text");
        assert_eq!(written, "{\"value\":1.10,\"text\":\"a\\\"b\",\"list\":[true,7]}");
        assert!(["", "1.", "+1", "01", " 1", "1e", "NaN", "{}"].into_iter().all(|wrong| decimal(wrong).is_none()));
    }
}
