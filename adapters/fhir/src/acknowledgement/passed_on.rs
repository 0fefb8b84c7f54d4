//! What the receiver itself has said of a message, passed on to its sender as an Acknowledgement.
//!
//! Standard: MedCom, mapping XCTL and Acknowledgement. The mapping has no values for the codes of reasons.

use canonical::letter::{Format, LetterHead, Receipt, Stamp};
use canonical::receipt::{Reason, Verdict};
use fhir_sdk::r4b::codes::{IssueSeverity, IssueType, ResponseType};
use fhir_sdk::r4b::resources::OperationOutcomeIssue;
use serde_json::Value;

use super::assembled::{GUIDE, Verdicts, assembled};
use super::reply::Original;
use crate::write::{self, Resource, coding, concept, uuid};

const PROFILE: &str =
    "http://medcomfhir.dk/ig/acknowledgement/StructureDefinition/medcom-acknowledgement-operationoutcome";
const ERRORS: &str = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-acknowledgement-error-codes";

/// Writes what the receiver has said of a message. The same words give the same content; `Bundle.id` and times come from the stamp.
#[must_use]
pub fn pass_on(format: Format, head: &LetterHead, (verdict, reasons): (Verdict, &[Reason]), stamp: &Stamp) -> Receipt {
    let original = Original::read(None, head);
    let id = header_id(head, verdict, reasons);
    let (code, outcome) = match verdict {
        Verdict::Negative => (ResponseType::FatalError, Some(outcome(&id, reasons))),
        Verdict::Positive => (ResponseType::Ok, None),
        Verdict::Transient => (ResponseType::TransientError, Some(outcome(&id, reasons))),
    };
    let resources = assembled(&original, head, Verdicts { id, code, outcome }, stamp);
    write::serialised(&write::message(resources, &GUIDE, stamp), format)
}

fn header_id(head: &LetterHead, verdict: Verdict, reasons: &[Reason]) -> String {
    let sender = head.sender.identifiers.first().map(|first| format!("{}:{}", first.scheme(), first.value()));
    let own = [sender.unwrap_or_default(), head.letter_id.clone(), verdict.word().to_owned()];
    let said = reasons.iter().map(|reason| format!("{} {}", reason.code.as_deref().unwrap_or_default(), words(reason)));
    let parts: Vec<String> = own.into_iter().chain(said).collect();
    let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
    uuid("broen/fhir-passed-on/1", &parts)
}

fn words(reason: &Reason) -> &str {
    reason.text.as_ref().map_or("", |text| text.reveal().as_str())
}

/// The reasons as a resource, with its id. It has at least one issue: a refusal without a reason is one that says nothing.
fn outcome(header_id: &str, reasons: &[Reason]) -> (String, Value) {
    let id = uuid("broen/fhir-outcome/1", &[header_id.as_bytes()]);
    let nothing = [Reason::default()];
    let reasons = if reasons.is_empty() { &nothing } else { reasons };
    let resource = Resource::of("OperationOutcome", Some(PROFILE)).with_all("issue", reasons.iter().map(issue));
    let tree = resource.named(&id);
    (id, tree)
}

fn issue(reason: &Reason) -> OperationOutcomeIssue {
    let (code, detail) = issue_code(reason.code.as_deref().unwrap_or_default());
    let text = Some(words(reason)).filter(|text| !text.trim().is_empty());
    OperationOutcomeIssue {
        id: None,
        extension: Vec::new(),
        modifier_extension: Vec::new(),
        severity: IssueSeverity::Error,
        severity_ext: None,
        code,
        code_ext: None,
        details: (detail.is_some() || text.is_some()).then(|| concept(detail.map(|one| coding(ERRORS, one)), text)),
        details_ext: None,
        diagnostics: None,
        diagnostics_ext: None,
        location: Vec::new(),
        location_ext: Vec::new(),
        expression: Vec::new(),
        expression_ext: Vec::new(),
    }
}

/// The nearest codes to MedCom's `RefuseCode`, and its own codes as they are.
fn issue_code(code: &str) -> (IssueType, Option<&'static str>) {
    match code {
        "ukendt_lokationsnummer" | "MSG_Receiver_Identifier_UNKNOWN" => {
            (IssueType::NotFound, Some("MSG_Receiver_Identifier_UNKNOWN"))
        }
        "problem_med_modtagerID" | "MSG_Receiver_Identifier_MISSING" => {
            (IssueType::Required, Some("MSG_Receiver_Identifier_MISSING"))
        }
        "problem_med_version" | "MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE" => {
            (IssueType::NotSupported, Some("MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE"))
        }
        "syntaksfejl" => (IssueType::Structure, None),
        _ => (IssueType::Processing, None),
    }
}
