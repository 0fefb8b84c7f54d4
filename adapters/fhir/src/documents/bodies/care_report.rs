//! A care report: the stay, aids, treatments, help and medicine.

use canonical::body::{CareItem, CareReport, CareService, Medicine};

use super::super::sheet::{Sheet, plain, word};
use super::care_report_plan;
use crate::write::{Element, Resource};

/// What a patient's care needs around a stay.
pub(super) fn tell(sheet: &mut Sheet<'_>, facts: &CareReport) {
    let CareReport {
        report,
        admitted,
        discharged,
        practitioner,
        aids,
        treatments,
        services,
        medicines,
        treatment_ended,
        discharge_planned,
        function,
        problem_areas,
        needs,
        conference,
        diet,
        supply,
    } = facts;
    sheet.word("report", Some(&word(report)));
    if admitted.is_some() || discharged.is_some() {
        let status = if discharged.is_some() { "finished" } else { "in-progress" };
        let stay = sheet.visit("stay", status, admitted.as_ref(), discharged.as_ref());
        sheet.tell(stay);
    }
    sheet.party("practitioner", practitioner.as_deref());
    aids.iter().for_each(|aid| self::aid(sheet, aid));
    treatments.iter().for_each(|treatment| self::treatment(sheet, treatment));
    services.iter().for_each(|service| self::service(sheet, service));
    medicines.iter().for_each(|medicine| self::medicine(sheet, medicine));
    sheet.when("treatment-ended", treatment_ended.as_ref());
    sheet.when("discharge-planned", discharge_planned.as_ref());
    function.iter().for_each(|function| care_report_plan::function(sheet, function));
    problem_areas.iter().for_each(|area| care_report_plan::problem_area(sheet, area));
    care_report_plan::needs(sheet, needs);
    conference.iter().for_each(|conference| care_report_plan::conference(sheet, conference));
    diet.iter().for_each(|diet| care_report_plan::diet(sheet, diet));
    supply.iter().for_each(|supply| care_report_plan::supply(sheet, supply));
}

/// A code with its list and who keeps it, and words.
fn item(item: &CareItem) -> Element {
    let CareItem { code, list, agency, text } = item;
    let system = [agency, list].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
    let system = (!system.is_empty()).then(|| format!("urn:broen:medcom:list:{system}"));
    let coded =
        code.as_ref().or(system.as_ref()).map(|_| Element::default().with("system", &system).with("code", code));
    Element::default().with_all("coding", coded).with("text", text)
}

fn aid(sheet: &mut Sheet<'_>, aid: &CareItem) {
    let resource = Resource::of("DeviceRequest", None)
        .with("status", "unknown")
        .with("intent", "plan")
        .with("codeCodeableConcept", item(aid))
        .with("subject", sheet.subject());
    sheet.tell(resource);
}

fn treatment(sheet: &mut Sheet<'_>, treatment: &CareItem) {
    let resource = Resource::of("Procedure", None)
        .with("status", "completed")
        .with("code", item(treatment))
        .with("subject", sheet.subject());
    sheet.tell(resource);
}

/// Help that is given: a plan with one activity.
fn service(sheet: &mut Sheet<'_>, service: &CareService) {
    let CareService { headline, text } = service;
    let resource = Resource::of("CarePlan", None)
        .with("status", "active")
        .with("intent", "plan")
        .with("title", headline)
        .with("description", plain(text.as_ref()))
        .with("subject", sheet.subject());
    sheet.tell(resource);
}

/// A medicine, as the sender wrote it.
fn medicine(sheet: &mut Sheet<'_>, medicine: &Medicine) {
    let Medicine { name, form, strength, dosage, indication } = medicine;
    let words: Vec<&str> = [name, form, strength].into_iter().flatten().map(String::as_str).collect();
    let written = if words.is_empty() { "Ukendt".to_owned() } else { words.join(" ") };
    let text = |text: &String| Element::default().with("text", text);
    let resource = Resource::of("MedicationStatement", None)
        .with("status", "unknown")
        .with("medicationCodeableConcept", Element::default().with("text", written))
        .with("subject", sheet.subject())
        .with_all("reasonCode", indication.as_ref().map(text))
        .with_all("dosage", dosage.as_ref().map(text));
    sheet.tell(resource);
}
