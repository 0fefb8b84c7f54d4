//! Faults as a FHIR `OperationOutcome`, in JSON.
//!
//! Standard: HL7 FHIR R4 (4.0.1), OperationOutcome; value set `issue-type`. The coding system of the details is
//! `urn:broen:refusal` for reasons of a document and `urn:broen:problem` for faults of a request.

use axum::response::Response;
use canonical::Refusal;
use serde_json::{Value, json};

use super::fault::Fault;
use super::problem::Problem;

/// The answer to a FHIR sender.
pub(crate) fn answer(problem: &Problem) -> Response {
    problem.answer("application/fhir+json", &content(problem))
}

fn content(Problem { fault, refusals }: &Problem) -> Value {
    let issues: Vec<Value> = if refusals.is_empty() {
        vec![issue(issue_type(*fault), "urn:broen:problem", fault.word(), fault.title())]
    } else {
        refusals.iter().map(reason).collect()
    };
    json!({ "resourceType": "OperationOutcome", "issue": issues })
}

fn reason(Refusal { at, code }: &Refusal) -> Value {
    let mut issue = issue("invalid", "urn:broen:refusal", code.word(), code.meaning());
    issue["diagnostics"] = json!(format!("{at}: {}", code.remedy()));
    issue
}

fn issue(kind: &str, system: &str, code: &str, text: &str) -> Value {
    json!({
        "severity": "error",
        "code": kind,
        "details": { "coding": [{ "system": system, "code": code }], "text": text },
    })
}

/// A code of the value set `issue-type`.
const fn issue_type(fault: Fault) -> &'static str {
    match fault {
        Fault::BodyBroken | Fault::DocumentUnreadable | Fault::LetterRefused => "invalid",
        Fault::BodyTooLarge => "too-long",
        Fault::BodyTooSlow => "timeout",
        Fault::Busy => "throttled",
        Fault::CertificateUnknown => "unknown",
        Fault::EncodingUnsupported | Fault::MediaTypeUnsupported | Fault::MethodNotAllowed => "not-supported",
        Fault::NotFound => "not-found",
        Fault::RoleMissing => "forbidden",
        Fault::Unavailable => "transient",
    }
}

#[cfg(test)]
mod tests {
    use canonical::RefusalCode;
    use canonical::refusal::Place;

    use super::*;

    #[test]
    fn every_reason_is_an_issue_with_its_place() {
        let at = Place { line: 2, column: 5, path: "Bundle.entry[0]".to_owned() };
        let refusals = vec![
            Refusal::new(RefusalCode::JsonMalformed, at),
            Refusal::new(RefusalCode::MessageHeaderMissing, Place::default()),
        ];
        let content = content(&Problem::of_document(Fault::DocumentUnreadable, refusals));
        let issues = content["issue"].as_array().expect("issues");
        assert_eq!(issues.len(), 2);
        assert_eq!(issues[0]["details"]["coding"][0]["code"], "json-malformed");
        assert!(issues[0]["diagnostics"].as_str().is_some_and(|text| text.starts_with("Bundle.entry[0] (2:5): ")));
    }

    #[test]
    fn a_fault_without_reasons_is_one_issue() {
        let content = content(&Problem::new(Fault::Unavailable));
        assert_eq!(content["issue"][0]["code"], "transient");
        assert_eq!(content["issue"][0]["details"]["coding"][0]["code"], "unavailable");
    }
}
