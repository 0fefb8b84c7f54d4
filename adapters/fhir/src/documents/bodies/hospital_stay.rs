//! A notice about a stay that no HospitalNotification announces.

use canonical::body::{HospitalStay, StayClass, StayState};

use super::super::sheet::{Sheet, word};
use crate::write::{coding, reference};

/// The naming system of the classes of stays.
const CLASSES: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

/// The stay, and what is planned.
pub(super) fn tell(sheet: &mut Sheet<'_>, facts: &HospitalStay) {
    let HospitalStay {
        notice,
        state,
        class,
        admitted,
        discharged,
        leave_started,
        leave_ended,
        destination,
        ward,
        report_to,
        treatment_ended,
        discharge_planned,
        conference,
        practitioner,
    } = facts;
    let status = match state {
        StayState::EnteredInError => "entered-in-error",
        StayState::Finished => "finished",
        StayState::InProgress => "in-progress",
        StayState::OnLeave => "onleave",
    };
    let class = match class {
        StayClass::Acute => "EMER",
        StayClass::Inpatient => "IMP",
    };
    let ward = ward.as_ref().map(|ward| super::super::parties::organisation(sheet, ward));
    let stay = sheet.visit("stay", status, admitted.as_ref(), discharged.as_ref());
    let stay = stay.with("class", coding(CLASSES, class)).with("serviceProvider", ward.map(|ward| reference(&ward)));
    sheet.tell(stay);
    sheet.word("notice", Some(&word(notice)));
    sheet.when("leave-started", leave_started.as_ref());
    sheet.when("leave-ended", leave_ended.as_ref());
    sheet.word("destination", destination.as_deref());
    sheet.party("report-to", report_to.as_deref());
    sheet.when("treatment-ended", treatment_ended.as_ref());
    sheet.when("discharge-planned", discharge_planned.as_ref());
    sheet.when("conference", conference.as_ref());
    sheet.party("practitioner", practitioner.as_deref());
}
