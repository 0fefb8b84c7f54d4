//! Letters that report on a visit or stay, and answer a referral.

use canonical::body::{Booking, DiagnosticReport, DischargeLetter, MunicipalNote, ReceivedReferral};

use super::super::sheet::{Said, Sheet};
use crate::write::{Resource, identifier};

/// When the patient may come.
pub(super) fn booking(sheet: &mut Sheet<'_>, facts: &Booking) {
    let Booking { confirmed, referral } = facts;
    received(sheet, referral.as_ref());
    if let Some(confirmed) = confirmed {
        let visit = sheet.visit("confirmed", "planned", Some(confirmed), None);
        sheet.tell(visit);
    }
}

/// An examination that was reported on.
pub(super) fn diagnostic_report(sheet: &mut Sheet<'_>, facts: &DiagnosticReport) {
    let DiagnosticReport { started, ended, referral } = facts;
    received(sheet, referral.as_ref());
    if started.is_some() || ended.is_some() {
        let visit = sheet.visit("examination", "finished", started.as_ref(), ended.as_ref());
        sheet.tell(visit);
    }
}

/// A stay that ended.
pub(super) fn discharge_letter(sheet: &mut Sheet<'_>, facts: &DischargeLetter) {
    let DischargeLetter { admitted, discharged, referral } = facts;
    received(sheet, referral.as_ref());
    if admitted.is_some() || discharged.is_some() {
        let status = if discharged.is_some() { "finished" } else { "in-progress" };
        let stay = sheet.visit("stay", status, admitted.as_ref(), discharged.as_ref());
        sheet.tell(stay);
    }
}

/// What a municipality did.
pub(super) fn municipal_note(sheet: &mut Sheet<'_>, facts: &MunicipalNote) {
    let MunicipalNote { category, started, ended, referral, signed, signed_by } = facts;
    received(sheet, referral.as_ref());
    sheet.word("category", category.as_deref());
    if started.is_some() || ended.is_some() {
        let course = sheet.visit("municipal-course", "finished", started.as_ref(), ended.as_ref());
        sheet.tell(course);
    }
    sheet.when("signed", signed.as_ref());
    sheet.person("signed-by", signed_by.as_ref());
}

/// The referral that a letter answers.
fn received(sheet: &mut Sheet<'_>, referral: Option<&ReceivedReferral>) {
    let Some(ReceivedReferral { id, received }) = referral else { return };
    let resource = Resource::of("ServiceRequest", None)
        .with_all("identifier", id.as_deref().map(|id| identifier(None, id)))
        .with("status", "unknown")
        .with("intent", "order")
        .with("subject", sheet.subject());
    let address = sheet.tell(resource);
    if let Some(received) = received {
        sheet.fact("referral-received", &Said::When(received), Some(&address));
    }
}
