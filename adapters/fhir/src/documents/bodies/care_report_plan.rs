//! The rest of a care report: abilities, problem areas, and what is planned for the first days at home.

use canonical::body::{Ability, CareNeed, Conference, Diet, Function, MedicineSupply, ProblemArea};

use super::super::sheet::{Said, Sheet, plain};
use crate::write::{Element, Resource, concept_of};

/// What the patient can do, one Observation each.
pub(super) fn function(sheet: &mut Sheet<'_>, function: &Function) {
    let Function { changed, relevance, abilities } = function;
    sheet.when("function-changed", changed.as_ref());
    sheet.word("function-relevance", relevance.as_deref());
    for Ability { concept, score, comment } in abilities {
        let resource = Resource::of("Observation", None)
            .with("status", "final")
            .with("code", concept_of(std::slice::from_ref(concept), None))
            .with("subject", sheet.subject())
            .with("valueString", score)
            .with_all("note", plain(comment.as_ref()).map(|text| Element::default().with("text", text)));
        sheet.tell(resource);
    }
}

/// A problem, as a Condition.
pub(super) fn problem_area(sheet: &mut Sheet<'_>, area: &ProblemArea) {
    let ProblemArea { area, text } = area;
    let resource = Resource::of("Condition", None)
        .with("code", concept_of(std::slice::from_ref(area), None))
        .with("subject", sheet.subject())
        .with_all("note", plain(text.as_ref()).map(|text| Element::default().with("text", text)));
    sheet.tell(resource);
}

/// What has to be coordinated: activities of a plan.
pub(super) fn needs(sheet: &mut Sheet<'_>, needs: &[CareNeed]) {
    if needs.is_empty() {
        return;
    }
    let activity = |CareNeed { name, text }: &CareNeed| {
        let detail = Element::default()
            .with("code", Element::default().with("text", name))
            .with("status", "not-started")
            .with("description", text.plain());
        Element::default().with("detail", detail)
    };
    let resource = Resource::of("CarePlan", None)
        .with("status", "active")
        .with("intent", "plan")
        .with("subject", sheet.subject())
        .with_all("activity", needs.iter().map(activity));
    sheet.tell(resource);
}

/// The meeting on the discharge.
pub(super) fn conference(sheet: &mut Sheet<'_>, conference: &Conference) {
    let Conference { state, at, video, comment } = conference;
    let visit = sheet.visit("conference", "planned", at.as_ref(), None);
    let address = sheet.tell(visit);
    if let Some(state) = state {
        sheet.fact("conference-state", &Said::Words(state), Some(&address));
    }
    if let Some(video) = video {
        sheet.fact("by-video", &Said::Yes(*video), Some(&address));
    }
    if let Some(comment) = plain(comment.as_ref()) {
        sheet.fact("conference-comment", &Said::Words(&comment), Some(&address));
    }
}

/// Food for the first day.
pub(super) fn diet(sheet: &mut Sheet<'_>, diet: &Diet) {
    let Diet { lunch_box, shopping } = diet;
    sheet.yes("lunch-box", *lunch_box);
    sheet.yes("shopping", *shopping);
}

/// Medicine that goes along.
pub(super) fn supply(sheet: &mut Sheet<'_>, supply: &MedicineSupply) {
    let MedicineSupply { until, comment, delivered, doses_reordered } = supply;
    sheet.when("medicine-lasts-until", until.as_ref());
    sheet.text("medicine-comment", comment.as_ref());
    sheet.yes("medicine-delivered", *delivered);
    sheet.yes("doses-reordered", *doses_reordered);
}
