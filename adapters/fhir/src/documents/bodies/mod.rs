//! The facts of each kind of event, one file each.

mod birth_notification;
mod care_report;
mod care_report_plan;
mod hospital_stay;
mod referral;
mod rehabilitation_plan;
mod reports;

use canonical::body::Body;

use super::sheet::Sheet;

/// Tells the facts of an event's body.
pub(super) fn tell(sheet: &mut Sheet<'_>) {
    let event = sheet.event;
    match &event.body {
        Body::BirthNotification(facts) => birth_notification::tell(sheet, facts),
        Body::Booking(facts) => reports::booking(sheet, facts),
        Body::CareReport(facts) => care_report::tell(sheet, facts),
        Body::DiagnosticReport(facts) => reports::diagnostic_report(sheet, facts),
        Body::DischargeLetter(facts) => reports::discharge_letter(sheet, facts),
        Body::Document(facts) => {
            sheet.word("name", Some(&facts.name));
            sheet.word("title", facts.title.as_ref().map(|title| title.reveal().as_str()));
        }
        Body::Enclosure(facts) => {
            sheet.yes("about-system", Some(facts.about_system));
            sheet.word("contents", facts.contents.as_ref().map(|contents| contents.reveal().as_str()));
        }
        // They have messages of their own.
        Body::Correspondence(_) | Body::Observations(_) => {}
        Body::HospitalStay(facts) => hospital_stay::tell(sheet, facts),
        Body::MunicipalNote(facts) => reports::municipal_note(sheet, facts),
        Body::Referral(facts) => referral::tell(sheet, facts),
        Body::RehabilitationPlan(facts) => rehabilitation_plan::tell(sheet, facts),
    }
}
