//! Answers that are no messages.

use canonical::letter::Receipt;
use serde_json::Value;

/// An OperationOutcome in JSON with so many issues, each of which has the words that FHIR asks for.
pub(super) fn outcome(answer: &Receipt, issues: usize) {
    let value: Value = serde_json::from_slice(&answer.bytes).expect("JSON");
    assert_eq!(value["resourceType"], "OperationOutcome");
    let said = value["issue"].as_array().expect("issues");
    assert!(issues > 0 && said.len() == issues, "refused for nothing");
    for issue in said {
        assert!(issue["severity"].is_string() && issue["code"].is_string() && issue["details"]["text"].is_string());
    }
}

/// A document in XML that a reader of XML can read.
pub(super) fn is_xml(answer: &Receipt) {
    let text = std::str::from_utf8(&answer.bytes).expect("UTF-8");
    if let Err(error) = roxmltree::Document::parse(text) {
        panic!("{error}");
    }
}
