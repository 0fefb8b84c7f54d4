//! Whether class, status and activity of a notification agree.
//!
//! Standard: "Overview of HospitalNotification codes" 3.0. What published test messages get wrong is
//! tolerated with a doubt, since receivers must expect it; any other contradiction refuses the message.

use canonical::body::{StayClass, StayNotice, StayState};
use canonical::event::Status;

/// How well the fields of a notification fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreement {
    /// As the overview says.
    Agrees,
    /// Not as the overview says; the meaning is clear all the same.
    Tolerated,
    /// The fields say different things.
    Contradicts,
}

/// Compares the state and class of the stay with what is announced of it. `class_of_activity` is the class
/// that the activity's code belongs to.
pub(super) fn agreement(
    notice: StayNotice,
    status: Status,
    state: StayState,
    class: StayClass,
    class_of_activity: StayClass,
) -> Agreement {
    if notice == StayNotice::Died {
        return death(status, state, class == class_of_activity);
    }
    if class != class_of_activity {
        return Agreement::Contradicts;
    }
    let expected = expected(notice, status);
    match (state, notice) {
        (state, _) if state == expected => Agreement::Agrees,
        // A discharge from leave, and the return to it when that discharge is cancelled.
        (StayState::OnLeave, StayNotice::Discharged) => Agreement::Tolerated,
        _ => Agreement::Contradicts,
    }
}

/// A death keeps the activity of the message before it, and when cancelled that message's status too.
fn death(status: Status, state: StayState, same_class: bool) -> Agreement {
    match (status, state) {
        (_, StayState::EnteredInError) => Agreement::Contradicts,
        (Status::Cancelled, _) | (_, StayState::Finished) if same_class => Agreement::Agrees,
        (_, StayState::Finished | StayState::InProgress | StayState::OnLeave) => Agreement::Tolerated,
    }
}

/// The state of the stay after a notice that is not about a death.
fn expected(notice: StayNotice, status: Status) -> StayState {
    let cancelled = status == Status::Cancelled;
    match notice {
        StayNotice::Admitted | StayNotice::ArrivedAcute if cancelled => StayState::EnteredInError,
        StayNotice::LeaveStarted if cancelled => StayState::InProgress,
        StayNotice::LeaveEnded if cancelled => StayState::OnLeave,
        StayNotice::Discharged | StayNotice::Died | StayNotice::Transferred if cancelled => StayState::InProgress,
        StayNotice::Admitted | StayNotice::ArrivedAcute | StayNotice::LeaveEnded => StayState::InProgress,
        // No activity announces it; the patient is there until discharged.
        StayNotice::TreatmentEnds => StayState::InProgress,
        StayNotice::LeaveStarted => StayState::OnLeave,
        StayNotice::Discharged | StayNotice::Died | StayNotice::Transferred => StayState::Finished,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Status::{Cancelled, Corrected, Original};
    use StayClass::{Acute, Inpatient};
    use StayNotice::{Admitted, Died, Discharged, LeaveEnded, LeaveStarted};
    use StayState::{EnteredInError, Finished, InProgress, OnLeave};

    #[test]
    fn the_overview_agrees_with_itself() {
        for (notice, status, state) in [
            (Admitted, Original, InProgress),
            (Admitted, Corrected, InProgress),
            (Admitted, Cancelled, EnteredInError),
            (LeaveStarted, Original, OnLeave),
            (LeaveStarted, Cancelled, InProgress),
            (LeaveEnded, Corrected, InProgress),
            (LeaveEnded, Cancelled, OnLeave),
            (Discharged, Original, Finished),
            (Discharged, Cancelled, InProgress),
            (Died, Original, Finished),
            (Died, Cancelled, OnLeave),
        ] {
            let agreement = agreement(notice, status, state, Inpatient, Inpatient);
            assert_eq!(agreement, Agreement::Agrees, "{notice:?} {status:?} {state:?}");
        }
    }

    #[test]
    fn known_defects_are_tolerated_and_others_are_not() {
        assert_eq!(agreement(Died, Original, InProgress, Inpatient, Inpatient), Agreement::Tolerated);
        assert_eq!(agreement(Died, Original, Finished, Acute, Inpatient), Agreement::Tolerated);
        assert_eq!(agreement(Discharged, Original, OnLeave, Inpatient, Inpatient), Agreement::Tolerated);
        assert_eq!(agreement(Admitted, Original, Finished, Inpatient, Inpatient), Agreement::Contradicts);
        assert_eq!(agreement(Admitted, Original, InProgress, Acute, Inpatient), Agreement::Contradicts);
        assert_eq!(agreement(Died, Original, EnteredInError, Inpatient, Inpatient), Agreement::Contradicts);
    }
}
