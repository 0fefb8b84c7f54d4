//! A message to [`Notification`]. Everything that can be refused is refused here.

use canonical::Moment;
use canonical::body::{StayClass, StayNotice, StayState};
use canonical::course::{Episode, Follows, Relation};
use canonical::event::Status;
use canonical::notice::{Notice, NoticeCode};
use canonical::party::Party;
use canonical::refusal::{Refusal, RefusalCode};
use canonical::subject::Subject;

use super::activity::Activity;
use super::encounter::{Encounter, LEAVE_PERIOD, encounter, ward};
use super::profile;
use super::state::{Agreement, agreement};
use super::turns::{self, Step};
use crate::findings::Findings;
use crate::message::Message;
use crate::profile::{parts, word};
use crate::resources::{
    CPR, Header, Hop, Role, current_hop, hops, organisation, patient, stated as read_moment, the_patient,
};
use crate::tree::Node;

/// Names who is to get the admission report.
pub(super) const RECIPIENT: &str = "medcom-messaging-reportOfAdmissionRecipientExtension";

/// The message as the profile states it.
pub(super) struct Notification {
    pub(super) subject: Subject,
    pub(super) notice: StayNotice,
    pub(super) status: Status,
    pub(super) state: StayState,
    pub(super) class: StayClass,
    pub(super) episodes: Vec<Episode>,
    pub(super) admitted: Moment,
    pub(super) discharged: Option<Moment>,
    pub(super) leave_started: Option<Moment>,
    pub(super) leave_ended: Option<Moment>,
    pub(super) ward: Option<Box<Party>>,
    pub(super) report_to: Option<Box<Party>>,
    pub(super) follows: Vec<Follows>,
    pub(super) authored: Option<Moment>,
}

pub(super) fn notification(message: &Message<'_>) -> Result<(Header, Notification, Vec<Notice>), Vec<Refusal>> {
    let mut findings = Findings::default();
    message.require_envelope(&mut findings);
    profile::check(message, &mut findings);
    let header = message.header(&mut findings);
    let subject = subject(message, &mut findings);
    let encounter = encounter(&message.bundle, message.header, &mut findings);
    let hop = hop(message, &mut findings);
    let announced = announced(hop.as_ref(), subject.as_ref(), &mut findings);
    let report_to = report_to(message, &mut findings);
    let ward = encounter.as_ref().and_then(|encounter| ward(encounter, &header.head.sender, &mut findings));
    if let (Some(announced), Some(encounter)) = (announced, &encounter) {
        check(announced, encounter, is_older_than_leaves(message), &mut findings);
    }
    if let (Some(announced), Some(encounter), Some(hop)) = (announced, &encounter, &hop) {
        turn(message, announced, encounter.class, hop, &mut findings);
    }
    let follows = follows(announced, hop.as_ref());
    let (notification, notices) = findings.finish(|| {
        let Announced { activity, notice, status } = announced?;
        let Encounter { node: _, class, state, episodes, start, end, leave_start, leave_end, provider: _ } = encounter?;
        debug_assert!(notice == StayNotice::Died || notice == activity.notice);
        Some(Notification {
            subject: subject?,
            notice,
            status,
            state,
            class,
            episodes,
            admitted: start,
            discharged: end,
            leave_started: leave_start,
            leave_ended: leave_end,
            ward,
            report_to,
            follows,
            authored: hop?.occurred,
        })
    })?;
    Ok((header, notification, notices))
}

/// The patient. Invariant medcom-hospitalNotification-4 asks for a CPR number and nothing beside it; the
/// number is needed, more beside it does no harm.
fn subject(message: &Message<'_>, findings: &mut Findings) -> Option<Subject> {
    let node = the_patient(&message.bundle, findings)?;
    let subject = patient(node, findings);
    let has_cpr = parts(node, "identifier").any(|identifier| word(identifier, "system") == Some(CPR));
    if !has_cpr && parts(node, "identifier").next().is_some() {
        findings.refuse_missing(RefusalCode::RuleBroken, node, "identifier");
    } else if subject.identifiers.len() > 1 {
        findings.doubt(NoticeCode::RuleTolerated, node);
    }
    Some(subject)
}

fn hop<'a>(message: &Message<'a>, findings: &mut Findings) -> Option<Hop<'a>> {
    let hop = current_hop(&message.bundle, message.header, findings);
    match &hop {
        None => findings.refuse_missing(RefusalCode::ResourceMissing, message.bundle.root(), "entry"),
        Some(hop) => {
            findings.required(hop.node, "occurredDateTime");
            findings.required(hop.node, "recorded");
        }
    }
    hop
}

/// What the message announces.
#[derive(Clone, Copy)]
struct Announced {
    activity: Activity,
    notice: StayNotice,
    status: Status,
}

/// A death has no activity of its own: the patient's state decides before the activity does.
///
/// A corrected death keeps the activity before it too, so it looks like a death and is told as one, unless the
/// activity itself is a correction; the letter it follows is named.
fn announced(hop: Option<&Hop<'_>>, subject: Option<&Subject>, findings: &mut Findings) -> Option<Announced> {
    let (hop, subject) = (hop?, subject?);
    let (at, code) = hop.activity?;
    let Some(activity) = Activity::parse(code) else {
        findings.refuse(RefusalCode::CodeUnknown, at);
        return None;
    };
    let removes = hop.earlier.iter().any(|earlier| earlier.role == Role::Removal);
    let cancels_something = activity.status == Status::Cancelled;
    let (notice, status) = match subject.deceased {
        Some(true) if activity.status == Status::Corrected => (StayNotice::Died, Status::Corrected),
        Some(true) => (StayNotice::Died, Status::Original),
        Some(false) if removes && !cancels_something => (StayNotice::Died, Status::Cancelled),
        Some(false) | None => (activity.notice, activity.status),
    };
    check_entity(hop, activity, status, removes, findings);
    Some(Announced { activity, notice, status })
}

/// Corrections and cancellations must name what they correct or cancel.
fn check_entity(hop: &Hop<'_>, activity: Activity, status: Status, removes: bool, findings: &mut Findings) {
    let changes = status != Status::Original;
    let may_be_first = activity.status == Status::Original
        && matches!(activity.notice, StayNotice::Admitted | StayNotice::ArrivedAcute);
    if changes && hop.earlier.is_empty() {
        findings.refuse_missing(RefusalCode::ElementMissing, hop.node, "entity");
    } else if removes && status != Status::Cancelled {
        findings.refuse_missing(RefusalCode::StateContradictory, hop.node, "entity");
    } else if changes && removes != (status == Status::Cancelled) {
        findings.doubt(NoticeCode::RuleTolerated, hop.node);
    } else if hop.earlier.is_empty() && !may_be_first {
        // An earlier message may be missing here, but its hop should be named.
        findings.doubt(NoticeCode::RuleTolerated, hop.node);
    }
}

/// Whether this was put together before version 3, the first that says when a leave begins and ends; its earliest
/// published messages are of December 2022. A notification does not name its version.
fn is_older_than_leaves(message: &Message<'_>) -> bool {
    let Some(sent) = &message.sent else { return false };
    read_moment("2022-12-01").is_some_and(|first| sent.instant < first.instant)
}

fn check(announced: Announced, encounter: &Encounter<'_>, is_older: bool, findings: &mut Findings) {
    let Announced { activity, notice, status } = announced;
    match agreement(notice, status, encounter.state, encounter.class, activity.class) {
        Agreement::Agrees => {}
        Agreement::Contradicts => findings.refuse_missing(RefusalCode::StateContradictory, encounter.node, "status"),
        Agreement::Tolerated => findings.doubt(NoticeCode::RuleTolerated, encounter.node),
    }
    // Invariant medcom-hospitalNotification-6.
    if encounter.state == StayState::OnLeave && encounter.leave_start.is_none() {
        let tolerated = is_older || notice == StayNotice::Died || notice == StayNotice::Discharged;
        let missing = format!("extension('{LEAVE_PERIOD}')");
        findings.object(!tolerated, RefusalCode::ElementMissing, encounter.node, &missing);
    }
    let lacks_its_time = match notice {
        StayNotice::Discharged => status != Status::Cancelled && encounter.end.is_none(),
        StayNotice::LeaveEnded => status != Status::Cancelled && encounter.leave_end.is_none(),
        StayNotice::Admitted
        | StayNotice::ArrivedAcute
        | StayNotice::Died
        | StayNotice::LeaveStarted
        | StayNotice::Transferred
        | StayNotice::TreatmentEnds => false,
    };
    if lacks_its_time {
        findings.doubt(NoticeCode::RuleTolerated, encounter.node);
    }
}

/// A notice that its own history does not allow is taken, and doubted.
fn turn(message: &Message<'_>, announced: Announced, class: StayClass, hop: &Hop<'_>, findings: &mut Findings) {
    let Announced { notice, status, .. } = announced;
    let names: Vec<String> = hop.earlier.iter().map(|earlier| earlier.letter_id.clone()).collect();
    let (hops, _) = hops(&message.bundle, message.header);
    if turns::is_in_turn(Step { notice, status, class }, &names, &hops) == Some(false) {
        findings.doubt(NoticeCode::OutOfTurn, hop.node);
    }
}

/// Who wants the admission report: the recipient stands beside the flag.
fn report_to(message: &Message<'_>, findings: &mut Findings) -> Option<Box<Party>> {
    let flag = message.header.extension("medcom-messaging-reportOfAdmissionExtension");
    let wanted = flag.and_then(|flag| findings.boolean(flag, "valueBoolean")).unwrap_or(false);
    let recipient = message.header.extension(RECIPIENT);
    match (wanted, recipient) {
        (true, Some(recipient)) => {
            let reference = findings.required(recipient, "valueReference")?;
            let resource = message.bundle.follow(reference, &["Organization"], findings)?;
            Some(Box::new(organisation(resource, findings)))
        }
        (true, None) => {
            let missing = format!("extension('{RECIPIENT}')");
            findings.refuse_missing(RefusalCode::ElementMissing, message.header, &missing);
            None
        }
        (false, Some(recipient)) => {
            recipient.children().for_each(Node::mark_all);
            findings.doubt(NoticeCode::RuleTolerated, recipient);
            None
        }
        (false, None) => None,
    }
}

fn follows(announced: Option<Announced>, hop: Option<&Hop<'_>>) -> Vec<Follows> {
    let (Some(announced), Some(hop)) = (announced, hop) else { return Vec::new() };
    let relation = match (announced.notice, announced.status) {
        (StayNotice::Died, Status::Cancelled) => Relation::Cancels,
        (StayNotice::Died, Status::Original) => Relation::Continues,
        _ => announced.activity.relation(),
    };
    let one = |earlier: &crate::resources::Earlier| Follows {
        relation,
        sender: earlier.sender.clone(),
        letter_id: earlier.letter_id.clone(),
    };
    hop.earlier.iter().map(one).collect()
}
