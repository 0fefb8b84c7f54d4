//! What MedCom asks of a MessageHeader: its event, its one primary receiver, and where both ends are.
//!
//! Standard: `medcom-messaging-messageHeader` 4.0, which the header profiles of all standards narrow further.

use canonical::refusal::RefusalCode;

use super::parts::{part, parts, system, word};
use crate::findings::Findings;
use crate::message::Message;
use crate::tree::Node;

/// The extension that says what a destination is for.
const USE: &str = "medcom-messaging-destinationUseExtension";

/// What a standard says of destinations.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Destinations {
    /// As older versions had them: copies are doubted, and one that does not say what it is for is the primary one.
    Older,
    /// The primary one only; whether it must say so depends on a version that the message does not name.
    Primary,
    /// The primary one only, and it says so.
    PrimarySaid,
}

/// Judges the header.
pub(crate) fn header(message: &Message<'_>, destinations: Destinations, findings: &mut Findings) {
    let header = message.header;
    if let Some(event) = part(header, "eventCoding") {
        system(event, "medcom-messaging-eventCodes", findings);
    }
    match part(header, "source") {
        None => findings.refuse_missing(RefusalCode::ElementMissing, header, "source"),
        Some(source) if word(source, "endpoint").is_none() => {
            findings.refuse_missing(RefusalCode::ElementMissing, source, "endpoint");
        }
        Some(_) => {}
    }
    let mut primary = 0;
    for destination in parts(header, "destination") {
        if word(destination, "endpoint").is_none() {
            findings.refuse_missing(RefusalCode::ElementMissing, destination, "endpoint");
        }
        if is_copy(destination, destinations, findings) {
            let strict = destinations != Destinations::Older;
            findings.judge(strict, RefusalCode::RuleBroken, destination);
            continue;
        }
        primary += 1;
        if primary == 2 {
            findings.refuse(RefusalCode::ElementRepeated, destination);
        }
    }
    if primary == 0 && part(header, "destination").is_some() {
        findings.refuse_missing(RefusalCode::ReceiverMissing, header, "destination");
    }
}

/// Whether a destination is named for information only.
fn is_copy(destination: Node<'_>, destinations: Destinations, findings: &mut Findings) -> bool {
    let said = parts(destination, "extension")
        .find(|extension| word(*extension, "url").and_then(|address| address.rsplit('/').next()) == Some(USE));
    let Some(said) = said else {
        if destinations == Destinations::PrimarySaid {
            findings.refuse_missing(RefusalCode::ElementMissing, destination, &format!("extension('{USE}')"));
        }
        return false;
    };
    let Some(coding) = part(said, "valueCoding") else { return false };
    system(coding, "medcom-messaging-destinationUse", findings);
    word(coding, "code") == Some("cc")
}
