//! The table, transition by transition, and what histories tell.

use super::*;
use Status::{Cancelled, Corrected, Original};
use StayClass::{Acute, Inpatient};
use StayNotice::{Admitted, ArrivedAcute, Died, Discharged, LeaveEnded, LeaveStarted};
use canonical::Moment;
use canonical::course::HopEntity;

/// Every notice, with each class that it has.
const NOTICES: [(StayNotice, StayClass); 8] = [
    (Admitted, Inpatient),
    (ArrivedAcute, Acute),
    (Died, Acute),
    (Died, Inpatient),
    (Discharged, Acute),
    (Discharged, Inpatient),
    (LeaveEnded, Inpatient),
    (LeaveStarted, Inpatient),
];
const PHASES: [(&str, Phase); 6] = [
    ("none", Phase::Before),
    ("deceased", Phase::Dead),
    ("emergency", Phase::Emergency),
    ("finished", Phase::Finished),
    ("inpatient", Phase::Inpatient),
    ("onleave", Phase::OnLeave),
];

fn step((notice, class): (StayNotice, StayClass), status: Status) -> Step {
    Step { notice, status, class }
}

fn code(notice: StayNotice) -> &'static str {
    match notice {
        Admitted => "STIN",
        ArrivedAcute => "STAA",
        Died => "MORS",
        Discharged => "SLHJ",
        LeaveEnded => "SLOR",
        LeaveStarted => "STOR",
        StayNotice::Transferred | StayNotice::TreatmentEnds => "-",
    }
}

/// The transitions that the use cases tell; corrections, cancellations and late messages are rules of their own.
const TRANSITIONS: [(&str, &str, &str); 13] = [
    ("emergency", "MORS", "deceased"),
    ("emergency", "SLHJ", "finished"),
    ("emergency", "STIN", "inpatient"),
    ("inpatient", "MORS", "deceased"),
    ("inpatient", "SLHJ", "finished"),
    ("inpatient", "STIN", "inpatient"),
    ("inpatient", "STOR", "onleave"),
    ("none", "MORS", "deceased"),
    ("none", "STAA", "emergency"),
    ("none", "STIN", "inpatient"),
    ("onleave", "MORS", "deceased"),
    ("onleave", "SLHJ", "finished"),
    ("onleave", "SLOR", "inpatient"),
];

#[test]
fn the_table_is_the_one_that_the_use_cases_tell() {
    let name = |phase| PHASES.iter().find(|(_, own)| *own == phase).expect("a phase").0;
    let mut own = Vec::new();
    for (from, phase) in PHASES {
        for (notice, class) in NOTICES {
            own.extend(next(phase, notice, class).map(|to| (from, code(notice), name(to))));
        }
    }
    own.sort_unstable();
    own.dedup();
    assert_eq!(own, TRANSITIONS);
}

#[test]
fn only_the_latest_notice_is_corrected_or_taken_back() {
    let admitted = Stay::default().after(step((Admitted, Inpatient), Original)).expect("in turn");
    let on_leave = admitted.after(step((LeaveStarted, Inpatient), Original)).expect("in turn");
    assert_eq!(on_leave.after(step((LeaveStarted, Inpatient), Corrected)), Some(on_leave.clone()));
    assert_eq!(on_leave.after(step((LeaveStarted, Inpatient), Cancelled)), Some(admitted.clone()));
    assert_eq!(on_leave.after(step((Admitted, Inpatient), Corrected)), None);
    assert_eq!(on_leave.after(step((Admitted, Inpatient), Cancelled)), None);
    assert_eq!(admitted.after(step((Admitted, Inpatient), Cancelled)), Some(Stay::default()));
    for notice in NOTICES {
        assert_eq!(Stay::default().after(step(notice, Corrected)), None, "{notice:?}");
        assert_eq!(Stay::default().after(step(notice, Cancelled)), None, "{notice:?}");
    }
}

fn hop(letter_id: &str, activity: &str, minute: u32, names: &[&str]) -> Hop {
    let at = format!("2026-03-12T08:{minute:02}:00Z");
    let entity = |name: &&str| HopEntity { role: HopRole::Revision, what: HopWhat::Letter((*name).to_owned()) };
    Hop {
        letter_id: letter_id.to_owned(),
        activity: activity.to_owned(),
        occurred: None,
        recorded: Some(Moment::from_instant(at.parse().expect("a time"), at)),
        sender: None,
        entities: names.iter().map(entity).collect(),
    }
}

fn judged(notice: (StayNotice, StayClass), status: Status, names: &str, hops: &[Hop]) -> Option<bool> {
    is_in_turn(step(notice, status), &[names.to_owned()], hops)
}

/// Whatever order the hops stand in, and where their times collide, each comes behind the one it names.
#[test]
fn hops_are_ordered_by_what_they_name_and_by_their_times() {
    let admitted = hop("a", "admit-inpatient", 0, &[]);
    let leave = hop("b", "start-leave-inpatient", 0, &["a"]);
    for hops in [[admitted.clone(), leave.clone()], [leave, admitted]] {
        assert_eq!(judged((LeaveEnded, Inpatient), Original, "b", &hops), Some(true));
        assert_eq!(judged((LeaveStarted, Inpatient), Original, "b", &hops), Some(false));
        assert_eq!(judged((Admitted, Inpatient), Corrected, "a", &hops), Some(false), "leave has begun since");
    }
    // A correction that was sent before the leave, and names the same message.
    let hops = [
        hop("a", "admit-inpatient", 0, &[]),
        hop("c", "revise-admit-inpatient", 1, &["a"]),
        hop("b", "start-leave-inpatient", 2, &["a"]),
    ];
    assert_eq!(judged((LeaveEnded, Inpatient), Original, "b", &hops), Some(true));
}

/// A death has no activity of its own, so a hop may be one or may not.
#[test]
fn a_hop_that_may_be_a_death_is_taken_for_what_fits() {
    let hops = [hop("a", "admit-inpatient", 0, &[]), hop("b", "admit-inpatient", 1, &["a"])];
    // Moved, and then gone on leave; or dead, which is corrected or taken back.
    assert_eq!(judged((LeaveStarted, Inpatient), Original, "b", &hops), Some(true));
    assert_eq!(judged((Died, Inpatient), Corrected, "b", &hops), Some(true));
    assert_eq!(judged((Died, Inpatient), Original, "b", &hops), Some(true));
    assert_eq!(judged((Died, Inpatient), Cancelled, "b", &hops), Some(true));
    assert_eq!(judged((LeaveEnded, Inpatient), Original, "b", &hops), Some(false));
    let finished = [hop("a", "admit-inpatient", 0, &[]), hop("b", "discharge-inpatient-home", 1, &["a"])];
    assert_eq!(judged((Died, Inpatient), Original, "b", &finished), Some(false));
}

#[test]
fn a_history_with_a_gap_a_circle_or_a_double_tells_nothing() {
    let after = |hops: &[Hop]| judged((Discharged, Inpatient), Original, "a", hops);
    assert_eq!(after(&[]), None);
    assert_eq!(after(&[hop("a", "start-leave-inpatient", 0, &["unknown"])]), None);
    assert_eq!(after(&[hop("a", "admit-inpatient", 0, &["b"]), hop("b", "admit-inpatient", 0, &["a"])]), None);
    assert_eq!(after(&[hop("a", "admit-inpatient", 0, &[]), hop("a", "admit-inpatient", 0, &[])]), None);
    assert_eq!(after(&[hop("a", "admit-inpatient", 0, &[])]), Some(true));
    assert_eq!(after(&vec![hop("a", "admit-inpatient", 0, &[]); LONGEST + 1]), None);
}

/// A notice that was out of turn is flagged itself; those after it are compared with what it says.
#[test]
fn what_follows_a_notice_out_of_turn_is_not_flagged_for_it() {
    let hops = [
        hop("a", "admit-inpatient", 0, &[]),
        hop("b", "discharge-inpatient-home", 1, &["a"]),
        hop("c", "start-leave-inpatient", 2, &["b"]),
    ];
    assert_eq!(judged((LeaveEnded, Inpatient), Original, "c", &hops), Some(true));
    assert_eq!(judged((LeaveStarted, Inpatient), Corrected, "c", &hops), Some(true));
    assert_eq!(judged((LeaveStarted, Inpatient), Original, "c", &hops), Some(false));
}
