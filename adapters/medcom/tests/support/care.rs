//! What care reports of the municipality family state, as lines.

use canonical::body::{Ability, CareNeed, Conference, Diet, Function, MedicineSupply, ProblemArea};
use canonical::code::Concept;

use super::Lines;
use super::parts::{moment, text};

pub(super) fn function(lines: &mut Lines, function: Option<&Function>) {
    if let Some(Function { changed, relevance, abilities }) = function {
        lines.maybe("function.changed", changed.as_ref().map(moment));
        lines.maybe("function.relevance", relevance.as_ref());
        lines.each("ability", abilities, |lines, Ability { concept, score, comment }| {
            self::concept(lines, concept);
            lines.maybe("score", score.as_ref());
            lines.maybe("comment", comment.as_ref().map(text));
        });
    }
}

pub(super) fn areas(lines: &mut Lines, areas: &[ProblemArea], needs: &[CareNeed]) {
    lines.each("problem_area", areas, |lines, ProblemArea { area, text: words }| {
        concept(lines, area);
        lines.maybe("text", words.as_ref().map(text));
    });
    for CareNeed { name, text: words } in needs {
        lines.line("need", format!("{name}: {}", text(words)));
    }
}

pub(super) fn planned(
    lines: &mut Lines,
    conference: Option<&Conference>,
    diet: Option<&Diet>,
    supply: Option<&MedicineSupply>,
) {
    if let Some(Conference { state, at, video, comment }) = conference {
        lines.maybe("conference.state", state.as_ref());
        lines.maybe("conference.at", at.as_ref().map(moment));
        lines.maybe("conference.video", *video);
        lines.maybe("conference.comment", comment.as_ref().map(text));
    }
    if let Some(Diet { lunch_box, shopping }) = diet {
        lines.maybe("diet.lunch_box", *lunch_box);
        lines.maybe("diet.shopping", *shopping);
    }
    if let Some(MedicineSupply { until, comment, delivered, doses_reordered }) = supply {
        lines.maybe("supply.until", until.as_ref().map(moment));
        lines.maybe("supply.comment", comment.as_ref().map(text));
        lines.maybe("supply.delivered", *delivered);
        lines.maybe("supply.doses_reordered", *doses_reordered);
    }
}

pub(super) fn concept(lines: &mut Lines, Concept { system, code, display }: &Concept) {
    lines.maybe("system", system.as_ref());
    lines.line("code", code);
    lines.maybe("display", display.as_ref());
}
