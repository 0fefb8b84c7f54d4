//! What the profiles of the Acknowledgement 2.0 ask beyond what reading it needs.
//!
//! Standard: MedCom Acknowledgement 2.0.3, invariants medcom-acknowledgement-1 and -2.

use canonical::refusal::RefusalCode;

use crate::findings::Findings;
use crate::message::Message;
use crate::profile::{self, Destinations, part, parts, word};
use crate::tree::Node;

/// Every activity of `medcom-messaging-activityCodes` 2.0.2: an Acknowledgement repeats the hop of what it answers.
const ACTIVITIES: [&str; 25] = [
    "acknowledgement",
    "admit-emergency",
    "admit-inpatient",
    "cancel-admit-emergency",
    "cancel-admit-inpatient",
    "cancel-discharge-emergency-home",
    "cancel-discharge-inpatient-home",
    "cancel-end-leave-inpatient",
    "cancel-start-leave-inpatient",
    "carboncopy-message",
    "discharge-emergency-home",
    "discharge-inpatient-home",
    "end-leave-inpatient",
    "forward-message",
    "modified-message",
    "new-message",
    "reply-message",
    "retract-message",
    "revise-admit-emergency",
    "revise-admit-inpatient",
    "revise-discharge-emergency-home",
    "revise-discharge-inpatient-home",
    "revise-end-leave-inpatient",
    "revise-start-leave-inpatient",
    "start-leave-inpatient",
];

/// Whether an Acknowledgement may repeat a hop with this activity.
pub(crate) fn is_activity(code: &str) -> bool {
    ACTIVITIES.contains(&code)
}

/// Judges the whole message.
pub(super) fn check(message: &Message<'_>, findings: &mut Findings) {
    profile::bundle(message.bundle.root(), findings);
    profile::header(message, Destinations::Primary, findings);
    profile::hops(message, is_activity, findings);
    let Some(response) = part(message.header, "response") else { return };
    let mut outcomes = message.bundle.of_type("OperationOutcome").peekable();
    // Invariant 1: bad news has its reason.
    if outcomes.peek().is_none() && word(response, "code").is_some_and(|code| code.ends_with("-error")) {
        findings.refuse_missing(RefusalCode::ResourceMissing, response, "details");
    }
    outcomes.for_each(|outcome| issues(outcome, findings));
}

/// FHIR R4, OperationOutcome: at least one issue, each with how bad it is and of what kind.
fn issues(outcome: Node<'_>, findings: &mut Findings) {
    if part(outcome, "issue").is_none() {
        findings.refuse_missing(RefusalCode::ElementMissing, outcome, "issue");
    }
    for issue in parts(outcome, "issue") {
        for name in ["severity", "code"] {
            if word(issue, name).is_none() {
                findings.refuse_missing(RefusalCode::ElementMissing, issue, name);
            }
        }
    }
}
