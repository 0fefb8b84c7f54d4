//! Bodies of municipality and hospital around a stay.

use canonical::body::{
    Ability, CareItem, CareNeed, CareReport, CareService, Conference, Diet, Function, Medicine, MedicineSupply,
    ProblemArea, ReportKind,
};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::body::concept;
use super::party::party;
use super::text::text;
use super::value::{few, maybe_moment, maybe_word, word};

pub(super) fn care_report() -> BoxedStrategy<CareReport> {
    let kinds = vec![ReportKind::Admission, ReportKind::Answer, ReportKind::CarePlan, ReportKind::Discharge];
    let practitioner = option::of(party().prop_map(Box::new));
    let times = (maybe_moment(), maybe_moment(), maybe_moment(), maybe_moment());
    let lists = (few(item()), few(item()), few(service()), few(medicine()));
    let judged = (option::of(function()), few(problem_area()), few(need()));
    let planned = (option::of(conference()), option::of(diet()), option::of(supply()));
    (select(kinds), practitioner, times, lists, judged, planned)
        .prop_map(|(report, practitioner, times, lists, judged, planned)| {
            let (admitted, discharged, treatment_ended, discharge_planned) = times;
            let (aids, treatments, services, medicines) = lists;
            let (function, problem_areas, needs) = judged;
            let (conference, diet, supply) = planned;
            CareReport {
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
            }
        })
        .boxed()
}

fn function() -> BoxedStrategy<Function> {
    let ability = (concept(), maybe_word(), option::of(text())).prop_map(|(concept, score, comment)| Ability {
        concept,
        score,
        comment,
    });
    (maybe_moment(), maybe_word(), few(ability))
        .prop_map(|(changed, relevance, abilities)| Function { changed, relevance, abilities })
        .boxed()
}

fn problem_area() -> BoxedStrategy<ProblemArea> {
    (concept(), option::of(text())).prop_map(|(area, text)| ProblemArea { area, text }).boxed()
}

fn need() -> BoxedStrategy<CareNeed> {
    (word(), text()).prop_map(|(name, text)| CareNeed { name, text }).boxed()
}

fn conference() -> BoxedStrategy<Conference> {
    (maybe_word(), maybe_moment(), any::<Option<bool>>(), option::of(text()))
        .prop_map(|(state, at, video, comment)| Conference { state, at, video, comment })
        .boxed()
}

fn diet() -> BoxedStrategy<Diet> {
    any::<(Option<bool>, Option<bool>)>().prop_map(|(lunch_box, shopping)| Diet { lunch_box, shopping }).boxed()
}

fn supply() -> BoxedStrategy<MedicineSupply> {
    (maybe_moment(), option::of(text()), any::<(Option<bool>, Option<bool>)>())
        .prop_map(|(until, comment, (delivered, doses_reordered))| MedicineSupply {
            until,
            comment,
            delivered,
            doses_reordered,
        })
        .boxed()
}

fn item() -> BoxedStrategy<CareItem> {
    (maybe_word(), maybe_word(), maybe_word(), maybe_word())
        .prop_map(|(code, list, agency, text)| CareItem { code, list, agency, text })
        .boxed()
}

fn service() -> BoxedStrategy<CareService> {
    (maybe_word(), option::of(text())).prop_map(|(headline, text)| CareService { headline, text }).boxed()
}

fn medicine() -> BoxedStrategy<Medicine> {
    (maybe_word(), maybe_word(), maybe_word(), maybe_word(), maybe_word())
        .prop_map(|(name, form, strength, dosage, indication)| Medicine { name, form, strength, dosage, indication })
        .boxed()
}
