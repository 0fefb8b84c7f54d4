//! The leaves of a message: what stands in them, what could stand there instead, and which of them no event tells.

use serde_json::Value;

/// What no event tells, and why. A pattern is the type of resource and the names below it.
pub(crate) const DROPPED: &[(&str, &str)] = &[
    ("*.text.status", "says how the narrative was made"),
    ("*.text.div", "tells again what the resource says"),
    ("*.language", "the language of the narrative"),
    ("*.meta.profile", "which rules the resource follows; those of its type are checked"),
    ("*.meta.lastUpdated", "bookkeeping of the sender's server"),
    ("*.meta.versionId", "bookkeeping of the sender's server"),
    ("*.extension.url", "decides what the extension says; the part before the last step changes with the years"),
    ("*.id", "an address within the message"),
    ("*.identifier.use", "fixed by the profiles"),
    ("*.name.text", "tells again what the parts of the name say"),
    ("*.name.use", "decides which name is read"),
    ("*.reference", "an address within the message"),
    ("*.reference.display", "tells again what the resource says that is named"),
    ("*.reference.type", "told by the resource that is named"),
    ("Bundle.entry.fullUrl", "an address within the message"),
    ("Bundle.type", "decides whether there is a message at all"),
    ("EarlierOrganization.*", "nothing that is read names it"),
    ("EarlierProvenance.activity.coding.display", "told by the code"),
    ("EarlierProvenance.activity.coding.system", "fixed by the profile"),
    ("Encounter.class.display", "told by the code"),
    ("Encounter.class.system", "fixed by the profile"),
    ("MessageHeader.destination.endpoint", "repeats the receiver's SOR code"),
    ("MessageHeader.destination.extension.valueCoding.display", "told by the code"),
    ("MessageHeader.destination.extension.valueCoding.system", "fixed by the profile"),
    ("MessageHeader.eventCoding.display", "told by the code"),
    ("MessageHeader.eventCoding.system", "fixed by the profile"),
    ("MessageHeader.source.*", "repeats the sender's SOR code, and names its software"),
    ("Patient.telecom.rank", "the order of the list says as much"),
    ("PractitionerRole.code.coding.code", "told by the display, where there is one"),
    ("PractitionerRole.code.coding.system", "the role is told in words"),
    ("Provenance.activity.coding.display", "told by the code"),
    ("Provenance.activity.coding.system", "fixed by the profile"),
    ("Provenance.recorded", "the machine's time of sending, beside Bundle.timestamp and the time for people"),
    ("correspondence Encounter.class.code", "says where the patient is only while the stay is in progress"),
    ("correspondence Provenance.entity.role", "fixed by the profile for each kind of entity"),
    ("correspondence Provenance.occurredDateTime", "repeats when the newest segment was written"),
    ("observations DiagnosticReport.meta.security.display", "told by the code"),
    ("observations Provenance.occurredDateTime", "when it was sent, for people, beside Bundle.timestamp"),
    // A document shows a resource by its narrative where it has one, since nobody here knows its fields better.
    ("document DiagnosticReport.*", "told by its narrative"),
    ("document Provenance.activity.coding.code", "repeats what the role of the earlier message says"),
    // A receipt says what became of a letter, and of which.
    ("receipt EarlierProvenance.*", "of the message that it answers, which is here"),
    ("receipt OperationOutcome.*", "for the sender's people, who find it in the original"),
    ("receipt Provenance.activity.coding.code", "fixed by the profile"),
    ("receipt Provenance.entity.role", "a receipt does nothing but answer"),
    ("receipt Provenance.occurredDateTime", "when a receipt came is known here"),
];

/// What is dropped of published messages only; no case needs it.
pub(crate) const DROPPED_OF_PUBLISHED: &[(&str, &str)] = &[
    ("correspondence EarlierProvenance.entity.role", "fixed by the profile for each kind of entity"),
    (
        "correspondence Provenance.entity.what.identifier.value",
        "says which segments are new; in a new letter all are, and files are not",
    ),
];

/// What has one valid value only, because of what stands beside it; any other refuses the letter.
pub(crate) const FIXED: &[(&str, &str)] = &[
    ("Communication.category.coding.code", "only a referral has a priority"),
    ("Communication.category.coding.system", "fixed by the profile"),
    ("Communication.payload.extension.valueContactPoint.system", "fixed by the profile"),
    ("Communication.status", "fixed by the profile"),
    ("MessageHeader.destination.extension.valueCoding.code", "the receiver is the primary one"),
    ("MessageHeader.response.code", "anything but ok has its reasons beside it"),
    ("correspondence Provenance.activity.coding.code", "an answer names what it answers"),
    ("hospital-stay MessageHeader.extension.valueBoolean", "goes with who is to get the report"),
    ("hospital-stay Encounter.class.code", "goes with the activity"),
    ("hospital-stay Encounter.status", "goes with the activity"),
    ("hospital-stay Patient.deceasedBoolean", "goes with the activity and with what is done to the earlier message"),
    ("hospital-stay Patient.identifier.system", "only a CPR number names the patient of a notification"),
    ("hospital-stay Provenance.activity.coding.code", "goes with class and status"),
    ("hospital-stay Provenance.entity.role", "goes with the activity"),
    ("observations DiagnosticReport.code.coding.code", "there is one kind of report"),
    ("observations DiagnosticReport.code.coding.system", "fixed by the profile"),
    ("observations DiagnosticReport.status", "fixed by the profile"),
    ("observations Observation.interpretation.coding.code", "MedCom's list has one code"),
    ("observations Organization.identifier.system", "a producer has its id, and a clinic its number"),
    ("observations Practitioner.telecom.system", "whoever observed has a telephone number"),
    ("observations Provenance.activity.coding.code", "goes with what is done to the earlier message"),
    ("observations Provenance.entity.role", "goes with the activity"),
];

/// A value that is no list and no object.
pub(crate) struct Leaf {
    /// Where it stands, as JSON Pointer.
    pub(crate) pointer: String,
    /// The type of resource and the names below it.
    pub(crate) path: String,
}

impl Leaf {
    /// Whether a pattern means this leaf. `*.` at its beginning stands for any resource and any names, `.*` at its
    /// end for any names; a word before it stands for the kind of event.
    pub(crate) fn is_named_by(&self, pattern: &str, kind: &str) -> bool {
        let pattern = match pattern.split_once(' ') {
            Some((of, pattern)) if of == kind => pattern,
            Some(_) => return false,
            None => pattern,
        };
        match (pattern.strip_prefix("*."), pattern.strip_suffix(".*")) {
            (Some(end), _) => self.path.ends_with(&format!(".{end}")),
            (None, Some(beginning)) => self.path.starts_with(&format!("{beginning}.")),
            (None, None) => self.path == pattern,
        }
    }
}

pub(crate) fn leaves_of(document: &Value) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    collect(document, String::new(), "Bundle".to_owned(), &mut leaves);
    let earlier = earlier(document);
    for leaf in &mut leaves {
        if earlier.iter().any(|resource| leaf.pointer.starts_with(resource)) {
            leaf.path.insert_str(0, "Earlier");
        }
    }
    leaves
}

/// The places of earlier hops, and of organisations that nothing else names.
fn earlier(document: &Value) -> Vec<String> {
    let resources: Vec<(String, &Value)> = document["entry"]
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
        .map(|(index, entry)| (format!("/entry/{index}/resource/"), &entry["resource"]))
        .collect();
    let header = format!("MessageHeader/{}", resources[0].1["id"].as_str().unwrap_or_default());
    let is_earlier_hop = |resource: &Value| {
        resource["resourceType"] == "Provenance" && resource["target"][0]["reference"] != header.as_str()
    };
    let names: Vec<String> =
        resources.iter().filter(|(_, one)| !is_earlier_hop(one)).map(|(_, one)| one.to_string()).collect();
    let is_unnamed = |resource: &Value| {
        let name = format!("Organization/{}\"", resource["id"].as_str().unwrap_or_default());
        resource["resourceType"] == "Organization" && !names.iter().any(|text| text.contains(&name))
    };
    resources.into_iter().filter(|(_, one)| is_earlier_hop(one) || is_unnamed(one)).map(|(at, _)| at).collect()
}

fn collect(value: &Value, pointer: String, path: String, leaves: &mut Vec<Leaf>) {
    match value {
        Value::Array(list) => {
            for (index, one) in list.iter().enumerate() {
                collect(one, format!("{pointer}/{index}"), path.clone(), leaves);
            }
        }
        Value::Object(object) => {
            let path = object.get("resourceType").and_then(Value::as_str).map_or(path, str::to_owned);
            let is_reference = object.contains_key("reference");
            for (name, one) in object.iter().filter(|(name, _)| *name != "resourceType") {
                let is_beside = is_reference && ["display", "type"].contains(&name.as_str());
                let step = if is_beside { format!("reference.{name}") } else { name.clone() };
                collect(one, format!("{pointer}/{name}"), format!("{path}.{step}"), leaves);
            }
        }
        Value::Bool(_) | Value::Null | Value::Number(_) | Value::String(_) => leaves.push(Leaf { pointer, path }),
    }
}

/// Values of the same type that are valid in some place; one of them is in this one.
pub(crate) fn others(value: &Value) -> Vec<Value> {
    let texts: Vec<String> = match value {
        Value::Bool(truth) => return vec![Value::Bool(!truth)],
        Value::Number(number) => return vec![serde_json::json!(number.as_f64().unwrap_or_default() + 1.0)],
        Value::String(text) => texts(text),
        Value::Null | Value::Array(_) | Value::Object(_) => return Vec::new(),
    };
    texts.into_iter().map(Value::String).collect()
}

fn texts(text: &str) -> Vec<String> {
    let mut others = vec![format!("{text}9"), "andet".to_owned(), text.replace("-0", "-1"), text.replace("+02", "+03")];
    others.push(text.replace("00+", "01+"));
    // Another number of the same length, another of the codes that decide, and bytes.
    others.push(text.chars().map(|digit| if digit == '9' { '8' } else { digit }).collect());
    others.push(text.replace("|5.0", "|5.1"));
    others.extend(text.strip_suffix(|last: char| last.is_ascii_hexdigit()).map(|start| format!("{start}e")));
    others.extend(text.strip_suffix('e').map(|start| format!("{start}f")));
    others.extend((text.starts_with("application/") || text.starts_with("image/")).then(|| "image/tiff".to_owned()));
    let is_code = text.len() < 40 && !text.contains([' ', '/', '\n']);
    others.extend(CODES.iter().filter(|_| is_code).map(|code| (*code).to_owned()));
    others.retain(|other| other != text);
    others
}

const CODES: &[&str] = &[
    "cc",
    "email",
    "EMER",
    "finished",
    "forward-message",
    "healthcare",
    "iVBORw0KGgo=",
    "mobile",
    "modified-message",
    "new-message",
    "ok",
    "fatal-error",
    "onleave",
    "preliminary",
    "registered",
    "removal",
    "revision",
    ">",
    "<",
    "IMP",
    "in-progress",
    "reply-message",
    "revise-admit-inpatient",
    "revise-discharge-inpatient-home",
    "revise-start-leave-inpatient",
    "routine",
    "asap",
    "1402389993",
    "0703921VJ5",
    "regarding-referral",
    "removal",
    "revision",
];
