//! A message that can be changed by the names of its parts.

use std::path::PathBuf;

use serde_json::Value;

use crate::rule::Base;
use crate::support::{cases, samples};

/// A message Bundle.
#[derive(Clone)]
pub(crate) struct Message {
    pub(crate) bundle: Value,
}

impl Message {
    /// Our own message of this kind.
    pub(crate) fn own(base: Base) -> Self {
        let name = match base {
            Base::Accepted => "accepted.json",
            Base::Admission => "admitted_and_report_asked.json",
            Base::Letter => "urgent_with_files_to_a_team.json",
            Base::Reply => "forward.json",
            Base::Report => "one_result.json",
        };
        Self { bundle: serde_json::from_slice(&cases::bytes(name)).expect("JSON") }
    }

    /// MedCom's message of this kind, if it is at hand.
    pub(crate) fn published(base: Base) -> Option<Self> {
        let (folder, name) = match base {
            Base::Accepted => ("acknowledgement", "Bundle-a8c041b8"),
            Base::Admission => ("hospitalnotification", "Bundle-a5e5b880"),
            Base::Letter => ("carecommunication", "Bundle-gfd00bc2"),
            Base::Reply => ("carecommunication", "Bundle-c0426e3e"),
            Base::Report => ("homecareobservation", "Bundle-401cbc36"),
        };
        let is_it = |file: &PathBuf| {
            let own = file.file_name().and_then(|own| own.to_str()).expect("a name");
            own.starts_with(name) && own.ends_with(".json")
        };
        let file = samples::files(folder).into_iter().find(is_it)?;
        Some(Self { bundle: serde_json::from_slice(&std::fs::read(file).expect("a sample")).expect("JSON") })
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(&self.bundle).expect("JSON")
    }

    /// A part, named by the resource it stands in and its names: `Communication/payload/file/title`.
    ///
    /// `Bundle` is the Bundle; `Provenance` the message's own hop and `Earlier` another; `Sender` and `Receiver` the
    /// organisations. Of a list, `text` and `file` are the first payload of that kind, `(name)` the extension whose
    /// address ends so, and a number what stands there.
    pub(crate) fn at(&mut self, path: &str) -> &mut Value {
        let (resource, steps) = path.split_once('/').unwrap_or((path, ""));
        let mut value = if resource == "Bundle" { &mut self.bundle } else { self.resource(resource) };
        for step in steps.split('/').filter(|step| !step.is_empty()) {
            value = self::step(value, step);
        }
        value
    }

    pub(crate) fn set(&mut self, path: &str, value: impl Into<Value>) {
        *self.at(path) = value.into();
    }

    /// Adds to a list, which may have to be made.
    pub(crate) fn push(&mut self, path: &str, value: impl Into<Value>) {
        let list = self.at(path);
        if list.is_null() {
            *list = Value::Array(Vec::new());
        }
        list.as_array_mut().expect("a list").push(value.into());
    }

    /// Repeats the first of a list.
    pub(crate) fn repeat(&mut self, path: &str) {
        let list = self.at(path).as_array_mut().expect("a list");
        list.push(list.first().expect("not empty").clone());
    }

    pub(crate) fn remove(&mut self, path: &str) {
        let (above, name) = path.rsplit_once('/').expect("a part of something");
        let above = self.at(above);
        let gone = match above {
            Value::Object(object) => object.remove(name).is_some(),
            Value::Array(list) => {
                let index = index(list, name);
                drop(list.remove(index));
                true
            }
            _ => false,
        };
        assert!(gone, "{path} is not there");
    }

    /// Takes resources of a type out of the Bundle.
    pub(crate) fn without(&mut self, kind: &str) {
        let entries = self.bundle["entry"].as_array_mut().expect("entries");
        entries.retain(|entry| entry["resource"]["resourceType"] != kind);
    }

    /// Puts a resource into the Bundle.
    pub(crate) fn with(&mut self, resource: Value) {
        let address = format!("https://example.dk/{}/added", resource["resourceType"].as_str().expect("a type"));
        self.push("Bundle/entry", serde_json::json!({ "fullUrl": address, "resource": resource }));
    }

    fn resource(&mut self, name: &str) -> &mut Value {
        let header = &self.bundle["entry"][0]["resource"];
        let id = header["id"].as_str().unwrap_or_default().to_owned();
        let sender = header["sender"]["reference"].clone();
        let receiver = header["destination"][0]["receiver"]["reference"].clone();
        let is_own = |one: &Value| one["target"][0]["reference"].as_str().is_some_and(|about| about.ends_with(&id));
        let is = |one: &Value, reference: &Value| {
            let own = format!("Organization/{}", one["id"].as_str().unwrap_or_default());
            one["resourceType"] == "Organization" && reference.as_str().is_some_and(|address| address.ends_with(&own))
        };
        let found = |one: &Value| match name {
            "Provenance" => one["resourceType"] == "Provenance" && is_own(one),
            "Earlier" => one["resourceType"] == "Provenance" && !is_own(one),
            "Sender" => is(one, &sender),
            "Receiver" => is(one, &receiver),
            _ => one["resourceType"] == name,
        };
        let entries = self.bundle["entry"].as_array().expect("entries");
        let index = entries.iter().position(|entry| found(&entry["resource"]));
        &mut self.bundle["entry"][index.unwrap_or_else(|| panic!("no {name}"))]["resource"]
    }
}

fn step<'v>(value: &'v mut Value, step: &str) -> &'v mut Value {
    if step.starts_with('(') && value.is_object() {
        let list = value["extension"].as_array_mut().expect("extensions");
        let index = index(list, step);
        return &mut list[index];
    }
    match value {
        Value::Array(list) => {
            let index = index(list, step);
            &mut list[index]
        }
        other => &mut other[step],
    }
}

fn index(list: &[Value], step: &str) -> usize {
    let found = match step {
        "text" => list.iter().position(|one| one.get("contentString").is_some()),
        "file" => list.iter().position(|one| one["contentAttachment"].get("data").is_some()),
        _ => match step.strip_prefix('(').and_then(|step| step.strip_suffix(')')) {
            Some(end) => list.iter().position(|one| one["url"].as_str().is_some_and(|url| url.ends_with(end))),
            None => step.parse().ok(),
        },
    };
    found.unwrap_or_else(|| panic!("no {step}"))
}
