//! Reasons as an `OperationOutcome`.

use fhir_sdk::r4b::codes::{IssueSeverity, IssueType};
use fhir_sdk::r4b::resources::OperationOutcome;
use serde_json::{Value, json};

use super::datatypes::{coding, narrative, profile};
use super::typed::typed;

const PROFILE: &str =
    "http://medcomfhir.dk/ig/acknowledgement/StructureDefinition/medcom-acknowledgement-operationoutcome";
const ERRORS: &str = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-acknowledgement-error-codes";

/// One reason.
pub(crate) struct Issue {
    /// How bad it is.
    pub(crate) severity: IssueSeverity,
    /// What it is, by FHIR's own list.
    pub(crate) code: IssueType,
    /// What it is, by MedCom's list, where that has a word for it.
    pub(crate) detail: Option<&'static str>,
    /// One sentence in Danish for people.
    pub(crate) text: &'static str,
    /// What it is, in our own words, for those who repair it.
    pub(crate) diagnostics: String,
    /// The path of the field, where there is one.
    pub(crate) expression: Option<String>,
}

/// The reasons as a resource.
pub(crate) fn operation_outcome(id: &str, issues: &[Issue]) -> Value {
    let heading = format!("OperationOutcome {id}");
    let lines: Vec<String> = std::iter::once(heading).chain(issues.iter().map(line)).collect();
    typed::<OperationOutcome>(json!({
        "resourceType": "OperationOutcome",
        "id": id,
        "meta": profile(PROFILE),
        "text": narrative(&lines),
        "issue": issues.iter().map(issue).collect::<Vec<_>>(),
    }))
}

fn line(issue: &Issue) -> String {
    let place = issue.expression.as_deref().unwrap_or_default();
    format!("{} {} {} {place}", issue.severity.as_ref(), issue.code.as_ref(), issue.text)
}

fn issue(issue: &Issue) -> Value {
    let Issue { severity, code, detail, text, diagnostics, expression } = issue;
    let details = match detail {
        Some(detail) => json!({ "coding": [coding(ERRORS, detail)], "text": text }),
        None => json!({ "text": text }),
    };
    let mut tree = json!({
        "severity": severity.as_ref(),
        "code": code.as_ref(),
        "details": details,
        "diagnostics": diagnostics,
    });
    if let Some(expression) = expression {
        tree["expression"] = json!([expression]);
    }
    tree
}
