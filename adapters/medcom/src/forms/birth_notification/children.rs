//! The children of a birth notification: who they are, and how they are.

use canonical::body::{Apgar, Newborn};
use canonical::text::Text;
use canonical::{Moment, Personal};

use super::diagnoses::{Diagnoses, diagnoses};
use crate::blocks::{ANY_NUMBER, date_time, number, person_identifier};
use crate::walk::{Facet, Occurs, Walk};

/// `ChildRelation`.
#[derive(Default)]
pub(super) struct Related {
    relation: Option<String>,
    identifier: Option<Personal<String>>,
    born: Option<Moment>,
    vitality: Option<String>,
    plurality: Option<String>,
    sex: Option<String>,
}

/// `ChildInfo`.
#[derive(Default)]
pub(super) struct Found {
    diagnoses: Diagnoses,
    weight: Option<i32>,
    length: Option<i32>,
    head: Option<i32>,
    apgar: Option<Apgar>,
    text: Option<Text>,
    transferral: Option<Personal<String>>,
}

/// `BirthStatus1`, a closed list: it decides whether there is somebody to visit.
const VITALITY: &[&str] = &["levendefødt", "dødfødt"];
/// `BirthStatus2`; it informs.
const PLURALITY: &[&str] = &["enkeltfødt", "flerfødt"];
/// `Gender` of children; it informs.
const SEX: &[&str] = &["pige", "dreng"];
/// `RelationCode` of children.
const CHILD: &str = "barn";

/// Who a child is.
pub(super) fn related<W: Walk>(walk: &mut W, child: &mut Related) {
    walk.field("RelationCode", Occurs::Expected, Facet::Open(&[CHILD]), &mut child.relation);
    walk.field("PersonIdentifier", Occurs::Optional, Facet::text(10), &mut child.identifier);
    date_time(walk, "TimeOfBirth", Occurs::Required, &mut child.born);
    walk.field("BirthStatus1", Occurs::Required, Facet::closed(VITALITY), &mut child.vitality);
    walk.field("BirthStatus2", Occurs::Expected, Facet::Open(PLURALITY), &mut child.plurality);
    walk.field("Gender", Occurs::Expected, Facet::Open(SEX), &mut child.sex);
}

/// How a child is.
pub(super) fn found<W: Walk>(walk: &mut W, child: &mut Found) {
    let others = Some(("ChildOtherDiagnoses", 27));
    diagnoses(walk, &mut child.diagnoses, ("ChildPrincipalDiagnoses", "ChildAdditionalDiagnoses", others));
    walk.required("ChildDimensions", |walk| {
        number(walk, "Weight", Occurs::Required, &ANY_NUMBER, &mut child.weight);
        number(walk, "Length", Occurs::Required, &ANY_NUMBER, &mut child.length);
        number(walk, "HeadCircumference", Occurs::Required, &ANY_NUMBER, &mut child.head);
    });
    walk.optional("ApgarScore", &mut child.apgar, |walk, apgar| {
        number(walk, "ScoreAfterOneMin", Occurs::Optional, &ANY_NUMBER, &mut apgar.after_one_minute);
        number(walk, "ScoreAfterFiveMin", Occurs::Optional, &ANY_NUMBER, &mut apgar.after_five_minutes);
        number(walk, "ScoreAfterTenMin", Occurs::Optional, &ANY_NUMBER, &mut apgar.after_ten_minutes);
        number(walk, "MinutesAtScoreTen", Occurs::Optional, &ANY_NUMBER, &mut apgar.minutes_to_ten);
    });
    walk.text("ChildAdditionalInfo", Occurs::Optional, &mut child.text);
    walk.field("ChildTransferral", Occurs::Optional, Facet::text(70), &mut child.transferral);
}

/// The children of both lists, the first of one with the first of the other.
pub(super) fn together(related: Vec<Related>, found: Vec<Found>) -> Vec<Newborn> {
    let many = related.len().max(found.len());
    let (mut related, mut found) = (related.into_iter(), found.into_iter());
    let child = |_| {
        let Related { relation, identifier, born, vitality, plurality, sex } = related.next().unwrap_or_default();
        let who = Newborn {
            identifier: identifier.map(person_identifier),
            relation: relation.filter(|relation| relation != CHILD),
            born,
            stillborn: vitality.map(|word| word == "dødfødt"),
            plurality,
            sex,
            ..Newborn::default()
        };
        let Some(found) = found.next() else {
            return who;
        };
        let Found { diagnoses, weight, length, head, apgar, text, transferral } = found;
        Newborn {
            codes: diagnoses.into(),
            weight_grams: weight,
            length_centimetres: length,
            head_centimetres: head,
            apgar,
            text,
            transferral,
            ..who
        }
    };
    (0..many).map(child).collect()
}

/// The two lists: who was born, and who was examined.
pub(super) fn apart(children: &[Newborn]) -> (Vec<Related>, Vec<Found>) {
    let born = children.iter().filter(|child| child.born.is_some());
    let examined = children.iter().filter(|child| !child.codes.is_empty());
    (born.map(Related::from).collect(), examined.map(Found::from).collect())
}

impl From<&Newborn> for Related {
    fn from(child: &Newborn) -> Self {
        let identifier = child.identifier.as_ref().map(|one| Personal::new(one.reveal().to_owned()));
        let vitality = child.stillborn.map(|stillborn| if stillborn { "dødfødt" } else { "levendefødt" });
        Self {
            relation: Some(child.relation.clone().unwrap_or_else(|| CHILD.to_owned())),
            identifier,
            born: child.born.clone(),
            vitality: vitality.map(str::to_owned),
            plurality: child.plurality.clone(),
            sex: child.sex.clone(),
        }
    }
}

impl From<&Newborn> for Found {
    fn from(child: &Newborn) -> Self {
        Self {
            diagnoses: child.codes.as_slice().into(),
            weight: child.weight_grams,
            length: child.length_centimetres,
            head: child.head_centimetres,
            apgar: child.apgar,
            text: child.text.clone(),
            transferral: child.transferral.clone(),
        }
    }
}
