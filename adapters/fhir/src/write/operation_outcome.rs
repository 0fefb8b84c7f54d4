//! Reasons as an `OperationOutcome`.

use fhir_sdk::r4b::codes::{IssueSeverity, IssueType};
use fhir_sdk::r4b::resources::OperationOutcomeIssue;
use serde_json::Value;

use super::datatypes::{coding, concept};
use super::resource::Resource;

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
    Resource::new("OperationOutcome", id, PROFILE, &lines).with_all("issue", issues.iter().map(issue_of)).into_tree()
}

fn line(issue: &Issue) -> String {
    let place = issue.expression.as_deref().unwrap_or_default();
    format!("{} {} {} {place}", issue.severity.as_ref(), issue.code.as_ref(), issue.text)
}

fn issue_of(issue: &Issue) -> OperationOutcomeIssue {
    let Issue { severity, code, detail, text, diagnostics, expression } = issue;
    OperationOutcomeIssue {
        id: None,
        extension: Vec::new(),
        modifier_extension: Vec::new(),
        severity: *severity,
        severity_ext: None,
        code: *code,
        code_ext: None,
        details: Some(concept(detail.map(|detail| coding(ERRORS, detail)), Some(text))),
        details_ext: None,
        diagnostics: Some(diagnostics.clone()),
        diagnostics_ext: None,
        location: Vec::new(),
        location_ext: Vec::new(),
        expression: expression.iter().cloned().map(Some).collect(),
        expression_ext: Vec::new(),
    }
}
