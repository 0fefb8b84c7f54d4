//! What the profiles of HomeCareObservation 1.2 ask beyond what reading it needs. A message that names no version is
//! read with doubts where it lacks it.
//!
//! Standard: MedCom HomeCareObservation 1.2.1, invariants medcom-homecareObsMessage-1 and -2, medcom-hcobs-definition-url.

use canonical::refusal::RefusalCode;

use super::codes;
use crate::findings::Findings;
use crate::message::Message;
use crate::profile::{self, Destinations, part, target};

const DEFINITION: &str =
    "http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/MedComHomeCareObservationMessageDefinition|1.";

/// Judges the whole message.
pub(super) fn check(message: &Message<'_>, strict: bool, findings: &mut Findings) {
    profile::bundle(message.bundle.root(), findings);
    profile::header(message, if strict { Destinations::PrimarySaid } else { Destinations::Older }, findings);
    profile::hops(message, |code| codes::activity(code).is_some(), findings);
    profile::patient(message, strict, findings);
    if let Some(at) = part(message.header, "definition") {
        let minor = at.raw_value().and_then(|address| address.strip_prefix(DEFINITION));
        let is_minor = |minor: &str| matches!(minor.len(), 1 | 2) && minor.bytes().all(|byte| byte.is_ascii_digit());
        if !minor.is_some_and(is_minor) {
            findings.judge(strict, RefusalCode::ValueMalformed, at);
        }
    }
    let report = part(message.header, "focus").and_then(|focus| target(&message.bundle, focus));
    if let Some(coding) = report.and_then(|report| part(part(report, "code")?, "coding")) {
        profile::system(coding, "MedComDiagnosticReportCodes", findings);
    }
}
