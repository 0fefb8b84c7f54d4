//! The fields of reports of the municipality family, in the order that letters show.

use canonical::body::ReportKind;

use super::layout::{CareReport, reported};
use super::plan::{conference_and_needs, diet, function, problem_areas, supply};
use crate::blocks::{date_time, family_head, named_diagnosis};
use crate::walk::{Occurs, Walk};

/// All of it.
pub(super) fn letter<W: Walk>(walk: &mut W, letter: &mut CareReport) {
    family_head(walk, &mut letter.head);
    match reported(walk.version()) {
        ReportKind::CarePlan => care_plan(walk, letter),
        ReportKind::Discharge => discharge(walk, letter),
        ReportKind::Admission | ReportKind::Answer => admission(walk, letter),
    }
}

fn admission<W: Walk>(walk: &mut W, CareReport { facts, texts, .. }: &mut CareReport) {
    walk.text("CauseOfAdmission", Occurs::Optional, &mut texts.cause);
    walk.text("RiskOfContagion", Occurs::Optional, &mut texts.contagion);
    walk.text("PatientHealthSummary", Occurs::Optional, &mut texts.health);
    function(walk, "AbilityToFunctionAtAdmission", &mut facts.function);
    problem_areas(walk, &mut facts.problem_areas);
}

fn care_plan<W: Walk>(walk: &mut W, CareReport { facts, texts, .. }: &mut CareReport) {
    date_time(walk, "Admission", Occurs::Optional, &mut facts.admitted);
    date_time(walk, "ExpectedEndOfTreatment", Occurs::Optional, &mut facts.treatment_ended);
    date_time(walk, "AgreedDischarge", Occurs::Optional, &mut facts.discharge_planned);
    walk.text("AgreedDischargeComment", Occurs::Optional, &mut texts.on_discharge);
    walk.text("CauseOfAdmission", Occurs::Optional, &mut texts.cause);
    walk.text("ExpectedCourseOfAdmission", Occurs::Optional, &mut texts.course);
    walk.text("RiskOfContagion", Occurs::Optional, &mut texts.contagion);
    diet(walk, &mut facts.diet);
    conference_and_needs(walk, &mut facts.conference, &mut facts.needs);
    function(walk, "ExpectedAbilityToFunctionAtDischarge", &mut facts.function);
    problem_areas(walk, &mut facts.problem_areas);
}

fn discharge<W: Walk>(walk: &mut W, CareReport { facts, texts, diagnoses, .. }: &mut CareReport) {
    date_time(walk, "Admission", Occurs::Optional, &mut facts.admitted);
    date_time(walk, "EndOfTreatment", Occurs::Optional, &mut facts.treatment_ended);
    date_time(walk, "Discharge", Occurs::Optional, &mut facts.discharged);
    walk.text("CauseOfAdmission", Occurs::Optional, &mut texts.cause);
    problem_areas(walk, &mut facts.problem_areas);
    walk.text("RiskOfContagion", Occurs::Optional, &mut texts.contagion);
    walk.group("Diagnoses", Occurs::Optional, !diagnoses.is_empty(), |walk| {
        walk.groups("Diagnosis", 0..=99, diagnoses, |walk, one| named_diagnosis(walk, one));
    });
    function(walk, "AbilityToFunctionAtDischarge", &mut facts.function);
    supply(walk, &mut facts.supply);
    diet(walk, &mut facts.diet);
    walk.text("FuturePlans", Occurs::Optional, &mut texts.plans);
}
