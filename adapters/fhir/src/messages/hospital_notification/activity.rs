//! What a notification announces: the activity of its Provenance, unless the patient is dead.
//!
//! Standard: `medcom-messaging-activityCodes` of HospitalNotification 3.0, eighteen codes; "Overview of
//! HospitalNotification codes". A closed list, because it decides what the notice means.

use canonical::body::{StayClass, StayNotice};
use canonical::course::Relation;
use canonical::event::Status;

/// An activity code, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Activity {
    /// What it announces.
    pub(super) notice: StayNotice,
    /// Whether it is new, corrects or cancels.
    pub(super) status: Status,
    /// The class of stay it belongs to.
    pub(super) class: StayClass,
}

impl Activity {
    /// Reads a code; `None` if it is not one of the eighteen.
    pub(super) fn parse(code: &str) -> Option<Self> {
        let (status, event) = match code.split_once('-') {
            Some(("cancel", event)) => (Status::Cancelled, event),
            Some(("revise", event)) => (Status::Corrected, event),
            _ => (Status::Original, code),
        };
        let (notice, class) = match event {
            "admit-emergency" => (StayNotice::ArrivedAcute, StayClass::Acute),
            "admit-inpatient" => (StayNotice::Admitted, StayClass::Inpatient),
            "discharge-emergency-home" => (StayNotice::Discharged, StayClass::Acute),
            "discharge-inpatient-home" => (StayNotice::Discharged, StayClass::Inpatient),
            "end-leave-inpatient" => (StayNotice::LeaveEnded, StayClass::Inpatient),
            "start-leave-inpatient" => (StayNotice::LeaveStarted, StayClass::Inpatient),
            _ => return None,
        };
        Some(Self { notice, status, class })
    }

    /// What the activity does to the message it names.
    pub(super) const fn relation(self) -> Relation {
        match self.status {
            Status::Cancelled => Relation::Cancels,
            Status::Corrected => Relation::Corrects,
            Status::Original => Relation::Continues,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_eighteen_codes_and_no_more() {
        let events = [
            "admit-emergency",
            "admit-inpatient",
            "discharge-emergency-home",
            "discharge-inpatient-home",
            "end-leave-inpatient",
            "start-leave-inpatient",
        ];
        for event in events {
            for (prefix, status) in
                [("", Status::Original), ("revise-", Status::Corrected), ("cancel-", Status::Cancelled)]
            {
                let activity = Activity::parse(&format!("{prefix}{event}")).expect("a listed code");
                assert_eq!(activity.status, status);
            }
        }
        for wrong in ["", "admit", "new-message", "cancel-cancel-admit-inpatient", "discharge-home"] {
            assert_eq!(Activity::parse(wrong), None, "{wrong}");
        }
    }
}
