//! `Encounter` to a hospital stay, only where it says all that a notice of a stay says.
//!
//! Standard: FHIR R4, Encounter; v3-ActCode; the rules are those of MedCom HospitalNotification as far as one Encounter can
//! follow them: an admitted or acute patient with a CPR number, and the time of what is announced.

use canonical::Moment;
use canonical::body::{HospitalStay, StayClass, StayNotice, StayState};
use canonical::course::Episode;
use canonical::event::Status;
use canonical::identifier::PatientIdentifier;
use canonical::subject::Subject;

use super::scope::{Scope, Target};
use crate::findings::Findings;
use crate::resources::{identifier_value, moment, moment_of};
use crate::tree::Node;

/// What an Encounter announces. Nothing is refused here: what does not fit is a document.
pub(super) fn stay(scope: &Scope<'_, '_>, subject: Option<&Subject>, status: Status) -> Option<HospitalStay> {
    let node = scope.resource;
    let by_cpr = |identifier: &PatientIdentifier| matches!(identifier, PatientIdentifier::Cpr(_));
    subject?.identifiers.iter().find(|identifier| by_cpr(identifier))?;
    let class = match code(child(node, "class")?)? {
        "ACUTE" | "IMP" | "NONAC" => StayClass::Inpatient,
        "EMER" => StayClass::Acute,
        _ => return None,
    };
    let quiet = &mut Findings::default();
    let period = child(node, "period")?;
    let (start, end) = (moment(period, "start", quiet)?, moment(period, "end", quiet));
    let arrived = if class == StayClass::Acute { StayNotice::ArrivedAcute } else { StayNotice::Admitted };
    let (notice, state, leave) = match child(node, "status")?.raw_value()? {
        "in-progress" => (arrived, StayState::InProgress, None),
        "entered-in-error" if status == Status::Cancelled => (arrived, StayState::EnteredInError, None),
        "finished" if end.is_some() => {
            let notice = if has_died(node) { StayNotice::Died } else { StayNotice::Discharged };
            (notice, StayState::Finished, None)
        }
        "onleave" => (StayNotice::LeaveStarted, StayState::OnLeave, Some(leave_start(node)?)),
        _ => return None,
    };
    for name in ["class", "status", "period", "hospitalization"] {
        node.mark(name);
    }
    period.mark_all();
    child(node, "class").into_iter().for_each(Node::mark_all);
    Some(HospitalStay {
        admitted: Some(start),
        discharged: end,
        leave_started: leave,
        ..HospitalStay::plain(notice, state, class)
    })
}

/// When that which is announced happened.
pub(super) fn occurred(stay: &HospitalStay) -> Option<Moment> {
    match stay.notice {
        StayNotice::Died | StayNotice::Discharged => stay.discharged.clone(),
        StayNotice::LeaveStarted => stay.leave_started.clone(),
        _ => stay.admitted.clone(),
    }
}

/// The episodes an Encounter belongs to, as far as they are named by an identifier.
pub(super) fn episodes(scope: &Scope<'_, '_>) -> Vec<Episode> {
    let one = |reference: Node<'_>| {
        let identifier = match scope.target(reference) {
            Target::Identifier(identifier) => Some(identifier),
            Target::Here(episode) => child(episode, "identifier"),
            Target::Elsewhere(..) | Target::Nothing => None,
        };
        identifier_value(identifier?, &mut Findings::default())
    };
    let of_encounter = scope.resource.all("episodeOfCare").take(32);
    of_encounter.filter_map(one).collect()
}

/// `exp` of the standard's discharge dispositions.
fn has_died(node: Node<'_>) -> bool {
    let disposition = child(node, "hospitalization").and_then(|stay| child(stay, "dischargeDisposition"));
    disposition.and_then(|disposition| child(disposition, "coding")).and_then(code) == Some("exp")
}

/// Since when the patient is away: the newest such status.
fn leave_start(node: Node<'_>) -> Option<Moment> {
    let is_leave = |entry: &Node<'_>| child(*entry, "status").and_then(Node::raw_value) == Some("onleave");
    let history = node.children().filter(|child| child.name() == "statusHistory").filter(is_leave);
    let starts = history.filter_map(|entry| child(child(entry, "period")?, "start"));
    starts.filter_map(|start| moment_of(start, &mut Findings::default())).max_by_key(|moment| moment.instant)
}

fn code(node: Node<'_>) -> Option<&str> {
    child(node, "code").and_then(Node::raw_value)
}

/// A child that is looked at without being taken.
fn child<'a>(node: Node<'a>, name: &str) -> Option<Node<'a>> {
    node.children().find(|child| child.name() == name)
}
