//! What care reports of the municipality family state.

use canonical::body::{Ability, CareNeed, Conference, Diet, Function, MedicineSupply, ProblemArea};

use super::part::{each, given, read_each, read_given, read_required};
use crate::{Error, v1};

impl From<&Function> for v1::Function {
    fn from(function: &Function) -> Self {
        let Function { changed, relevance, abilities } = function;
        Self { changed: given(changed.as_ref()), relevance: relevance.clone(), abilities: each(abilities) }
    }
}

impl TryFrom<v1::Function> for Function {
    type Error = Error;

    fn try_from(message: v1::Function) -> Result<Self, Error> {
        let v1::Function { changed, relevance, abilities } = message;
        Ok(Self { changed: read_given(changed)?, relevance, abilities: read_each(abilities)? })
    }
}

impl From<&Ability> for v1::Ability {
    fn from(ability: &Ability) -> Self {
        let Ability { concept, score, comment } = ability;
        Self { concept: Some(concept.into()), score: score.clone(), comment: given(comment.as_ref()) }
    }
}

impl TryFrom<v1::Ability> for Ability {
    type Error = Error;

    fn try_from(message: v1::Ability) -> Result<Self, Error> {
        let v1::Ability { concept, score, comment } = message;
        Ok(Self { concept: read_required(concept, "Ability.concept")?, score, comment: read_given(comment)? })
    }
}

impl From<&ProblemArea> for v1::ProblemArea {
    fn from(problem: &ProblemArea) -> Self {
        let ProblemArea { area, text } = problem;
        Self { area: Some(area.into()), text: given(text.as_ref()) }
    }
}

impl TryFrom<v1::ProblemArea> for ProblemArea {
    type Error = Error;

    fn try_from(message: v1::ProblemArea) -> Result<Self, Error> {
        let v1::ProblemArea { area, text } = message;
        Ok(Self { area: read_required(area, "ProblemArea.area")?, text: read_given(text)? })
    }
}

impl From<&CareNeed> for v1::CareNeed {
    fn from(need: &CareNeed) -> Self {
        let CareNeed { name, text } = need;
        Self { name: name.clone(), text: Some(text.into()) }
    }
}

impl TryFrom<v1::CareNeed> for CareNeed {
    type Error = Error;

    fn try_from(message: v1::CareNeed) -> Result<Self, Error> {
        let v1::CareNeed { name, text } = message;
        Ok(Self { name, text: read_required(text, "CareNeed.text")? })
    }
}

impl From<&Conference> for v1::Conference {
    fn from(conference: &Conference) -> Self {
        let Conference { state, at, video, comment } = conference;
        Self { state: state.clone(), at: given(at.as_ref()), video: *video, comment: given(comment.as_ref()) }
    }
}

impl TryFrom<v1::Conference> for Conference {
    type Error = Error;

    fn try_from(message: v1::Conference) -> Result<Self, Error> {
        let v1::Conference { state, at, video, comment } = message;
        Ok(Self { state, at: read_given(at)?, video, comment: read_given(comment)? })
    }
}

impl From<&Diet> for v1::Diet {
    fn from(diet: &Diet) -> Self {
        let Diet { lunch_box, shopping } = *diet;
        Self { lunch_box, shopping }
    }
}

impl From<v1::Diet> for Diet {
    fn from(message: v1::Diet) -> Self {
        let v1::Diet { lunch_box, shopping } = message;
        Self { lunch_box, shopping }
    }
}

impl From<&MedicineSupply> for v1::MedicineSupply {
    fn from(supply: &MedicineSupply) -> Self {
        let MedicineSupply { until, comment, delivered, doses_reordered } = supply;
        let (until, comment) = (given(until.as_ref()), given(comment.as_ref()));
        Self { until, comment, delivered: *delivered, doses_reordered: *doses_reordered }
    }
}

impl TryFrom<v1::MedicineSupply> for MedicineSupply {
    type Error = Error;

    fn try_from(message: v1::MedicineSupply) -> Result<Self, Error> {
        let v1::MedicineSupply { until, comment, delivered, doses_reordered } = message;
        Ok(Self { until: read_given(until)?, comment: read_given(comment)?, delivered, doses_reordered })
    }
}
