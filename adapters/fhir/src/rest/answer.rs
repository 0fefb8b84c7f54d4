//! What FHIR is answered with: outcomes, transaction responses, and resources as they were taken.
//!
//! Standard: HL7 FHIR R4, "OperationOutcome"; "RESTful API", 3.1.0.8 (create) and 3.1.0.11 (transaction).

use canonical::event::EventId;
use canonical::letter::{Format, Receipt};
use canonical::refusal::Refusal;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::resource::{Doubt, Warning};
use super::taken::Entry;
use crate::acknowledgement::issues;
use crate::write::{Issue, serialised};

/// An issue that is no refusal: of a request, or of what was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Of the value set `issue-severity`.
    pub severity: &'static str,
    /// Of the value set `issue-type`.
    pub code: &'static str,
    /// Our stable word for it.
    pub word: String,
    /// One sentence for people.
    pub text: String,
    /// The FHIRPath of the element it is about, where there is one.
    pub expression: Option<String>,
}

/// What became of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// Its event, if it has one.
    pub event: Option<EventId>,
    /// Whether it was there before.
    pub is_resent: bool,
}

/// Refusals and remarks in one outcome. Every refusal names an element: `whole` where it is about the whole resource.
#[must_use]
pub fn outcome(refusals: &[Refusal], remarks: &[Remark], whole: &str, format: Format) -> Receipt {
    serialised(&outcome_of(refusals, remarks, whole), format)
}

fn outcome_of(refusals: &[Refusal], remarks: &[Remark], whole: &str) -> Value {
    let refused = issues(refusals);
    let refused = refused.iter().map(|issue| of_issue(issue, whole));
    let all: Vec<Value> = refused.chain(remarks.iter().map(of_remark)).collect();
    json!({ "resourceType": "OperationOutcome", "issue": all })
}

fn of_issue(issue: &Issue, whole: &str) -> Value {
    let Issue { severity, code, detail, text, diagnostics, expression } = issue;
    let mut details = json!({});
    if let Some(detail) = detail {
        let system = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-acknowledgement-error-codes";
        details["coding"] = json!([{ "system": system, "code": detail }]);
    }
    details["text"] = json!(text);
    json!({
        "severity": severity.as_ref(),
        "code": code.as_ref(),
        "details": details,
        "diagnostics": diagnostics,
        "expression": [expression.as_deref().unwrap_or(whole)],
    })
}

fn of_remark(Remark { severity, code, word, text, expression }: &Remark) -> Value {
    let details = json!({ "coding": [{ "system": "urn:broen:problem", "code": word }], "text": text });
    let mut issue = json!({ "severity": severity, "code": code, "details": details });
    if let Some(expression) = expression {
        issue["expression"] = json!([expression]);
    }
    issue
}

/// What the sender of a resource should know of it.
#[must_use]
pub fn remarks(answered: &Answered<'_>) -> Vec<Remark> {
    let Answered { entry, event, is_resent } = answered;
    let (word, text) = match (event, is_resent) {
        (Some(event), false) => ("accepted", format!("Kept as event {event}.")),
        (Some(event), true) => ("resent", format!("Event {event} was there before.")),
        (None, _) if entry.letter.is_none() => {
            ("read-with-others", "Read with the resources that refer to it; it is not kept by itself.".to_owned())
        }
        (None, _) => ("kept", "Accepted for processing.".to_owned()),
    };
    let kept = Remark { severity: "information", code: "informational", word: word.to_owned(), text, expression: None };
    entry.warnings.iter().map(of_warning).chain([kept]).collect()
}

fn of_warning(Warning { doubt, at }: &Warning) -> Remark {
    let (severity, word, text) = match doubt {
        Doubt::NobodyAddressed => (
            "information",
            "nobody-addressed",
            "Nobody is addressed. It reaches those with a care relation to the patient, and nobody is promised.",
        ),
        Doubt::PatientByReference => (
            "warning",
            "patient-by-reference",
            "Only an address says who the patient is. Send the Patient or an identifier, or no care relation leads here.",
        ),
    };
    Remark {
        severity,
        code: if severity == "warning" { "incomplete" } else { "informational" },
        word: word.to_owned(),
        text: text.to_owned(),
        expression: Some(at.path.clone()),
    }
}

/// The answer to a transaction: one entry for each of its own, in their order. `base` is the address of the service.
#[must_use]
pub fn transaction_response(answered: &[Answered<'_>], base: &str, format: Format) -> Receipt {
    let entries: Vec<Value> = answered.iter().map(|answered| entry(answered, base)).collect();
    serialised(&json!({ "resourceType": "Bundle", "type": "transaction-response", "entry": entries }), format)
}

fn entry(answered: &Answered<'_>, base: &str) -> Value {
    let Answered { entry, event: _, is_resent } = answered;
    let status = if entry.is_new && entry.letter.is_some() && !is_resent { "201 Created" } else { "200 OK" };
    let mut response = json!({ "status": status });
    if entry.letter.is_some() {
        response["location"] = json!(location(entry, base));
        response["etag"] = json!(etag(entry));
    }
    response["outcome"] = outcome_of(&[], &remarks(answered), "");
    json!({ "response": response })
}

/// Where a version of a resource stands.
#[must_use]
pub fn location(Entry { kind, id, version, .. }: &Entry, base: &str) -> String {
    format!("{base}/{kind}/{id}/_history/{version}")
}

/// The version as an entity tag. Standard: FHIR R4, 3.1.0.1.3.
#[must_use]
pub fn etag(entry: &Entry) -> String {
    format!("W/\"{}\"", entry.version)
}

/// A resource in JSON as it was taken: with the id and the version it has here. Every other value is as it was written.
/// `None` for what is no JSON object.
#[must_use]
pub fn representation(json: &[u8], entry: &Entry) -> Option<Vec<u8>> {
    let Fields(mut fields) = serde_json::from_slice(json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json)).ok()?;
    let at = |fields: &[(String, Box<RawValue>)], name: &str| fields.iter().position(|(field, _)| field == name);
    let raw = |value: &Value| RawValue::from_string(value.to_string()).ok();
    let meta = at(&fields, "meta").and_then(|at| fields.get(at));
    let mut meta: Value = meta.and_then(|(_, meta)| serde_json::from_str(meta.get()).ok()).unwrap_or_else(|| json!({}));
    if !meta.is_object() {
        return None;
    }
    meta["versionId"] = json!(entry.version);
    fields.retain(|(name, _)| !matches!(name.as_str(), "id" | "meta"));
    let first = at(&fields, "resourceType").map_or(0, |at| at + 1);
    fields.insert(first, ("meta".to_owned(), raw(&meta)?));
    fields.insert(first, ("id".to_owned(), raw(&json!(entry.id))?));
    serde_json::to_vec(&Fields(fields)).ok()
}

/// An object whose values stay as they were written.
struct Fields(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Fields;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Reading)
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_differs_by_id_and_version_only() {
        let entry = Entry {
            at: "Observation".to_owned(),
            kind: "Observation".to_owned(),
            id: "a".to_owned(),
            version: "3".to_owned(),
            is_new: true,
            letter: Some(0),
            warnings: Vec::new(),
        };
        let taken =
            br#"{"resourceType": "Observation", "id": "x", "valueQuantity": {"value": 1.10}, "meta": {"tag": []}}"#;
        let shown = String::from_utf8(representation(taken, &entry).expect("an object")).expect("text");
        let expected = r#"{"resourceType":"Observation","id":"a","meta":{"tag":[],"versionId":"3"},"valueQuantity":{"value": 1.10}}"#;
        assert_eq!(shown, expected);
        assert_eq!(representation(b"[]", &entry), None);
    }
}
