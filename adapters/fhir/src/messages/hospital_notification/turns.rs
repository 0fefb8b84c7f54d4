//! Which notice may follow which in one stay: the states of a stay, and what each notice makes of them.
//!
//! Standard: MedCom HospitalNotification 3.0, use cases S1 to S7, S.CANC and S.CORR, rules S.BR10 to S.BR22. MedCom publishes no
//! chart of states; the table is read from what each use case asks to have happened before.
//!
//! | notice | from | to |
//! |---|---|---|
//! | STAA | nothing | emergency |
//! | STIN | nothing, emergency, inpatient (moved) | inpatient |
//! | STOR | inpatient | on leave |
//! | SLOR | on leave | inpatient |
//! | SLHJ | emergency, inpatient, on leave | finished |
//! | MORS | nothing, emergency, inpatient, on leave | dead |
//! | RE_ | directly after the notice that it corrects | the same |
//! | AN_ | directly after the notice that it takes back | as before that notice |
//!
//! Nothing is refused for being out of turn: a receiver has to live with what was sent, and messages overtake each other. So a
//! notice is compared with what *it* says has happened, by the hops it repeats, and not with what has come here. Where it does not fit, its
//! event says so.

use std::collections::HashMap;

use canonical::body::{StayClass, StayNotice};
use canonical::course::{Hop, HopRole, HopWhat};
use canonical::event::Status;

use super::activity::Activity;

/// The longest stay that is judged, in notices.
const LONGEST: usize = 64;

/// Where a stay stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// It has not begun, or all of it was taken back.
    Before,
    Dead,
    Emergency,
    Finished,
    Inpatient,
    OnLeave,
}

/// One notice, as far as it decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    /// What it announces.
    pub(super) notice: StayNotice,
    /// Whether it is new, corrects or takes back.
    pub(super) status: Status,
    /// The class of stay; of a death it does not matter.
    pub(super) class: StayClass,
}

/// The notices of a stay that hold, in their order, each with its class and where it leaves the stay.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Stay(Vec<(StayNotice, StayClass, Phase)>);

/// Where a new notice leads from here; `None` where it is out of turn.
const fn next(phase: Phase, notice: StayNotice, class: StayClass) -> Option<Phase> {
    match (phase, notice, class) {
        (Phase::Before, StayNotice::ArrivedAcute, _) => Some(Phase::Emergency),
        (Phase::Before | Phase::Emergency | Phase::Inpatient, StayNotice::Admitted, _)
        | (Phase::OnLeave, StayNotice::LeaveEnded, _) => Some(Phase::Inpatient),
        (Phase::Inpatient, StayNotice::LeaveStarted, _) => Some(Phase::OnLeave),
        (Phase::Emergency, StayNotice::Discharged, StayClass::Acute)
        | (Phase::Inpatient | Phase::OnLeave, StayNotice::Discharged, StayClass::Inpatient) => Some(Phase::Finished),
        (Phase::Before | Phase::Emergency | Phase::Inpatient | Phase::OnLeave, StayNotice::Died, _) => {
            Some(Phase::Dead)
        }
        _ => None,
    }
}

impl Stay {
    fn phase(&self) -> Phase {
        self.0.last().map_or(Phase::Before, |(.., phase)| *phase)
    }

    /// The stay after a notice; `None` where that is out of turn.
    fn after(&self, step: Step) -> Option<Self> {
        let Step { notice, status, class } = step;
        let mut notices = self.0.clone();
        let is_latest = notices
            .last()
            .is_some_and(|(latest, of, _)| *latest == notice && (*of == class || notice == StayNotice::Died));
        match status {
            Status::Original => notices.push((notice, class, next(self.phase(), notice, class)?)),
            // Only the latest notice is corrected or taken back.
            Status::Corrected | Status::Cancelled if !is_latest => return None,
            Status::Corrected => {}
            Status::Cancelled => drop(notices.pop()),
        }
        Some(Self(notices))
    }
}

/// The most readings of a history that are followed; an honest one has a few.
const READINGS: usize = 64;

/// Whether a notice comes in turn, by the hops that it repeats and what it names itself. `None` where they do not tell: one of them
/// names a message whose hop is missing, or they may be read in too many ways.
pub(super) fn is_in_turn(step: Step, names: &[String], hops: &[Hop]) -> Option<bool> {
    let hops = in_order(hops)?;
    let has = |letter_id: &String| hops.iter().any(|hop| hop.letter_id == *letter_id);
    if names.is_empty() || !names.iter().all(has) {
        return None;
    }
    // What a hop announced is not always told by its activity, so there may be several stays that fit.
    let mut stays = vec![Stay::default()];
    let mut before = None;
    for hop in hops {
        let steps = steps(hop, before.replace(hop.activity.as_str()))?;
        let mut after: Vec<Stay> = Vec::new();
        for stay in stays.iter().flat_map(|stay| steps.iter().filter_map(|step| stay.after(*step))) {
            if !after.contains(&stay) {
                after.push(stay);
            }
            if after.len() > READINGS {
                return None;
            }
        }
        stays = if after.is_empty() { out_of_turn(stays, &steps) } else { after };
    }
    // A corrected death looks like a death.
    let is_again = |stay: &Stay| {
        let corrected = Step { status: Status::Corrected, ..step };
        step.notice == StayNotice::Died && step.status == Status::Original && stay.after(corrected).is_some()
    };
    Some(stays.iter().any(|stay| stay.after(step).is_some() || is_again(stay)))
}

/// After a notice that was out of turn itself, which its own event says, the stay is where that notice has it.
fn out_of_turn(stays: Vec<Stay>, steps: &[Step]) -> Vec<Stay> {
    let Some(step) = steps.first().filter(|step| step.status == Status::Original) else { return stays };
    let phases = [Phase::Before, Phase::Emergency, Phase::Inpatient, Phase::OnLeave];
    let phase = phases.into_iter().find_map(|phase| next(phase, step.notice, step.class));
    phase.map_or(stays, |phase| vec![Stay(vec![(step.notice, step.class, phase)])])
}

/// What a hop may have announced. A death keeps the activity of the notice before it; some systems write that of an admission.
fn steps(hop: &Hop, before: Option<&str>) -> Option<Vec<Step>> {
    let Activity { notice, status, class } = Activity::parse(&hop.activity)?;
    let of = |notice, status| Step { notice, status, class };
    let removes = hop.entities.iter().any(|entity| entity.role == HopRole::Removal);
    let may_be_death =
        matches!(notice, StayNotice::Admitted | StayNotice::ArrivedAcute) || before == Some(&hop.activity);
    Some(match status {
        Status::Original if removes => vec![of(StayNotice::Died, Status::Cancelled)],
        Status::Original => {
            let died = [Status::Original, Status::Corrected].map(|status| of(StayNotice::Died, status));
            std::iter::once(of(notice, status)).chain(died.into_iter().filter(|_| may_be_death)).collect()
        }
        Status::Corrected => vec![of(notice, status), of(StayNotice::Died, status)],
        Status::Cancelled => vec![of(notice, status)],
    })
}

/// The hops as they were sent: each behind those it names, and else by their times, which collide. `None` where a message is
/// missing, there twice, or before itself.
fn in_order(hops: &[Hop]) -> Option<Vec<&Hop>> {
    let known: HashMap<&str, &Hop> = hops.iter().map(|hop| (hop.letter_id.as_str(), hop)).collect();
    if known.len() < hops.len() || hops.len() > LONGEST {
        return None;
    }
    let before = |hop: &'_ Hop| -> Vec<String> {
        let letter = |what: &HopWhat| match what {
            HopWhat::Letter(letter) => Some(letter.clone()),
            HopWhat::Identifier(_) => None,
        };
        hop.entities.iter().filter_map(|entity| letter(&entity.what)).collect()
    };
    let mut left: Vec<(&Hop, Vec<String>)> = hops.iter().map(|hop| (hop, before(hop))).collect();
    if left.iter().flat_map(|(_, before)| before).any(|letter| !known.contains_key(letter.as_str())) {
        return None;
    }
    let mut ordered: Vec<&Hop> = Vec::with_capacity(hops.len());
    while !left.is_empty() {
        let is_ready = |(_, before): &(&Hop, Vec<String>)| {
            before.iter().all(|letter| ordered.iter().any(|done| done.letter_id == *letter))
        };
        let ready = left.iter().enumerate().filter(|(_, one)| is_ready(one));
        let (index, _) = ready.min_by_key(|(_, (hop, _))| hop.recorded.as_ref().map(|at| at.instant))?;
        ordered.push(left.remove(index).0);
    }
    Some(ordered)
}

#[cfg(test)]
mod tests;
