//! A rehabilitation plan: what training a patient needs, who treats, and what is quoted of the record.

use canonical::Personal;
use canonical::body::{CareOf, Classification, Control, Excerpt, RehabilitationPlan};

use super::super::parties::{organisation, postal, professional};
use super::super::sheet::{Said, Sheet, plain};
use crate::write::{Element, Resource, concept_of, date_time, name, reference};

/// The plan.
pub(super) fn tell(sheet: &mut Sheet<'_>, facts: &RehabilitationPlan) {
    let RehabilitationPlan {
        level,
        consent,
        contact_started,
        contact_ends,
        contact_end_text,
        controls,
        copy_to_doctor,
        no_telephone_reason,
        care_of,
        co_writers,
        classifications,
        excerpts,
        region_office,
        municipality_office,
        team,
        result_receivers,
    } = facts;
    let plan = Resource::of("CarePlan", None)
        .with("status", "active")
        .with("intent", "plan")
        .with_all("category", level.as_ref().map(|level| Element::default().with("text", level)))
        .with("subject", sheet.subject());
    sheet.tell(plan);
    sheet.word("consent", consent.as_deref());
    if contact_started.is_some() || contact_ends.is_some() {
        let contact = sheet.visit("hospital-contact", "in-progress", contact_started.as_ref(), contact_ends.as_ref());
        sheet.tell(contact);
    }
    sheet.word("contact-end", revealed(contact_end_text));
    controls.iter().for_each(|control| self::control(sheet, control));
    sheet.yes("copy-to-doctor", *copy_to_doctor);
    sheet.word("no-telephone", revealed(no_telephone_reason));
    care_of.iter().for_each(|host| self::host(sheet, host));
    co_writers.iter().for_each(|writer| sheet.person("co-writer", Some(writer)));
    classifications.iter().for_each(|one| classification(sheet, one));
    excerpts.iter().for_each(|one| excerpt(sheet, one));
    sheet.party("region-office", region_office.as_deref());
    sheet.party("municipality-office", municipality_office.as_deref());
    team.iter().for_each(|member| sheet.person("health-care-team", Some(member)));
    result_receivers.iter().for_each(|receiver| sheet.party("result-receiver", Some(receiver)));
}

fn revealed(text: &Option<Personal<String>>) -> Option<&str> {
    text.as_ref().map(|text| text.reveal().as_str())
}

/// A planned visit.
fn control(sheet: &mut Sheet<'_>, control: &Control) {
    let Control { at, text, place } = control;
    let place = place.as_ref().map(|place| organisation(sheet, place));
    let visit = sheet.visit("control", "planned", at.as_ref(), None);
    let address = sheet.tell(visit.with("serviceProvider", place.map(|place| reference(&place))));
    if let Some(text) = revealed(text) {
        sheet.fact("control-time", &Said::Words(text), Some(&address));
    }
}

/// Somebody with whom the patient stays.
fn host(sheet: &mut Sheet<'_>, host: &CareOf) {
    let CareOf { surname, given_name, address } = host;
    let has_name = surname.is_some() || given_name.is_some();
    let resource = Resource::of("RelatedPerson", None)
        .with("patient", sheet.subject())
        .with("relationship", [Element::default().with("text", "c/o")])
        .with_all("name", has_name.then(|| name(surname.as_ref(), given_name.as_ref(), false)))
        .with_all("address", postal(address));
    sheet.tell(resource);
}

/// What the patient can do, by ICF.
fn classification(sheet: &mut Sheet<'_>, one: &Classification) {
    let Classification { concept, gradient } = one;
    let resource = Resource::of("Observation", None)
        .with("status", "final")
        .with("code", concept_of(std::slice::from_ref(concept), None))
        .with("subject", sheet.subject())
        .with("valueCodeableConcept", gradient.as_ref().map(|one| concept_of(std::slice::from_ref(one), None)));
    sheet.tell(resource);
}

/// What is quoted of the record, as a note by its signer.
fn excerpt(sheet: &mut Sheet<'_>, one: &Excerpt) {
    let Excerpt { source, signer, signed, text } = one;
    let signer = signer.as_ref().map(|signer| professional(sheet, signer));
    let resource = Resource::of("Communication", None)
        .with("status", "completed")
        .with_all("category", source.as_ref().map(|source| Element::default().with("text", source)))
        .with("subject", sheet.subject())
        .with("sent", signed.as_ref().map(date_time))
        .with("sender", signer.map(|signer| reference(&signer)))
        .with_all("payload", plain(text.as_ref()).map(|text| Element::default().with("contentString", text)));
    sheet.tell(resource);
}
