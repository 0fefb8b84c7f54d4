//! Typed facts in readable words, in Danish as the letters are.

use canonical::body::{
    Ability, CareItem, CareNeed, CareService, Conference, Diet, Function, Medicine, MedicineSupply, ProblemArea,
};
use canonical::text::Inline;

use crate::blocks::{answer, line, with_text};

/// An aid or a treatment: what it is, or else its code.
pub(super) fn item(item: &CareItem) -> Vec<Inline> {
    line([item.text.as_ref().or(item.code.as_ref())], " ")
}

/// A service: its name, and how it is given.
pub(super) fn service(service: &CareService) -> Vec<Inline> {
    with_text(line([service.headline.as_ref()], " "), service.text.as_ref())
}

/// A medicine, as a label reads.
pub(super) fn medicine(medicine: &Medicine) -> Vec<Inline> {
    let Medicine { name, form, strength, dosage, indication } = medicine;
    line([name, form, strength, dosage, indication].map(Option::as_ref), ", ")
}

/// Abilities, a line for each, or why there are none.
pub(super) fn function(function: &Function) -> Vec<Vec<Inline>> {
    let ability = |ability: &Ability| {
        let named = ability.concept.display.as_ref().or(Some(&ability.concept.code));
        with_text(line([named, ability.score.as_ref()], ": "), ability.comment.as_ref())
    };
    let relevance = line([function.relevance.as_ref()], " ");
    [relevance].into_iter().chain(function.abilities.iter().map(ability)).collect()
}

/// A problem area, and the problem.
pub(super) fn problem_area(problem: &ProblemArea) -> Vec<Inline> {
    let named = problem.area.display.as_ref().or(Some(&problem.area.code));
    with_text(line([named], " "), problem.text.as_ref())
}

/// A need under its Danish name.
pub(super) fn need(need: &CareNeed) -> Vec<Inline> {
    let name = match need.name.as_str() {
        "HomeCareNeeds" => "Hjemmehjælp",
        "HomeChanges" => "Ændringer i hjemmet",
        "MedicineAdministrationHelp" => "Hjælp til medicinadministration",
        "MedicineConsumptionHelp" => "Hjælp til medicinindtagelse",
        "OtherMunicipalWorkNeeded" => "Andet til kommunen",
        "RehabilitationNeeds" => "Genoptræning",
        "ScheduleAuxilaries" => "Hjælpemidler",
        other => other,
    };
    with_text(line([Some(&name.to_owned())], " "), Some(&need.text))
}

/// A conference: how firm it is, when, and whether by video.
pub(super) fn conference(conference: &Conference) -> Vec<Inline> {
    let Conference { state, at, video, comment } = conference;
    let at = at.as_ref().map(|at| at.written.replace('T', " "));
    with_text(line([state.as_ref(), at.as_ref(), answer("video", *video).as_ref()], ", "), comment.as_ref())
}

/// Food for the first day.
pub(super) fn diet(diet: &Diet) -> Vec<Inline> {
    line([answer("madpakke", diet.lunch_box).as_ref(), answer("indkøb", diet.shopping).as_ref()], ", ")
}

/// Medicine that goes along.
pub(super) fn supply(supply: &MedicineSupply) -> Vec<Inline> {
    let MedicineSupply { until, comment, delivered, doses_reordered } = supply;
    let until = until.as_ref().map(|until| format!("medgivet til {}", until.written));
    let delivered = answer("afhentes eller leveres", *delivered);
    let doses = answer("dosisdispensering genbestilt", *doses_reordered);
    with_text(line([until.as_ref(), delivered.as_ref(), doses.as_ref()], ", "), comment.as_ref())
}
