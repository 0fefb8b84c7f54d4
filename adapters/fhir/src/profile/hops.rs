//! What MedCom asks of every Provenance in a message: its own, and those of the messages before it.
//!
//! Standard: `medcom-messaging-provenance` 4.0, and the list of activities of each standard.

use canonical::notice::NoticeCode;
use canonical::refusal::RefusalCode;

use super::parts::{part, parts, system, target, word};
use crate::findings::Findings;
use crate::message::Message;
use crate::tree::Node;

/// Whether a code is an activity of the standard.
type Activities = fn(&str) -> bool;

/// Judges every hop. The one that the message itself is must be there, which its parser sees to.
pub(crate) fn hops(message: &Message<'_>, activities: Activities, findings: &mut Findings) {
    let mut any = false;
    for hop in message.bundle.of_type("Provenance") {
        any = true;
        about(hop, findings);
        for name in ["occurredDateTime", "recorded"] {
            if part(hop, name).is_none() {
                findings.refuse_missing(RefusalCode::ElementMissing, hop, name);
            }
        }
        activity(hop, activities, findings);
        agent(message, hop, findings);
    }
    // Invariant medcom-messaging-2.
    if !any {
        findings.refuse_missing(RefusalCode::ResourceMissing, message.bundle.root(), "entry");
    }
}

fn about(hop: Node<'_>, findings: &mut Findings) {
    let mut targets = parts(hop, "target");
    if targets.next().and_then(|target| word(target, "reference")).is_none() {
        findings.refuse_missing(RefusalCode::ElementMissing, hop, "target");
    }
    if let Some(second) = targets.next() {
        findings.refuse(RefusalCode::ElementRepeated, second);
    }
}

fn activity(hop: Node<'_>, activities: Activities, findings: &mut Findings) {
    let Some(activity) = part(hop, "activity") else {
        return findings.refuse_missing(RefusalCode::ElementMissing, hop, "activity");
    };
    let mut codings = parts(activity, "coding");
    match codings.next() {
        None => findings.refuse_missing(RefusalCode::ElementMissing, activity, "coding"),
        Some(coding) => {
            system(coding, "medcom-messaging-activityCodes", findings);
            match part(coding, "code") {
                None => findings.refuse_missing(RefusalCode::ElementMissing, coding, "code"),
                Some(at) if !at.raw_value().is_some_and(activities) => findings.refuse(RefusalCode::CodeUnknown, at),
                Some(_) => {}
            }
        }
    }
    if let Some(second) = codings.next() {
        findings.refuse(RefusalCode::ElementRepeated, second);
    }
}

/// Published messages name organisations that they do not hold, so that is doubted only.
fn agent(message: &Message<'_>, hop: Node<'_>, findings: &mut Findings) {
    if part(hop, "agent").is_none() {
        findings.refuse_missing(RefusalCode::ElementMissing, hop, "agent");
    }
    for agent in parts(hop, "agent") {
        match part(agent, "who") {
            None => findings.refuse_missing(RefusalCode::ElementMissing, agent, "who"),
            Some(who) if target(&message.bundle, who).is_none() => findings.doubt(NoticeCode::RuleTolerated, who),
            Some(_) => {}
        }
    }
}
