//! The code lists of a HomeCareObservation.

use canonical::course::Relation;
use canonical::event::Status;

/// The naming system of a producer's id (`KAF`).
pub(super) const PRODUCER: &str = "http://medcomfhir.dk/ig/terminology/CodeSystem/MedComProducentID";

/// FHIR R4 `diagnostic-report-status`; of these, MedCom's reports have `final` only.
const REPORT_STATES: [&str; 10] = [
    "amended",
    "appended",
    "cancelled",
    "corrected",
    "entered-in-error",
    "final",
    "partial",
    "preliminary",
    "registered",
    "unknown",
];

/// FHIR R4 `observation-status`.
const RESULT_STATES: [&str; 8] =
    ["amended", "cancelled", "corrected", "entered-in-error", "final", "preliminary", "registered", "unknown"];

/// `medcom-messaging-cancellation-reason`, with the words by which a report says it, in English and in Danish.
const CANCELLATIONS: [(&str, &str, &str); 3] = [
    (
        "incorrect-attachment",
        "Cancellation due to attachment with content concerning a incorrect CPR-number",
        "Annullering grundet vedhæftet fil med indhold på forkert CPR-nr.",
    ),
    ("incorrect-cpr", "Cancellation due to incorrect CPR-number", "Annullering grundet forkert CPR-nr."),
    ("incorrect-receiver", "Cancellation due to incorrect receiver", "Annullering grundet forkert modtager"),
];

/// `MedComDiagnosticReportCodes` has one code; a required binding of the profile.
pub(super) fn is_report(code: &str) -> bool {
    code == "HomeCareReport"
}

/// Whether FHIR knows this status of a report.
pub(super) fn is_report_state(code: &str) -> bool {
    REPORT_STATES.contains(&code)
}

/// Whether FHIR knows this status of a result.
pub(super) fn is_result_state(code: &str) -> bool {
    RESULT_STATES.contains(&code)
}

/// FHIR R4 `quantity-comparator`: a closed list.
pub(super) fn is_comparator(code: &str) -> bool {
    matches!(code, "<" | "<=" | ">=" | ">")
}

/// What an activity does. The guide's text also says `modify-message`, which is in no list.
pub(super) fn activity(code: &str) -> Option<(Status, Relation)> {
    match code {
        "modified-message" | "modify-message" => Some((Status::Corrected, Relation::Corrects)),
        "new-message" => Some((Status::Original, Relation::Continues)),
        "reply-message" => Some((Status::Original, Relation::Answers)),
        "retract-message" => Some((Status::Cancelled, Relation::Cancels)),
        _ => None,
    }
}

/// The code of the reason that these words give, if they are the standard's.
pub(super) fn cancellation(words: &str) -> Option<&'static str> {
    let words = words.trim();
    let said = |(_, english, danish): &&(&str, &str, &str)| words == *english || words == *danish;
    CANCELLATIONS.iter().find(said).map(|(code, ..)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_known_in_both_languages() {
        for words in ["Cancellation due to incorrect receiver", "Annullering grundet forkert modtager "] {
            assert_eq!(cancellation(words), Some("incorrect-receiver"));
        }
        assert_eq!(cancellation("Fejl"), None);
    }
}
