//! What the profiles of HospitalNotification 3.0 ask beyond what reading it needs.
//!
//! Standard: MedCom HospitalNotification 3.0.2, invariants medcom-hospitalNotification-1 to -6 in their intended meaning:
//! three of the published expressions match nothing. The message does not name its version, so 2.0 is judged alike.

use canonical::refusal::RefusalCode;

use super::activity::Activity;
use crate::findings::Findings;
use crate::message::Message;
use crate::profile::{self, Destinations, part, parts, target, word};
use crate::tree::Node;

/// What a notification may not say: it is sent without the citizen's consent, so it says no more than it must.
const FORBIDDEN: [&str; 14] = [
    "type",
    "serviceType",
    "priority",
    "basedOn",
    "participant",
    "appointment",
    "length",
    "reasonCode",
    "reasonReference",
    "diagnosis",
    "hospitalization",
    "location",
    "partOf",
    // Of the core profile.
    "account",
];

/// The naming system of the national patient register.
const REGISTER: &str = "https://www.esundhed.dk/Registre/Landspatientregisteret";

/// Its misspelling in version 1, which took a UUID of any kind, bare.
const MISSPELLED: &str = "https://www.esundhed.dk/Registre/Landspatientsregisteret";

/// Judges the whole message.
pub(super) fn check(message: &Message<'_>, findings: &mut Findings) {
    profile::bundle(message.bundle.root(), findings);
    profile::header(message, Destinations::Primary, findings);
    // Invariant 3: every hop, also those before.
    profile::hops(message, |code| Activity::parse(code).is_some(), findings);
    profile::patient(message, true, findings);
    for patient in message.bundle.of_type("Patient") {
        // Invariant 4: a CPR number, and nothing beside it.
        if let Some(second) = parts(patient, "identifier").nth(1) {
            findings.refuse(RefusalCode::RuleBroken, second);
        }
    }
    let encounter = part(message.header, "focus").and_then(|focus| target(&message.bundle, focus));
    if let Some(encounter) = encounter {
        self::encounter(encounter, findings);
    }
}

fn encounter(encounter: Node<'_>, findings: &mut Findings) {
    for forbidden in FORBIDDEN.into_iter().filter_map(|name| part(encounter, name)) {
        findings.refuse(RefusalCode::ElementUnexpected, forbidden);
    }
    if let Some(class) = part(encounter, "class") {
        profile::system(class, "v3-ActCode", findings);
    }
    for episode in parts(encounter, "episodeOfCare") {
        if let Some(reference) = part(episode, "reference") {
            findings.refuse(RefusalCode::ElementUnexpected, reference);
        }
        let Some(identifier) = part(episode, "identifier") else { continue };
        // Asked for since core 4.0.0, on which no HospitalNotification depends yet.
        if word(identifier, "system").is_none() {
            findings.object(false, RefusalCode::ElementMissing, identifier, "system");
        }
        let system = word(identifier, "system").filter(|system| [REGISTER, MISSPELLED].contains(system));
        let value = part(identifier, "value").filter(|value| !value.raw_value().is_some_and(is_uuid_5));
        // Invariant uuidv5 of the register's identifier.
        if let (Some(system), Some(value)) = (system, value) {
            findings.judge(system == REGISTER, RefusalCode::IdentifierMalformed, value);
        }
    }
    leave(encounter, findings);
}

/// A leave says when it began.
fn leave(encounter: Node<'_>, findings: &mut Findings) {
    let is_leave =
        |extension: &Node<'_>| word(*extension, "url").is_some_and(|url| url.ends_with("-leave-period-extension"));
    for period in parts(encounter, "extension").filter(is_leave).filter_map(|leave| part(leave, "valuePeriod")) {
        if part(period, "start").is_none() {
            findings.refuse_missing(RefusalCode::ElementMissing, period, "start");
        }
    }
}

/// `urn:uuid:` and a UUID of version 5, in letters of either size.
fn is_uuid_5(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let digit = |at: usize| value.as_bytes().get("urn:uuid:".len() + at).copied();
    profile::is_uuid(&value) && digit(14) == Some(b'5') && matches!(digit(19), Some(b'8' | b'9' | b'a' | b'b'))
}
