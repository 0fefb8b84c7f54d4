//! What only reports of the municipality family state: abilities, problem areas, needs, conference, diet, medicine supply.

use canonical::body::{Ability, CareNeed, Conference, Diet, Function, MedicineSupply, ProblemArea};
use canonical::code::Concept;
use canonical::text::Text;

use crate::blocks::{day, flag, moment};
use crate::walk::{Facet, Occurs, Walk};

/// `Terminology`.
#[derive(Default)]
struct Term {
    code: Option<String>,
    system: Option<String>,
    display: Option<String>,
}

fn term<W: Walk>(walk: &mut W, term: &mut Term) {
    walk.required("Terminology", |walk| {
        walk.field("Code", Occurs::Required, Facet::text(35), &mut term.code);
        walk.field("CodeSystem", Occurs::Optional, Facet::text(35), &mut term.system);
        walk.field("CodeDescription", Occurs::Optional, Facet::text(70), &mut term.display);
    });
}

impl From<Concept> for Term {
    fn from(Concept { system, code, display }: Concept) -> Self {
        Self { code: Some(code), system, display }
    }
}

impl From<Term> for Concept {
    fn from(Term { code, system, display }: Term) -> Self {
        // Without its code the letter is refused.
        Self { system, code: code.unwrap_or_default(), display }
    }
}

/// What a patient can do, under this name.
pub(super) fn function<W: Walk>(walk: &mut W, name: &'static str, function: &mut Option<Function>) {
    walk.optional(name, function, |walk, function| {
        day(walk, "LastModifiedDate", Occurs::Optional, &mut function.changed);
        let relevance = &mut function.relevance;
        walk.field("AbilityToFunctionRelevance", Occurs::Optional, Facet::text(35), relevance);
        let is_there = !function.abilities.is_empty();
        walk.group("AbilityToFunctionElements", Occurs::Optional, is_there, |walk| {
            abilities(walk, &mut function.abilities);
        });
    });
}

fn abilities<W: Walk>(walk: &mut W, abilities: &mut Vec<Ability>) {
    let fields = |Ability { concept, score, comment }| (Term::from(concept), score, comment);
    let mut all: Vec<(Term, Option<String>, Option<Text>)> =
        std::mem::take(abilities).into_iter().map(fields).collect();
    walk.groups("AbilityToFunctionElement", 0..=99, &mut all, |walk, (concept, score, comment)| {
        term(walk, concept);
        walk.field("Score", Occurs::Optional, Facet::text(35), score);
        walk.text("Comment", Occurs::Optional, comment);
    });
    let ability = |(concept, score, comment)| Ability { concept: Term::into(concept), score, comment };
    abilities.extend(all.into_iter().map(ability));
}

/// `NursingProblemAreas`.
pub(super) fn problem_areas<W: Walk>(walk: &mut W, areas: &mut Vec<ProblemArea>) {
    let fields = |ProblemArea { area, text }| (Term::from(area), text);
    let mut all: Vec<(Term, Option<Text>)> = std::mem::take(areas).into_iter().map(fields).collect();
    walk.group("NursingProblemAreas", Occurs::Optional, !all.is_empty(), |walk| {
        walk.groups("NursingProblemArea", 0..=99, &mut all, |walk, (area, text)| {
            term(walk, area);
            walk.text("ProblemArea", Occurs::Optional, text);
        });
    });
    areas.extend(all.into_iter().map(|(area, text)| ProblemArea { area: area.into(), text }));
}

/// The needs that stand before the conference.
const NEEDS: [&str; 6] = [
    "HomeChanges",
    "ScheduleAuxilaries",
    "RehabilitationNeeds",
    "HomeCareNeeds",
    "MedicineAdministrationHelp",
    "MedicineConsumptionHelp",
];
/// The one that stands behind it.
const OTHER_NEED: &str = "OtherMunicipalWorkNeeded";

/// `FurtherCoordination`.
pub(super) fn conference_and_needs<W: Walk>(walk: &mut W, meeting: &mut Option<Conference>, needs: &mut Vec<CareNeed>) {
    let is_there = meeting.is_some() || !needs.is_empty();
    let known = std::mem::take(needs);
    walk.group("FurtherCoordination", Occurs::Optional, is_there, |walk| {
        NEEDS.iter().for_each(|name| need(walk, name, &known, needs));
        conference(walk, meeting);
        need(walk, OTHER_NEED, &known, needs);
    });
}

fn need<W: Walk>(walk: &mut W, name: &'static str, known: &[CareNeed], needs: &mut Vec<CareNeed>) {
    let mut text = known.iter().find(|need| need.name == name).map(|need| need.text.clone());
    let is_there = text.is_some();
    walk.group(name, Occurs::Optional, is_there, |walk| walk.text("Comment", Occurs::Optional, &mut text));
    needs.extend(text.map(|text| CareNeed { name: name.to_owned(), text }));
}

fn conference<W: Walk>(walk: &mut W, meeting: &mut Option<Conference>) {
    let is_without_time = meeting.as_ref().is_some_and(|meeting| meeting.at.is_none());
    walk.optional("DischargeConference", meeting, |walk, meeting| {
        walk.field("DischargeDateCode", Occurs::Optional, Facet::text(35), &mut meeting.state);
        if !is_without_time && walk.finds("Date") != Some(false) {
            moment(walk, &mut meeting.at, false);
        }
        flag(walk, "VideoConference", &mut meeting.video);
        walk.text("Comment", Occurs::Optional, &mut meeting.comment);
    });
}

/// `DietFirst24Hours`.
pub(super) fn diet<W: Walk>(walk: &mut W, diet: &mut Option<Diet>) {
    walk.optional("DietFirst24Hours", diet, |walk, diet| {
        flag(walk, "LunchBox", &mut diet.lunch_box);
        flag(walk, "ShoppingAtDischarge", &mut diet.shopping);
    });
}

/// `DischargeRelatedMedicineInformation`.
pub(super) fn supply<W: Walk>(walk: &mut W, supply: &mut Option<MedicineSupply>) {
    walk.optional("DischargeRelatedMedicineInformation", supply, |walk, supply| {
        let is_there = supply.until.is_some() || supply.comment.is_some();
        walk.group("Attached", Occurs::Optional, is_there, |walk| {
            day(walk, "Expire", Occurs::Optional, &mut supply.until);
            walk.text("Comment", Occurs::Optional, &mut supply.comment);
        });
        flag(walk, "PickUpOrDelivery", &mut supply.delivered);
        flag(walk, "DosageExemptionReordered", &mut supply.doses_reordered);
    });
}
