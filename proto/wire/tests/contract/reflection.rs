//! Messages as a client without generated code sees them: by the descriptor set alone.

use std::path::PathBuf;

use prost_reflect::{DescriptorPool, DynamicMessage, Kind, Value};

/// The whole contract.
pub(crate) fn pool() -> DescriptorPool {
    DescriptorPool::decode(wire::FILE_DESCRIPTOR_SET).expect("the descriptor set is complete")
}

/// An encoded event, read without generated code.
pub(crate) fn event(bytes: &[u8]) -> DynamicMessage {
    let descriptor = pool().get_message_by_name("broen.v1.Event").expect("the contract has events");
    DynamicMessage::decode(descriptor, bytes).expect("an encoded event")
}

/// An encoded event as text: one line per field that is set, with its path.
pub(crate) fn event_text(bytes: &[u8]) -> String {
    let mut text = String::new();
    write_fields(&event(bytes), "", &mut text);
    text
}

fn write_fields(message: &DynamicMessage, path: &str, text: &mut String) {
    for (field, value) in message.fields() {
        write_value(value, &field.kind(), &format!("{path}{}", field.name()), text);
    }
}

fn write_value(value: &Value, kind: &Kind, path: &str, text: &mut String) {
    let written = match (value, kind) {
        (Value::List(items), _) => {
            for (index, item) in items.iter().enumerate() {
                write_value(item, kind, &format!("{path}[{index}]"), text);
            }
            return;
        }
        (Value::Message(message), _) if message.fields().next().is_some() => {
            return write_fields(message, &format!("{path}."), text);
        }
        (Value::Message(_), _) => "{}".to_owned(),
        (Value::EnumNumber(number), Kind::Enum(list)) => {
            list.get_value(*number).map_or(number.to_string(), |value| value.name().to_owned())
        }
        (Value::Bytes(bytes), _) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        (Value::Bool(value), _) => value.to_string(),
        (Value::I64(value), _) => value.to_string(),
        (Value::I32(value), _) => value.to_string(),
        (Value::U64(value), _) => value.to_string(),
        (Value::U32(value), _) => value.to_string(),
        (Value::String(value), _) => format!("{value:?}"),
        (other, _) => panic!("events have no such field: {path} {other:?}"),
    };
    text.push_str(&format!("{path}: {written}\n"));
}

/// The folder of everything this release must go on reading.
pub(crate) fn golden_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../golden/v1")
}
