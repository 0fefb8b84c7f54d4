//! A message to [`Observed`]. Everything that can be refused is refused here, and in the files it calls.

use canonical::body::Requester;
use canonical::course::{Follows, Relation};
use canonical::event::Status;
use canonical::notice::{Notice, NoticeCode};
use canonical::refusal::{Refusal, RefusalCode};
use canonical::subject::Subject;

use super::codes;
use super::people::{check_producer, requester};
use super::profile;
use super::report::{Report, Reports};
use crate::findings::Findings;
use crate::message::Message;
use crate::resources::{Header, Hop, Role, current_hop, patient, the_patient};

/// The message as the profile states it.
pub(super) struct Observed {
    pub(super) subject: Subject,
    pub(super) status: Status,
    pub(super) follows: Vec<Follows>,
    pub(super) sent_for_people: Option<canonical::Moment>,
    pub(super) requester: Option<Requester>,
    pub(super) report: Report,
}

pub(super) fn observed(message: &Message<'_>) -> Result<(Header, Observed, Vec<Notice>), Vec<Refusal>> {
    let mut findings = Findings::default();
    let strict = is_strict(message, &mut findings);
    message.require_envelope(&mut findings);
    profile::check(message, strict, &mut findings);
    let header = message.header(&mut findings);
    let subject = the_patient(&message.bundle, &mut findings).map(|node| patient(node, &mut findings));
    let hop = current_hop(&message.bundle, message.header, &mut findings);
    let activity = activity(message, hop.as_ref(), strict, &mut findings);
    check_producer(message, strict, &mut findings);
    let requester = requester(message, strict, &mut findings);
    let focus = findings.required(message.header, "focus");
    let node = focus.and_then(|focus| message.bundle.follow(focus, &["DiagnosticReport"], &mut findings));
    let report = node.and_then(|node| Reports { message, strict }.read(node, &mut findings));
    if let Some((Status::Cancelled, _)) = activity
        && let Some(node) = node.filter(|_| report.as_ref().is_some_and(|report| report.conclusion.is_none()))
    {
        // The use case asks for a reason; no invariant does.
        findings.doubt(NoticeCode::RuleTolerated, node);
    }
    let (observed, notices) = findings.finish(|| {
        let (status, relation) = activity?;
        let hop = hop?;
        let earlier = hop.earlier.into_iter();
        let follows = earlier.map(|one| Follows { relation, sender: one.sender, letter_id: one.letter_id }).collect();
        let (subject, report) = (subject?, report?);
        Some(Observed { subject, status, follows, sent_for_people: hop.occurred, requester, report })
    })?;
    Ok((header, observed, notices))
}

/// Version 1 is read as its profile says; a message that names none with doubts; later ones not at all.
fn is_strict(message: &Message<'_>, findings: &mut Findings) -> bool {
    let is_first = message.has_major_version("1");
    if message.head.version_code.is_some() && !is_first {
        findings.refuse_missing(RefusalCode::VersionUnsupported, message.header, "definition");
    } else if !is_first {
        findings.object(false, RefusalCode::ElementMissing, message.header, "definition");
    }
    is_first
}

/// What the message does, and to which earlier one.
fn activity(
    message: &Message<'_>,
    hop: Option<&Hop<'_>>,
    strict: bool,
    findings: &mut Findings,
) -> Option<(Status, Relation)> {
    let Some(hop) = hop else {
        findings.refuse_missing(RefusalCode::ResourceMissing, message.bundle.root(), "entry");
        return None;
    };
    findings.required(hop.node, "occurredDateTime");
    findings.required(hop.node, "recorded");
    let (at, code) = hop.activity?;
    let Some((status, relation)) = codes::activity(code) else {
        findings.refuse(RefusalCode::CodeUnknown, at);
        return None;
    };
    if code == "modify-message" {
        findings.doubt(NoticeCode::CodeUnlisted, at);
    }
    let removes = hop.earlier.iter().any(|earlier| earlier.role == Role::Removal);
    if hop.earlier.is_empty() && relation != Relation::Continues {
        findings.object(strict, RefusalCode::ElementMissing, hop.node, "entity");
    } else if removes && status != Status::Cancelled {
        findings.refuse_missing(RefusalCode::StateContradictory, hop.node, "entity");
    } else if removes != (status == Status::Cancelled) {
        findings.doubt(NoticeCode::RuleTolerated, hop.node);
    }
    Some((status, relation))
}
