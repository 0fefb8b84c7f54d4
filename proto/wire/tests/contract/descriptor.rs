//! The contract only grows: every message, field, value and call of a release keeps its number and type.

use std::collections::BTreeSet;
use std::fs;

use prost_reflect::{DescriptorPool, FieldDescriptor, Kind};

use crate::reflection;

#[test]
fn everything_a_release_had_is_still_there() {
    let path = reflection::golden_folder().join("descriptor.txt");
    let now = listing(&reflection::pool());
    if std::env::var_os("WRITE_GOLDEN").is_some() && !path.exists() {
        let lines: Vec<&str> = now.iter().map(String::as_str).collect();
        fs::write(&path, lines.join("\n") + "\n").expect("the folder is there");
    }
    let released = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lost: Vec<&str> = released.lines().filter(|line| !now.contains(*line)).collect();
    assert!(released.lines().count() > 300, "the listing is not whole");
    assert!(lost.is_empty(), "gone or changed: {lost:#?}");
}

#[test]
fn an_event_has_no_maps() {
    let maps: Vec<String> = reflection::pool()
        .all_messages()
        .flat_map(|message| message.fields().collect::<Vec<_>>())
        .filter(|field| field.is_map() && field.full_name().starts_with("broen.v1."))
        .map(|field| field.full_name().to_owned())
        .collect();
    assert!(maps.is_empty(), "their order on the wire is not fixed: {maps:?}");
}

/// One line per field, enum value and call of `broen.v1`, sorted.
fn listing(pool: &DescriptorPool) -> BTreeSet<String> {
    let ours = |name: &str| name.starts_with("broen.v1.");
    let mut lines = BTreeSet::new();
    for message in pool.all_messages().filter(|message| ours(message.full_name())) {
        lines.insert(format!("message {}", message.full_name()));
        lines.extend(message.fields().map(|field| field_line(&field)));
    }
    for list in pool.all_enums().filter(|list| ours(list.full_name())) {
        lines.extend(list.values().map(|value| format!("value {}.{} = {}", list.name(), value.name(), value.number())));
    }
    for call in pool
        .services()
        .filter(|service| ours(service.full_name()))
        .flat_map(|service| service.methods().collect::<Vec<_>>())
    {
        let stream = |is_stream: bool| if is_stream { "stream " } else { "" };
        lines.insert(format!(
            "call {} ({}{}) -> ({}{})",
            call.full_name(),
            stream(call.is_client_streaming()),
            call.input().full_name(),
            stream(call.is_server_streaming()),
            call.output().full_name(),
        ));
    }
    lines
}

fn field_line(field: &FieldDescriptor) -> String {
    let kind = match field.kind() {
        Kind::Enum(list) => list.full_name().to_owned(),
        Kind::Message(message) => message.full_name().to_owned(),
        scalar => format!("{scalar:?}"),
    };
    let presence = match (field.containing_oneof(), field.is_list(), field.supports_presence()) {
        (Some(choice), ..) if !choice.name().starts_with('_') => format!("oneof {} ", choice.name()),
        (_, true, _) => "repeated ".to_owned(),
        (_, false, true) => "optional ".to_owned(),
        (_, false, false) => String::new(),
    };
    format!("field {} = {} {presence}{kind}", field.full_name(), field.number())
}
